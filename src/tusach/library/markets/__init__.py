"""Periodic markets: where, on which days, whether a vehicle may come.

| fact | says |
|---|---|
| `market.declared/1` | a market exists: code, name, commune |
| `market.rule_set/1` | on which days it meets, from a day on, who says so, how sure that is |
| `market.days_changed/1` | from one day to another it does not meet, or does, or follows the rule |
| `market.judged/1` | whether it suits a vehicle, by decision, with reasons |
| `market.ended/1` | it is no more |

| module | what it is |
|---|---|
| `grammar` | the rules a market may follow |
| `sessions` | on which days a market meets; what has to be asked about it |
"""
