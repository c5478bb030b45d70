"""Kept alive by ordinary people: copies on a second medium, restoring, and what ails the machine.

| module | what it does |
|---|---|
| `backup_key` | the key that copies are sealed to, outside the home, and its printed code |
| `sealed_file` | a file of sealed pieces: whole, or seen to be damaged |
| `taking` | a copy of a home while it is served: taken, read back, put in place |
| `rotation` | names of copies, and which of the automatic ones stay |
| `reading` | what a copy says of itself, and whether all of it can be read |
| `restoring` | a home from a copy, checked before anything is moved |
| `hourly` | the automatic copy, on a thread of its own |
| `doctor` | what is wrong, as codes with values, worded in `wording.health` |

Source: docs/decisions/0020.
"""
