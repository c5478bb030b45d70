"""Indicators: what is counted, over which period, and what it comes to. Tells no facts yet.

| module | holds |
|---|---|
| `periods` | library year, year, half, quarter and month as data |
| `sources` | the closed list of what can be counted, and its fields |
| `definition` | a definition as it is written, and what is wrong with one |
| `reading_in` | from the text of a file to definitions |
| `indicators.json` | the six of the plan with all their readings, and customary ones |
| `evaluate` | the figure of plain rows: what every other way of counting must equal |
| `growth` | growth over a baseline, exactly |
"""
