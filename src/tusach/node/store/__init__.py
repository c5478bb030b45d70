"""The store: the ledger, the vault and the disposable reading tables of a node.

`store.Store` is the door: `act` (a rule is asked and its facts are appended, all in one
transaction with the tables of the touched subjects), `receive`, `story`, `query`. Below it stand
an engine (memory, SQLite, PostgreSQL, one Protocol, one set of conformance tests) and the vault
(private parts, a SQLite file of its own on every node). Only this folder writes reading tables.
"""
