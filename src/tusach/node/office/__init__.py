"""The office: what needs a person, and the pages of whoever keeps the house in order.

| module | pages |
|---|---|
| `home`, `attention` | what waits for a person; disagreements, dead letters, updates, frames |
| `stock` | the figures of the stock, each opening the list it counts |
| `uploads`, `imports`, `mapping`, `rejects` | files come in, and what of them did not |
| `places`, `place_forms` | places: found, describe, open, close |
| `loan_rules` | which rule holds for whom, and a new version of one |
| `staff`, `slips` | who holds which post, and their way in |
| `looks` | who looked at private data |
| `keeping` | whether the machine is well; copies, their folder and their code |
| `titles` | a title typed by hand |
| `room` | at which node, by whom, for which places a request is answered |
"""
