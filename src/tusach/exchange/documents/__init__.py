"""Documents as people sign them: a page of text with a head, tables and signatures, as a file.

| module | holds |
|---|---|
| `parts` | what a document is made of |
| `docx` | a document as an Office Open XML file |
"""
