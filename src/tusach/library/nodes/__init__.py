"""The installations of the network: who is one, for which places, and what it has let go of.

| fact | says |
|---|---|
| `node.enrolled/1` | an installation is a hub, library or vehicle of these places, or invited |
| `node.revoked/1` | an installation counts no more, except up to these facts |
| `scope.released/1` | a node holds the private parts of these scopes no more |
| `erasure.done/1` | a node has removed what an erasure names |

`authority` says from these alone which fact of which installation counts.
"""
