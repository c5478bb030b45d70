"""The desk: the pages a librarian works with all day.

| module | what it holds |
|---|---|
| `counter` | where a request works: node, member of staff, place, business day |
| `shown` | what pages show of readers, copies, loans: read once, in few queries |
| `outcomes` | what came of an act, in words, with what may be done next |
| `screens` | the one page with the one field: home, lend, return, reader, copy as its parts |
| `scanning` | the one field that takes anything, and decides |
| `circulating` | lend, take back, renew, undo, lose, withdraw |
| `readers`, `registering` | a reader's papers; a whole family in one form |
| `stock` | a copy, a title's copies, one more copy |
| `ledger_view` | all facts of a subject, in order, in words |
| `visitors`, `overdue` | counting who came; who still has what |
"""
