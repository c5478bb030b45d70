"""Trips: what is asked of a plan, what a plan is, what a plan breaks, and how trips went.

| fact | says |
|---|---|
| `trip.planned/1` | the trip is to be like this: vehicle, days, stops, nights; told whole |
| `trip.published/1` | the days of that telling are promised |
| `trip.cancelled/1` | it does not take place |
| `trip.departed/1` | it has set out, with this crew |
| `stop.opened/1`, `stop.closed/1` | the vehicle serves at a stop; it does so no more |
| `stop.missed/1` | it did not serve there, and why |
| `stop.confirmed/2` | the commune says that it was there (who signed is private) |
| `stop.photographed/1`, `stop.photograph_removed/1` | there is a photograph; it is to be removed |
| `trip.returned/1`, `trip.closed/1` | it is back; its account is whole |

| module | what it is |
|---|---|
| `problem` | stops, wishes for a visit, vehicles, legs and terms, as plain values |
| `plan` | vehicle-days with their visits, and the price of a plan |
| `check` | every rule that a plan breaks; shares no code with what makes plans |
| `timing` | when a vehicle leaves, arrives and comes back on a day |
| `greedy` | plans by cheapest insertion, and the one-stop plan they are compared with |
| `evidence` | the commune's word and photographs of a stop |
| `conflicts` | a smallest set of wishes that cannot be met together |

Decision 42 says what a plan must keep and who makes it.
"""
