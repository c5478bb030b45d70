"""Tasks: what somebody has to do for a commune until a day, and that it is done.

| fact | says |
|---|---|
| `task.given/1` | something is to be done until a day |
| `task.done/1` | it is done |
| `task.withdrawn/1` | it need not be done any more |
"""
