"""What the core says in codes, said in sentences: facts, refusals, disagreements, faults.

| module | says |
|---|---|
| `facts` | a fact of any kind, as a librarian would word it in a register |
| `refusals` | why something may not be done now, and what to do next |
| `disagreements` | what contradicts what, and who should look |
| `faults` | what is wrong with the machine, the home or a file |
| `reasons` | why a piece of a file was not used, what was mended in another |
| `terms` | single words: acts, roles, reasons |
| `lunar` | a day of the lunar calendar, and the names of the cycle of sixty |
| `values` | dates and lists, as the language writes them |

English stands in the code; `locale/vi` holds the Vietnamese.
"""
