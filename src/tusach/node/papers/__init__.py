"""Papers as PDF: the typesetter, kept at work, and its answers.

| module | holds |
|---|---|
| `press` | the only place that calls the typesetter |
| `answers` | files as answers to a browser |
"""
