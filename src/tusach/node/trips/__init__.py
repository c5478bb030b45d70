"""Crates, markets and trips: books that travel to people.

| module | holds |
|---|---|
| `home` | the way to the others |
| `crates` | the list of crates |
"""
