"""Papers as PDF: the typesetter, kept at work, and its answers.

| module | holds |
|---|---|
| `press` | the only place that calls the typesetter |
| `official` | an official paper of this node, with its head, number and date |
| `answers` | files as answers to a browser |
| `addresses` | what a square code on a wall leads to |
"""
