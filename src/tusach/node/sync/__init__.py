"""Nodes that tell each other what the other lacks; over HTTP, on a local network, or by hand.

| module | what is in it |
|---|---|
| `messages` | what is said, signed, packed; private parts sealed to whom they are for |
| `serving` | what a node answers |
| `asking` | how a node brings another and itself to the same facts |
| `link` | HTTP to another node, and what else may answer there |
| `views` | `/sync/v1` |

Every message is signed by its installation and names for whom it is; saying one twice changes
nothing. An exchange that breaks off goes on with what is held by then. Source: docs/decisions/0019.
"""
