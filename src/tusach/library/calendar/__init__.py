"""The Vietnamese lunar calendar, 1968 to 2099: months, days, the cycle of sixty.

| module | what it is |
|---|---|
| `table` | first days of months, from two independent ephemerides |
| `lunar` | from a solar day to a lunar day and back; the months of a year |
| `cycle` | the cycle of sixty: stem and branch of a day, a month, a year |

It tells no facts and knows no market: whatever comes round by the moon (holidays of a profile,
markets, slips) asks here. Decision 30 says where the table comes from and what it cannot know.
"""
