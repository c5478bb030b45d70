"""The mechanism: facts that are told once, kept, ordered, sealed, exchanged and folded.

It knows nothing of libraries. Everything here is pure: bytes and values in, values out; the
time, the randomness, the keys and the disk are told by the caller (`node.store`).

| module | what is true in it |
|---|---|
| `canonical` | one value has one sequence of bytes |
| `ident` | how ids are made |
| `fact` | the envelope, version 1, frozen |
| `kind` | the register of kinds: who may tell what, where, in which shape; upcasts |
| `draft` | what a rule answers: a wish to tell a fact, or a refusal |
| `clock` | the hybrid clock and its quality |
| `order` | causal order, ties by corrected clock, then id |
| `story` | a subject's facts folded to its state |
| `effective` | corrections and voidings |
| `stream` | the hash chain of one installation in one scope |
| `seal` | a signature over the head of a stream |
| `vector` | what a node holds, and where two nodes part |
| `private` | what touches a person, committed to but kept apart |
| `salting` | salts that follow from a seed, so that they need not travel |
| `packing` | stretches of streams as what cannot be derived, and the same bytes again |
| `packet`, `columns` | what both sides of a packet know; the columns it is written in |
| `packer`, `value_writer` | writing a packet |
| `unpacker`, `value_reader` | reading a packet, whatever it holds |
| `parcel`, `parcel_reading` | packets, blobs and receipts in one file; torn files read to the cut |
| `receipt` | a node's signed word of what it holds for good |

Facts of the mechanism itself: `stream.opened`, `fact.corrected`, `fact.voided`,
`clock.corrected` (declared in `mechanism`).
"""
