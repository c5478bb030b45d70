"""Printed month sheets: what a place without a device writes with a pen, and how far it is typed.

| fact | says |
|---|---|
| `sheet.printed/1` | a sheet with this number was printed for a place, a month and one purpose |
| `sheet.entered/1` | these rows of it have been typed in (or were empty) |

What a row says is told by the facts of copies, readers and visits, with their true dates and with
the row (`Paper`) in them: they count whether or not the printing is known where they arrive.
"""
