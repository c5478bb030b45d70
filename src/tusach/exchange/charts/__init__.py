"""Charts as SVG text: for pages and paper, without scripts, styles or fonts of their own.

| module | what it draws |
|---|---|
| `svg` | bullet, small line, map of squares; each says in words what it shows |
| `tiles` | where on a map of squares each commune lies |

Colour never says anything alone: a mark has its shape, a square its number. Numbers are whole.
"""
