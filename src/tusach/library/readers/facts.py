"""The facts of readers. A subject id is random; names, numbers and links are private parts."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring, Kind
from tusach.library.shapes import Code, Count, Day, Id

READERS_COUNTED = "readers.counted/1"

ACTS = ("lend", "renew", "hold", "visit")
"""The acts that a block may stop. Taking back is never stopped."""


class ReaderRegistered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """group: profile code (child, adult …). valid_until: last day of the card.

    age_band and sex only where the place collects them for its figures; codes, never a birth date.
    """

    group: Code
    valid_until: Day
    age_band: Code = ""
    sex: Code = ""


class ReaderDescribed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As registered, told anew; valid_until is left to `reader.renewed`."""

    group: Code
    age_band: Code = ""
    sex: Code = ""


class ReaderPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who it is, as little as the place needs.

    household: an id shared by a family, or empty. guardian: reader id of the adult who answers
    for a child, guardian_name where that adult is no reader. consent: purposes agreed to.
    """

    name: str
    birth_year: int | None = None
    hamlet: str = ""
    phone: str = ""
    household: str = ""
    guardian: str = ""
    guardian_name: str = ""
    languages: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()


class ReaderCardIssued(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """own: given by this system (12 digits) or kept from an older one."""

    own: bool = True


class CardPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """number: as printed on the card."""

    number: str


class ReaderCardEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """card: the fact that issued it. reason: lost, worn, returned."""

    card: Id
    reason: Code


class ReaderRenewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """valid_until: the new last day."""

    valid_until: Day


class ReaderBlocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """acts: what it stops. reason: a code. until: last day, or None until it is lifted."""

    acts: tuple[Code, ...]
    reason: Code
    until: Day | None = None


class ReaderUnblocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """block: the fact that is lifted."""

    block: Id


class ReaderMerged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The other registration's id is the private part."""


class OtherPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """also: reader id of the other registration."""

    also: str


class ReaderSplit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """merged: the merging fact that was wrong."""

    merged: Id


class ReaderConsented(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody agreed that the reader's data serve these purposes (codes of the programme).

    by: who answered (parent, grandparent, teacher, self, other). proof: paper (signed), word.
    """

    purposes: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    by: Code
    proof: Code


class ConsentPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who answered: guardian: reader id, or guardian_name where that person is no reader here."""

    guardian: str = ""
    guardian_name: str = ""
    phone: str = ""


class ReaderConsentWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nobody's consent to these purposes counts any more, until it is given anew."""

    purposes: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]


class ReaderEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: a code (moved, wish, deceased)."""

    reason: Code


class PersonErased(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """commitments: of the private parts to be removed and refused for ever; reason: a code.

    Only those told in the person's own story. The link from a loan to its reader is found by each
    node in its own vault (`LentPrivate.reader`) and never listed: a list would be that link.
    """

    commitments: tuple[str, ...]
    reason: Code


class ReadersRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many different readers of this kind borrowed; as the loans say of them."""

    readers: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    group: Code = ""
    age_band: Code = ""
    sex: Code = ""


class ReadersCounted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How many different readers borrowed at the fact's own place from `first` to `last`.

    Told before it is removed who borrowed what, and true for ever after. loans: those begun in the
    period; unlinked: of these, whose reader was not known (any more) when it was counted, so that
    `readers` is exact only where it is 0. rows: sorted by group, age band and sex, each once; who
    changed between them stands in several, so they may sum to more than `readers`.
    """

    first: Day
    last: Day
    readers: Count
    loans: Count
    unlinked: Count
    rows: tuple[ReadersRow, ...] = ()


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="readers", scope="people", told_by=_DESK, story="reader")

KINDS = (
    _kind("reader.registered/1", ReaderRegistered, "a person reads here", ReaderPrivate),
    _kind("reader.described/1", ReaderDescribed, "a reader, told anew", ReaderPrivate),
    _kind("reader.card_issued/1", ReaderCardIssued, "a card is given out", CardPrivate),
    _kind("reader.card_ended/1", ReaderCardEnded, "a card does not hold any more"),
    _kind("reader.renewed/1", ReaderRenewed, "the registration holds longer"),
    _kind("reader.blocked/1", ReaderBlocked, "some acts are stopped"),
    _kind("reader.unblocked/1", ReaderUnblocked, "a block is lifted"),
    _kind("reader.merged/1", ReaderMerged, "two registrations are one person", OtherPrivate),
    _kind("reader.split/1", ReaderSplit, "a merging was wrong"),
    _kind(
        "reader.consented/1",
        ReaderConsented,
        "somebody agreed to what a reader's data serve",
        ConsentPrivate,
    ),
    _kind("reader.consent_withdrawn/1", ReaderConsentWithdrawn, "a consent counts no more"),
    _kind("reader.ended/1", ReaderEnded, "a person does not read here any more"),
    _kind("person.erased/1", PersonErased, "private parts are to be erased everywhere"),
    Kind(
        name=READERS_COUNTED,
        folder="readers",
        scope="operations",
        story="borrowers",
        told_by=frozenset({NODE, HUB}),
        body=ReadersCounted,
        says="so many different readers borrowed in a period",
    ),
)
