"""A newer version of the program from one signed file, and the way back.

| module | what it does |
|---|---|
| `release_file` | the file: manifest, signatures, wheels, a sum over all |
| `trust` | whose signature counts here |
| `fitting` | whether a release may follow what runs, on this machine |
| `unpacking` | wheels become folders, every file checked |
| `rehearsing` | the new version opens a copy of the home, then the old one does |
| `course` | the steps from the file to the pointer, each kept before it begins |
| `trying` | the new version serves for the first time, or the old one comes back |
| `hand` | what pages and commands ask of the process that serves |

The pointer itself is in `settings.versions`: it is read before anything else.
Source: docs/decisions/0029.
"""
