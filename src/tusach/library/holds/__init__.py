"""What readers ask for: a title or copy to be kept for them, and books that are not here yet.

| fact | says |
|---|---|
| `hold.placed/1` | a reader asks for a title or a copy (the reader is private) |
| `hold.suspended/1` | the hold waits, and is passed over, until a day |
| `hold.resumed/1` | it is passed over no longer |
| `hold.assigned/1` | a copy that stands elsewhere is to be sent for it (told by the hub) |
| `hold.ended/1` | the hold is over without a loan, with its reason |
| `hold.ended_elsewhere/1` | over, told where a copy was to be sent from (told by the hub) |
| `wish.told/1` | a reader wishes for something that is not in the stock |
| `wish.answered/1` | what becomes of the wish |
| `wish.ended/1` | nobody waits for it any more |

That a copy waits on the shelf, and that it was lent to who had asked, are facts of the copy
(`copy.reserved`, `copy.freed`, `copy.lent`) which touch the hold too.
"""
