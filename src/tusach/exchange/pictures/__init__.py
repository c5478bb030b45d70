"""Pictures that arrive from elsewhere: only what shows something is kept of them.

| module | what it is |
|---|---|
| `jpeg` | a JPEG without what cameras write beside the picture: where, when, by whom, previews |
"""
