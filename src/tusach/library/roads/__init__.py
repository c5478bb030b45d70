"""Roads between places: closed and open, how long they take, who says so.

| fact | says |
|---|---|
| `road.closed/1` | a road, or every road to one place, cannot be driven |
| `road.opened/1` | it can be driven again |
| `road.measured/1` | it was driven in so many minutes |
| `road.told/1` | somebody says how long it takes |

| module | what it is |
|---|---|
| `travel` | minutes and metres of any leg, with their source and age |
"""
