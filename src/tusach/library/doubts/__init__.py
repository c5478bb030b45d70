"""Doubts: which months ask for verification and why, what was answered, and spot checks.

Numbers that need verification accuse nobody: a reason is a measure that honest months seldom have.

| fact | says |
|---|---|
| `doubt.answered/1` | somebody looked at the reasons of a place's month: what they found |
| `spotcheck.drawn/1` | these records of a month are to be checked, drawn by a public value |
| `spotcheck.answered/1` | what was found of them: borne out, not borne out, nobody reached |
"""
