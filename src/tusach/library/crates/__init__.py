"""Crates: made once, packed, sent, received and brought home again, for years.

| fact | says |
|---|---|
| `crate.made/1` | a crate with a printed code belongs to a place |
| `crate.packed/1` | copies lie in it, some of them for holds |
| `crate.unpacked/1` | copies are out of it |
| `crate.sent/1` | it is on its way to another place, until when it may stay there |
| `crate.received/1` | it is here, with all that was sent or with exceptions |
| `crate.handed_over/1` | it was signed for, by one side or by both (their names are private) |
| `crate.retired/1` | it carries nothing any more |

Packing, sending and receiving touch each copy, whose own story says where that is; their shapes
therefore stand in `copies.in_crates`.

| module | holds |
|---|---|
| `facts` | the shapes of the others, and the kinds |
| `story` | a crate after all facts: where it is, what lies in it, its journeys |
| `rules` | may it be made, packed, sent, received, retired? |
| `limits` | how long it may stay, and what may not be in it |
| `packing` | what goes into the crates of a trip |
| `rotation` | where each crate goes next |
| `bounds` | how far that is from the best, and what simpler ways come to |
"""
