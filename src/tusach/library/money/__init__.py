"""Money for the tasks of the plan: planned and spent, by task, source, year and paper.

| fact | says |
|---|---|
| `money.planned/1` | a paper gives so much to a task from a source in a year |
| `money.spent/1` | by a paper so much was spent on a task from a source in a year |
| `money.taken_back/1` | what was told of that paper was a mistake and counts no more |
"""
