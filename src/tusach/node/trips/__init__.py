"""Crates, markets and trips: books that travel to people.

| module | holds |
|---|---|
| `home` | the way to the others |
| `crates` | the list of crates |
| `plans` | plans of trips: made in the background, shown as weeks, changed in three ways |
| `plan_jobs`, `plan_files` | where plans lie before anybody promises them |
| `routing` | who makes plans |
"""
