"""What comes into the stock together: a gift, a purchase; one entry of the general register.

| fact | says |
|---|---|
| `gift.received/1` | somebody gave books (the giver is private), and on which conditions |
| `delivery.received/1` | books came in another way: bought, exchanged, handed over |

`copy.registered` touches the delivery that the copy came with, so a delivery knows its copies.
"""
