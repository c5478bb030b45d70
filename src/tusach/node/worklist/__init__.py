"""The work list: what contradicts, told side by side, settled by one tap.

| module | holds |
|---|---|
| `shown` | a case as a page shows it: its tellings in words, who should look, the choices |
| `pages` | the list, one case, settling it and taking that back |
"""
