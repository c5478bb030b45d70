"""Reports: what the figures of a period were when they were frozen, who signed, what came later.

| fact | says |
|---|---|
| `report.frozen/1` | these values, by these definitions, proved by this evidence |
| `report.years_kept/1` | a report of the term keeps the values of the years before |
| `report.proposed/1` | what is proposed for the next term: numbers and codes |
| `report.signed/1` | a staff member stands for one step: prepared, checked, signed |
| `report.returned/1` | it goes back before it is issued; it may be frozen anew |
| `report.issued/1` | it has its number and its day |
| `report.corrected/1` | a letter says which of its values are different by now |
"""
