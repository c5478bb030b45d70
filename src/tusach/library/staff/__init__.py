"""Who works for which place in which role. Names are private parts; passwords are never facts.

| fact | says |
|---|---|
| `staff.appointed/1` | a person holds a role at a place from a date on |
| `staff.named/1` | the person's name (private part, in `people:<place>`) |
| `staff.ended/1` | the post ended on a date |
"""
