"""Reading events: planned, held, or called off; how many came, what was shown.

| fact | says |
|---|---|
| `gathering.planned/1` | an event is to be held at a place |
| `gathering.held/1` | it was held: who came by group, what was shown |
| `gathering.cancelled/1` | it is not held |

Heads at an event are not visits: whoever also uses the library is counted there as a visitor.
"""
