"""A programme as data: units, kinds of place, markets, calendar, loan rules, books, names.

The lowest layer of `library`. A profile is a folder of JSON files; the Structs here are their
schema, `reading.load` turns their bytes into one `Profile` or says in which file and at which
path they are broken. Tells no facts: the node turns a profile into facts when it starts a home.

| module | file of the folder |
|---|---|
| `province` | `province.json`: tenant, time zone, languages, number patterns |
| `units` | `units.json`: communes, wards or whatever a province is made of |
| `places` | `places.json`: kinds of place with their legal thresholds |
| `markets` | `markets.json`: periodic markets with their rules |
| `serving` | `serving.json`: classes of places, seasons, assumptions about roads |
| `holidays` | `holidays.json`: the week and the closed days |
| `lending` | `lending.json`: loan rules, reader groups, kinds of material, blocks, channels |
| `shelving` | `shelving.json`: Dewey hundreds, audiences, call numbers, labels |
| `weeding` | `weeding.json`: reasons of weeding, what becomes of the copies |
| `demonstration` | `demonstration.json`: invented libraries, always labelled so |
| `books` | `books.json`: real books |
| `people` | `names.json`: names for invented people |
| `titles` | `titles.json`: word lists for synthetic titles |
"""
