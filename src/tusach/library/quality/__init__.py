"""Models of grassroots libraries: what a commune declares, and what is recognised by decision.

| fact | says |
|---|---|
| `model.declared/1` | a commune says that it has a model, of which places |
| `model.recognised/1` | it is recognised, by which decision, against which criteria, until when |
| `model.withdrawn/1` | the recognition is taken back |
"""
