"""The public catalogue: find a title, see where a copy stands, look after one's own loans.

| module | what it is |
|---|---|
| `seat` | where somebody looks from: node, place, day; what happens when the store cannot answer |
| `asking` | a question as its address holds it: words, filters, order, page |
| `finding` | results, facets, suggestions while typing |
| `front` | the first page |
| `titles`, `marc` | one title, its copies, its record |
| `standing` | where the copies of many titles stand, in one query |
| `placing`, `libraries` | the places, their opening days |
| `calendar` | a month in both calendars, closed days, lunar days looked up |
| `account` | a reader's own loans |
| `words` | the profile's and the record's codes, in words |
| `unchanged` | what a browser holds already is not sent again |

Nothing here names a reader but `account`, and that names nobody but the one who asks.
"""
