"""Examples and stories of consents of readers."""

from __future__ import annotations

from typing import Any

import msgspec
from tests.library.telling import Teller, named

from tusach.ledger.order import Held
from tusach.library.readers import consenting, facts
from tusach.library.readers.consenting import Said

READER = named("reader")
ON = "2026-03-02"


def examples() -> list[tuple[str, str, msgspec.Struct, msgspec.Struct | None]]:
    """Why, kind, body, private part."""
    consented, withdrawn = "reader.consented/1", "reader.consent_withdrawn/1"
    both = ("service", "messages")
    return [
        (
            "a mother signed",
            consented,
            facts.ReaderConsented(both, "parent", "paper"),
            facts.ConsentPrivate(guardian=named("mother"), phone="0912 000 000"),
        ),
        (
            "a teacher said so",
            consented,
            facts.ReaderConsented(("service",), "teacher", "word"),
            facts.ConsentPrivate(guardian_name="Hoàng Thị Mai"),
        ),
        (
            "the reader's own word",
            consented,
            facts.ReaderConsented(("service",), "self", "word"),
            None,
        ),
        ("withdrawn", withdrawn, facts.ReaderConsentWithdrawn(("messages",)), None),
    ]


BAD: dict[str, list[tuple[str, Any]]] = {
    "reader.consented/1": [
        ("to nothing", {"purposes": [], "by": "parent", "proof": "paper"}),
        ("by nobody", {"purposes": ["service"], "proof": "paper"}),
    ],
    "reader.consent_withdrawn/1": [("of nothing", {"purposes": []})],
}


def story_rows() -> list[tuple[str, str, list[Held]]]:
    """A consent and its withdrawal, by who knew of it and by who did not."""
    found = []
    for why, knew in (
        ("consent withdrawn, and given anew by who did not know: it stays withdrawn", False),
        ("consent withdrawn, and given anew by who knew: it counts", True),
    ):
        a, b = Teller("A"), Teller("B")
        registered = facts.ReaderRegistered("pupil", "2027-03-01")
        a.say("reader.registered/1", READER, registered, on=ON)
        said = Said(purposes=("service", "messages"), guardian_name="Hoàng Thị Mai")
        a.tell(consenting.agree(a.state(READER), said, on=ON))
        b.meet(a)
        a.tell(consenting.withdraw(a.state(READER), ("messages",), on="2026-03-03"))
        if knew:
            b.meet(a)
        again = Said(purposes=("messages",), by="grandparent", proof="word")
        b.tell(consenting.agree(b.state(READER), again, on="2026-03-04"))
        a.meet(b)
        found.append((why, READER, a.held(READER)))
    return found
