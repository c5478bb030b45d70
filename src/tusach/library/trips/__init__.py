"""Trips: what is asked of a plan, what a plan is, what a plan breaks, and how trips went.

| module | what it is |
|---|---|
| `problem` | stops, wishes for a visit, vehicles, legs and terms, as plain values |
| `plan` | vehicle-days with their visits, and the price of a plan |
| `check` | every rule that a plan breaks; shares no code with what makes plans |
| `timing` | when a vehicle leaves, arrives and comes back on a day |
| `greedy` | plans by cheapest insertion, and the one-stop plan they are compared with |
| `conflicts` | a smallest set of wishes that cannot be met together |

Decision 42 says what a plan must keep and who makes it.
"""
