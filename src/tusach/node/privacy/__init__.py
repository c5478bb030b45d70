"""What the law wants of whoever holds readers' data, as pages.

| module | pages |
|---|---|
| `board` | erasures: who has confirmed, who has not, until when |
| `erasing` | a person is erased, in two steps |
| `history` | how long it is kept who borrowed what, and the readers counted before |
| `breach` | a machine or a stick is lost: whose data were on it, the notice, whom to inform |
"""
