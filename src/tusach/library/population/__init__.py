"""How many people live in a commune or ward, as a paper says.

| fact | says |
|---|---|
| `population.told/1` | so many people lived there on a day, by a paper |
| `population.withdrawn/1` | that word counts no longer |
"""
