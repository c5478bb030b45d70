"""What the programme counts besides lending: workers, courses, events, agreements, models, use.

| module | holds |
|---|---|
| `home` | the way to the lists |
| `workers`, `courses` | who does library work; what they learn, and show |
| `events` | reading events: planned, held, called off |
| `agreements`, `models`, `online` | papers between libraries, recognised models, use by month |
| `forms` | their fields |
| `leader`, `drawing` | the six targets, reached or not, and what is missing |
| `money`, `money_words` | planned and spent beside the tasks of the plan |
| `communes`, `own_week` | one commune; one library this week |
| `week`, `monday`, `silence`, `week_words` | what waits for the province on a Monday |
| `showing` | a list with its form and file; one thing with what may be told of it |
| `said` | what was just done, in words |
"""
