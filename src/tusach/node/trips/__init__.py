"""Crates, markets and trips: books that travel to people.

| module | holds |
|---|---|
| `home` | the way to the others |
| `crates` | the list of crates |
| `markets`, `market_page`, `market_forms` | periodic markets: list, one market, its forms |
| `visited`, `service_form` | places that the vehicle visits, their classes, how they are served |
| `class_lists` | an official list of communes of a class |
| `visit_requests` | who asks for a visit, and the answers |
| `roads`, `ends` | the road board, how long a leg takes |
| `announcing` | the lunar calendar as announced |
| `said` | what was just done |
"""
