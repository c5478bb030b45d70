"""The Vietnamese lunar calendar reckoned from the sky, by two independent ephemerides.

| module | what it is |
|---|---|
| `sky` | instants of new moons and principal terms, from `ephem` and from `astronomy-engine` |
| `rules` | months, their numbers and leap months, from such instants |
| `__main__` | writes `library/calendar/table.py`, or with --check says whether it differs |

Neither package is needed to run the program: `requirements/dev.txt` brings them.
"""
