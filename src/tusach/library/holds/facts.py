"""The facts of holds and wishes. Whose they are is a private part."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Day, Id, Paper

ACCOUNT = "account"
"""The channel of what a reader asks for without a librarian."""


class HoldPlaced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """title or copy: what is asked for, exactly one of them; a copy where only that one will do.

    pickup: place where it is to be fetched. group: of the reader as they stood. channel: desk
    (empty), account, vehicle, paper. needed_until: no use after that day. paper: see `Paper`.
    """

    pickup: Id
    title: Id | None = None
    copy: Id | None = None
    group: Code = ""
    channel: Code = ""
    needed_until: Day | None = None
    paper: Paper = ""


class AskedPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reader: id. after_reader: latest facts of the reader's story that the teller knew."""

    reader: Id
    after_reader: tuple[Id, ...] = ()


class HoldSuspended(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """until: first day on which it counts again, None = until it is resumed."""

    until: Day | None = None


class HoldResumed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It counts again at once."""


class HoldAssigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Told where the copy stands, which may know nothing else of the hold.

    copy: to be sent, once it is at hand. pickup: where to.
    """

    copy: Id
    pickup: Id
    title: Id | None = None


class HoldEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: wish (of the reader), not_fetched, too_late, unfillable, reader_ended, mistake.

    filled: fetched at another place, as the hub says where the hold was told.
    """

    reason: Code


class HoldEndedElsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Told where a copy was to be sent from. ended_on: when the hold was over.

    reason: filled, or as of `hold.ended`.
    """

    ended_on: Day
    reason: Code


class WishTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """group: of the reader as they stood, or empty. language, material: what kind, or empty.

    title: where the catalogue describes it, though no copy is near. channel, paper: as of a hold.
    """

    group: Code = ""
    language: Code = ""
    material: Code = ""
    title: Id | None = None
    channel: Code = ""
    paper: Paper = ""


class WishPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """text: in the reader's own words, therefore private. reader: id, empty = nobody in particular.

    author: as far as it was said.
    """

    text: str
    author: str = ""
    reader: str = ""
    after_reader: tuple[Id, ...] = ()


class WishAnswered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """answer: here (it was in the stock), bought, ordered, borrowed, promised, not_possible.

    title: what answers it. hold: the hold placed for the reader. on_visit: the promised day.
    """

    answer: Code
    title: Id | None = None
    hold: Id | None = None
    on_visit: Day | None = None


class WishEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: wish (of the reader), fulfilled, reader_ended, mistake."""

    reason: Code


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="holds", scope="circulation", told_by=_DESK)

KINDS = (
    _kind("hold.placed/1", HoldPlaced, "a reader asks for a book", private=AskedPrivate),
    _kind("hold.suspended/1", HoldSuspended, "a hold is passed over for now"),
    _kind("hold.resumed/1", HoldResumed, "a hold counts again"),
    _kind(
        "hold.assigned/1",
        HoldAssigned,
        "a copy is to be sent for a hold elsewhere",
        told_by=frozenset({HUB}),
    ),
    _kind("hold.ended/1", HoldEnded, "a hold is over without a loan"),
    _kind(
        "hold.ended_elsewhere/1",
        HoldEndedElsewhere,
        "a hold is over for which a copy was to be sent",
        told_by=frozenset({HUB}),
    ),
    _kind("wish.told/1", WishTold, "somebody wishes for a book", private=WishPrivate),
    _kind("wish.answered/1", WishAnswered, "what becomes of a wish"),
    _kind("wish.ended/1", WishEnded, "a wish is over"),
)
