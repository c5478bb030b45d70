"""How fast the ledger's own steps are: `python -m bench.ledger`."""
