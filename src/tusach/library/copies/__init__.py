"""Copies and their lending: owner, holder, should-be-at and last-seen are kept apart.

| fact | says |
|---|---|
| `copy.registered/1` | a copy belongs to an owner, under an accession number |
| `copy.assigned/1` | where the copy should be from now on |
| `copy.seen/1` | the copy was seen at a place (count, found on a shelf) |
| `copy.lost/1` | the copy is lost, by whom it is known |
| `copy.withdrawn/1` | the copy leaves the stock, with its reason |
| `copy.lent/1` | the copy was lent, until when, by which rule (the reader is private) |
| `copy.returned/1` | the copy came back, anywhere |
| `loan.renewed/1` | the loan runs longer |
| `loan.ended_elsewhere/1` | a loan of this place ended at another (told by the hub) |
"""
