"""Nodes that tell each other what the other lacks; over HTTP, on a local network, or by hand.

| module | what is in it |
|---|---|
| `messages` | what is said, signed, packed; private parts sealed to whom they are for |
| `serving` | what a node answers |
| `asking` | how a node brings another and itself to the same facts |
| `exchanging` | an exchange with an address: in turn, noted, followed by what is owed |
| `attempts`, `backoff` | exchanges that nobody asks for, and when |
| `finding`, `reach` | nodes of the same network find each other; where this one is reached |
| `errands`, `carrying` | what pages ask for: exchanges and parcels, in the background |
| `turn`, `noting` | one at a time; what others say of themselves is kept |
| `link` | HTTP to another node, and what else may answer there |
| `views` | `/sync/v1` |

Every message is signed by its installation and names for whom it is; saying one twice changes
nothing. An exchange that breaks off goes on with what is held by then. Source: docs/decisions/0019.
"""
