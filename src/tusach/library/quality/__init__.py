"""Models of grassroots libraries: criteria, assessments, and what is recognised by decision.

| fact | says |
|---|---|
| `model.declared/1` | a commune says that it has a model, of which places |
| `model.recognised/1` | it is recognised, by which decision, against which criteria, until when |
| `model.withdrawn/1` | the recognition is taken back |
| `assessment.opened/1` | a commune is held against a set of criteria, for a library year |
| `assessment.answered/1` | the commune says which criteria it meets, whole |
| `assessment.submitted/1` | it stands for these answers |
| `assessment.inspected/1` | an inspector looked at criteria; what is not met has a due day |
| `assessment.photographed/1` | there is a photograph of what was looked at, of which criterion |
| `assessment.photograph_removed/1` | its bytes go from every machine |
| `assessment.review_assigned/1` | the province asks another commune to look |
| `assessment.reviewed/1` | that commune looked; it stands beside the others and decides nothing |
"""
