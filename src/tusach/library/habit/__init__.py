"""People who read: counted at the close of a period, before it goes who borrowed what.

| fact | says |
|---|---|
| `readers.settled/1` | so many different people, by indicator, for a place, a commune or all |

| module | holds |
|---|---|
| `settling` | which counts may be told, and the groups that are large enough to be named |
| `returning` | new readers of a trip, and whether they came back within ninety days |
"""
