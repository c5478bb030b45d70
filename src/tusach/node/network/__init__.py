"""The network as people see it: who was met when, what waits, which machines there are.

| module | pages |
|---|---|
| `home` | the first page: this machine, and whom it meets |
"""
