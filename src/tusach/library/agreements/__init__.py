"""Agreements between libraries, and with schools, posts and others: since when, about what.

| fact | says |
|---|---|
| `agreement.signed/1` | these places and partners work together, by this paper |
| `agreement.ended/1` | until this day |
"""
