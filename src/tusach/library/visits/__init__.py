"""Visits: occurrences, never persons; sums of facts, never absolute values.

| fact | says |
|---|---|
| `visit.counted/1` | so many people of a group came through a channel on a day |

What makes one visit is one versioned rule: see `counting`.
"""
