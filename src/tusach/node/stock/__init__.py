"""The stock of a place: books come in, are registered, labelled, counted and weeded.

| module | holds |
|---|---|
| `home` | the way to the others |
| `entering` | quick cataloguing: ISBN or title, a known record, else three fields |
| `deliveries` | gifts and other deliveries, and the receipt for who gave |
| `laws` | laws that books of the legal bookcase hold, in force or not |
| `registers` | the individual and the general accession register |
| `labels`, `label_drawing` | sheets of labels: which copies, and how they are drawn |
| `stocktaking` | counting by scans, on several machines at once |
| `weeding` | dossiers: what should leave, the council, the decision, the minutes |
"""
