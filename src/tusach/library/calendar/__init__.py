"""The Vietnamese lunar calendar, 1968 to 2099: months, days, the cycle of sixty.

| module | what it is |
|---|---|
| `table` | first days of months, from two independent ephemerides |
| `lunar` | from a solar day to a lunar day and back; the months of a year |
| `announced` | the calendar with what was announced otherwise |
| `cycle` | the cycle of sixty: stem and branch of a day, a month, a year |

| fact | says |
|---|---|
| `calendar.announced/1` | on which day a lunar month begins, as the state announced it |

It knows no market: whatever comes round by the moon (holidays of a profile, markets, slips) is
given a calendar and asks it. Decision 31 says where the table comes from and what it cannot know,
decision 40 what an announcement does.
"""
