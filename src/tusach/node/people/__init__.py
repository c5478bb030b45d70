"""People at the door: logins, PINs, join codes, and who may open which page.

Nothing here is a fact, and nothing here is ever exchanged: passwords and PINs belong to one node.
Who a person is (name, role, place) is told in the ledger; `directory` is where we ask.

| module | what it holds |
|---|---|
| `actors` | Anonymous, Staff, Reader: who is asking |
| `directory` | the Protocol by which the ledger answers, and `install` |
| `access` | `rule` for every address, `may` for every act, `look` for private data |
| `logins`, `pins`, `codes` | passwords of staff, PINs of readers, one-time codes |
| `hashing`, `throttle` | one hash at a time; how often one may try |
| `sessions` | beginning and ending a session, finding the actor of a request |
"""
