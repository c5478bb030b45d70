"""Readers: who may borrow. Whatever names a person lies in the private part, never in the body.

| fact | says |
|---|---|
| `reader.registered/1` | a person reads here: group and age band in the open, the rest private |
| `reader.described/1` | the same, told anew and whole |
| `reader.card_issued/1` | a card with a 12-digit number (private part) |
| `reader.card_ended/1` | a card is lost, worn out or given back |
| `reader.renewed/1` | the registration holds until a later date |
| `reader.blocked/1` | some acts are stopped, with a reason |
| `reader.unblocked/1` | a block is lifted |
| `reader.merged/1` | two registrations are one person (the other id is private) |
| `reader.split/1` | they are two after all |
| `reader.consented/1` | a parent, a teacher or the reader agreed to purposes (who: private) |
| `reader.consent_withdrawn/1` | a consent to purposes counts no more |
| `reader.ended/1` | the person does not read here any more |
| `readers.counted/1` | so many different readers borrowed in a period that is over |
| `person.erased/1` | the private parts of these facts are to be erased everywhere |
"""
