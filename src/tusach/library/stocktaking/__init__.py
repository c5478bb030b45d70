"""Counting the stock of a place: begun, paused, gone on with, closed; on several machines at once.

| fact | says |
|---|---|
| `stocktaking.begun/1` | the stock of a place, or a part of it, is being counted |
| `stocktaking.noted/1` | something stood on the shelves that is no copy of the stock |
| `stocktaking.paused/1`, `stocktaking.resumed/1` | it rests; it goes on |
| `stocktaking.closed/1` | it is over, with what was found |

Each copy that is scanned is a fact of that copy (`copy.seen`, which names the stocktaking), so what
two machines count joins by itself, and a stocktaking of thousands stays a small story.
"""
