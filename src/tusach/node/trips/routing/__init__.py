"""Who makes plans: the solver where it is installed, insertion where it is not.

| module | what it is |
|---|---|
| `router` | the Protocol, and which planner is there |
| `parts` | a stretch of days with the slots that are free in it, the rest pinned |
| `unrolled` | such a part as one table of routes, and back; the only place that knows PyVRP |
| `mending` | days made to keep the rules again, at the price of visits put elsewhere |
| `journeys` | which nights away are worth it: proposed, changed, dropped |
| `search` | quarters, then windows across their borders, on several processors |

Nothing here is believed: the checker of `library/trips` looks at every plan afterwards.
"""
