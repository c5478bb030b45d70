"""Indicators: what is counted, over which period, and what it comes to.

| module | holds |
|---|---|
| `periods` | library year, year, half, quarter and month as data |
| `sources` | the closed list of what can be counted, and its fields |
| `definition` | a definition as it is written, and what is wrong with one |
| `reading_in` | from the text of a file to definitions |
| `indicators.json` | the six of the plan with all their readings, and customary ones |
| `evaluate` | the figure of plain rows: what every other way of counting must equal |
| `growth` | growth over a baseline, exactly |
| `aims` | what a target asks for: chosen reading, milestones, how much by today |
| `facts` `story` `telling` | what a province tells of its targets |
| `limits` `unreadable` `wrong` | how large a definition may be; why a text is none |
| `defining` | an indicator that the province says itself; what of all that a program uses |

| fact | says |
|---|---|
| `baseline.declared/1` | a paper says what a period came to |
| `baseline.withdrawn/1` | that word counts no longer |
| `target.set/1` | a target is read so, and asks for so much by when |
| `target.withdrawn/1` | the definition's own target counts again |
| `indicator.defined/1` | the province defines an indicator, or a new version of one |
| `indicator.withdrawn/1` | a definition that was told counts no longer |
"""
