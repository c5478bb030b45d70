"""A hub, three libraries and a vehicle on one machine, with links that a person can cut.

| module | does |
|---|---|
| `building` | the homes: a demonstration at the hub, the others enrolled and up to date |
| `link` | the road between two machines: a port that passes on to another, until it is cut |
| `running`, `serving` | the processes that serve, and the commands given to them |
| `switch`, `page` | a page and a command that cut, join, exchange, and compare |

`make network` starts it; docs/guides/network.md tells what to try.
"""
