"""People who read: counted at the close of a period, before it goes who borrowed what.

| fact | says |
|---|---|
| `readers.settled/1` | so many different people read at a place, by indicator and reading |
| `people.settled/1` | the same of a commune or of the province, told by the hub |

| module | holds |
|---|---|
| `settling` | which counts may be told, and the groups that are large enough to be named |
| `returning` | new readers of a trip, and whether they came back within ninety days |
"""
