"""Documents as people sign them and hang them up: data, laid out, as files.

| module | holds |
|---|---|
| `parts` | what a document is made of |
| `layout` | margins and sizes of Decree 30/2020/NĐ-CP |
| `numbering` | the number and the date of a paper in digits |
| `papers` | an official paper as one model; laid out as parts, or as sheets of a workbook |
| `posters` | sheets for a wall and slips for readers |
| `letters` | which letters the embedded font can show |
| `typeset` | what the typesetter is given for any of them |
| `docx` | a document as an Office Open XML file |
"""
