"""The network as people see it: who was met when, what waits, which machines there are.

| module | pages |
|---|---|
| `home` | the first page: what the province has and has not, whom this machine meets |
| `carried` | parcels onto a stick and from one, and how an errand stands |
| `board`, `rows` | all machines of the province in one list |
| `names`, `said` | what machines are called; what an errand came to, in sentences |
"""
