"""Crates, markets and trips: books that travel to people.

| module | holds |
|---|---|
| `home` | the way to the others |
| `crates` | the list of crates, those that are late, new ones and their labels |
| `crate` | one crate: packed, sent, received whole, set right |
| `checking` | a crate that is not complete, book by book |
| `planning` | what should go into a crate, and slips for readers |
| `rotating` | where each crate should go next |
| `minutes` | handover minutes, to print and as a file |
| `forms`, `shown` | fields; what pages show of a crate |
| `memory`, `said` | what a session remembers; what was just done, in words |
| `markets`, `market_page`, `market_forms` | periodic markets: list, one market, its forms |
| `visited`, `service_form` | places that the vehicle visits, their classes, how they are served |
| `class_lists` | an official list of communes of a class |
| `visit_requests` | who asks for a visit, and the answers |
| `roads`, `ends` | the road board, how long a leg takes |
| `announcing` | the lunar calendar as announced |
| `trips`, `road`, `trip_forms`, `trip_shown` | trips planned by hand, and driven |
| `market_said`, `trip_said` | what was just done, of these |
| `plans` | plans of trips: made in the background, shown as weeks, changed in three ways |
| `plan_jobs`, `plan_files` | where plans lie before anybody promises them |
| `routing` | who makes plans |
"""
