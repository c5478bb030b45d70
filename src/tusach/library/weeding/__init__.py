"""A weeding dossier: what is proposed to leave the stock, who decides it, and that it is done.

| fact | says |
|---|---|
| `weeding.begun/1` | a dossier is opened at a place |
| `weeding.council_named/1` | who sits in the council (the names are private) |
| `weeding.proposed/1` | these copies should leave, for this reason |
| `weeding.spared/1` | these copies stay after all |
| `weeding.decided/1` | it is decided: by which paper, and what becomes of the copies |
| `weeding.carried_out/1` | the copies have left, each by a `copy.withdrawn` of its own |
| `weeding.dropped/1` | the dossier is given up |

Local history never leaves (`copy.protected`, and kinds of material that are never weeded).
"""
