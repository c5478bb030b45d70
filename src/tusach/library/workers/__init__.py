"""Who does library work, since when, what they have learnt and what they have shown.

A worker is a person at a place, with or without a login, paid or not; names are private parts.

| fact | says |
|---|---|
| `worker.engaged/1` | a person does library work at a place from a day on |
| `worker.named/1` | the person's name (private part, in `people:<place>`) |
| `worker.left/1` | the work at a place ended on a day |
| `worker.trained/1` | what came of a course for this person |
| `worker.observed/1` | what the person was seen doing well, item by item |
| `worker.unproved/1` | a result or an observation counts no longer |
| `course.offered/1` | a course: what it covers, when, how long its result holds |
| `course.called_off/1` | it does not take place |

| module | holds |
|---|---|
| `facts` | the shapes, and the kinds |
| `story` | a worker and a course after all facts |
| `rules` | may this be told? |
| `ability` | who counts as trained, and as capable, on a day |
"""
