"""Who may hold a fact: the names of scopes.

| scope | holds | held by |
|---|---|---|
| `control` | keys, staff, rules, units, places, blocks | every node |
| `catalogue` | titles, copies registered and withdrawn, crates; no persons | every node |
| `circulation:<place>` | loans and returns told at a place | place, vehicles on visit, hub |
| `people:<place>` | readers and names of staff | place, hub |
| `operations:<place>` | counts of visits, gatherings, who signed for a crate | place, hub |

`<place>` is the place's subject id, never a code.
"""

from __future__ import annotations

CONTROL = "control"
CATALOGUE = "catalogue"


def circulation(place: str) -> str:
    """The scope of what is lent and taken back at a place."""
    return f"circulation:{place}"


def people(place: str) -> str:
    """The scope of a place's readers."""
    return f"people:{place}"


def operations(place: str) -> str:
    """The scope of a place's counts and gatherings."""
    return f"operations:{place}"
