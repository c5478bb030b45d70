"""How people settle what contradicts: proposals, and the facts that a settlement tells.

It tells no kind of its own: a settlement is a voiding, a correction, a return, a grant, a merging.

| module | holds |
|---|---|
| `options` | what may be done about one contradiction, the proposal first, and why |
| `drafts` | the facts of a choice, or why it is not this person's |
| `persons` | registrations that may be one person |
| `clocks` | a machine whose clock is off, and by how much |
"""
