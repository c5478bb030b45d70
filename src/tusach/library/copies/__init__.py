"""Copies and their lending: owner, holder, should-be-at and last-seen are kept apart.

| fact | says |
|---|---|
| `copy.registered/1` | a copy belongs to an owner, under an accession number |
| `copy.assigned/1` | where the copy should be from now on |
| `copy.seen/2` | the copy was seen at a place (count, found on a shelf) |
| `copy.lost/1` | the copy is lost, by whom it is known |
| `copy.withdrawn/1` | the copy leaves the stock, with its reason |
| `copy.protected/1`, `copy.unprotected/1` | it is never to be weeded; it may be again |
| `copy.lent/2` | the copy was lent, until when, by which rule (the reader is private) |
| `copy.returned/2` | the copy came back, anywhere |
| `copy.claimed/1` | the reader says that it came back; it is searched for |
| `copy.damaged/1` | the copy is damaged, perhaps on a loan |
| `copy.withheld/1`, `copy.released/1` | it is lent to nobody for now; it serves again |
| `copy.sent/1` | it is on its way to another place |
| `copy.used/1` | it was read inside |
| `copy.reserved/1`, `copy.freed/1` | it waits on the shelf of holds; it does so no more |
| `loan.compensated/1` | what was lost or damaged is settled |
| `loan.renewed/2` | the loan runs longer |
| `loan.ended_elsewhere/1` | a loan of this place ended at another (told by the hub) |
| `copy.arrived_elsewhere/1` | a copy that this place sent has arrived (told by the hub) |
| `copy.seen_elsewhere/1` | a copy that this place thinks to have was seen elsewhere (hub) |

What crates say of the copies in them (`crate.packed/1` and others) is folded here too: `in_crates`.
"""
