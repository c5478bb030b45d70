"""Where a number stands on its way to a target: pace, outlook, and the cheapest way to close a gap.

Tells no facts: what is asked are figures and what is known of communes, what comes out is plain.

| module | holds |
|---|---|
| `pace` | what a target asks of today, and how many units are still missing |
| `outlook` | what the rest of a period will probably bring, with an interval, proved on the past |
| `gaps` | which communes, and what is done there, at the least cost within what there is |
| `searching` | the exact search behind it |
"""
