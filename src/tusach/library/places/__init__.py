"""Units, places, their opening days, the rules told for them, and blocks of numbers.

A *unit* is a commune or ward: a five-digit code with a validity, never a name. A *place* is where
people are served: a library or service point of some kind, with an owner.

| fact | says |
|---|---|
| `unit.declared/1` | a unit exists from a date on, formed from older ones |
| `unit.ended/1` | a unit is merged into others on a date |
| `place.founded/1` | a place begins: code, name, kind, unit, owner, decision |
| `place.described/1` | name, owner, address or contact are different now |
| `place.opening_set/1` | the weekdays on which it is open, from a date on |
| `place.closed_days_set/1` | single days on which it is closed, or open against the rule |
| `place.visits_dated/1` | days on which a vehicle comes, or does not come after all |
| `place.classed/1`, `unit.classed/1` | a place or a whole unit is remote, border …, by decision |
| `place.service_set/1` | how a vehicle serves it: windows, minutes, languages, spacing |
| `visit.requested/1` | somebody asks for a visit |
| `visit.answered/1` | the request is accepted, put off or declined |
| `place.closed/1` | it ends, with the decision |
| `rule.set/1` | a lending rule for place x reader group x kind of material, with dates of force |
| `block.granted/1` | an installation may give numbers out of this block |
"""
