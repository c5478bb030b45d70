"""Visits: occurrences, never persons; sums of facts, never absolute values.

| fact | says |
|---|---|
| `visit.counted/1` | so many people of a group came through a channel on a day |
| `day.stayed_empty/1` | a place was open on a day and nobody came: not known is not 0 |

What makes one visit is one versioned rule: see `counting`.
"""
