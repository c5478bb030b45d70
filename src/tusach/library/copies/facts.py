"""The facts of copies and loans. `su` is always the copy; the reader is a private part."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Count, Day, Id


class CopyRegistered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """title: subject. code: what a scanner reads. accession: number in the individual register.

    owner: place that owns it; home: where it should be. own_number: given by this system in a block
    (never reused) or kept from an older one, then unique within its owner only. home None: at its
    owner's. price: in the smallest unit of the tenant's money. source: how it came (purchase, gift,
    exchange …), never from whom: a giver is a person. acquired_on: as an older register has it,
    where that is not the fact's own day.
    """

    title: Id
    code: str
    owner: Id
    accession: str = ""
    own_number: bool = True
    home: Id | None = None
    material: Code = "book"
    call_number: str = ""
    location: str = ""
    legal: bool = False
    price: Count | None = None
    source: Code = ""
    acquired_on: Day | None = None


class CopyAssigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """home: place id where it should be. reason: transit reason code."""

    home: Id
    reason: Code = ""


class CopySeen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fact's own place saw the copy, and nobody has it. by: count, shelf, found."""

    by: Code


class CopyLost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reason: reader (said so), missing (not on its shelf), destroyed. loan: the open loan."""

    reason: Code
    loan: Id | None = None


class CopyWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reason: code of the weeding rule (obsolete, expired_law, worn, lost, transferred …)."""

    reason: Code
    decision: str = ""


class CopyLent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The decision is kept with the act; the fold never recomputes it.

    due_on: last day of the loan. rule: fact of the lending rule used, None for the built-in
    default. governed_by: place whose rule and calendar it is. calendar: facts that the due date
    stands on, the weekday rule first. group, age_band, sex: of the reader as they stood. material:
    of the copy as it stood. over_limit: lent against the limit, by a person who may.
    """

    due_on: Day
    rule: Id | None
    governed_by: Id
    calendar: tuple[Id, ...] = ()
    group: Code = ""
    age_band: Code = ""
    sex: Code = ""
    material: Code = "book"
    over_limit: bool = False


class LentPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reader: id. after_reader: latest facts of the reader's story that the teller knew."""

    reader: Id
    after_reader: tuple[Id, ...] = ()


class CopyReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """loan: the lending fact it ends, None where none was known here."""

    loan: Id | None = None


class LoanRenewed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """loan: the lending fact. due_on, rule, governed_by, calendar: as in the lending."""

    loan: Id
    due_on: Day
    rule: Id | None
    governed_by: Id
    calendar: tuple[Id, ...] = ()


class LoanEndedElsewhere(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """loan: a lending fact of this place. ended_on: when. at: place where the copy is now."""

    loan: Id
    ended_on: Day
    at: Id | None = None


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})


def _kind(
    name: str,
    scope: str,
    body: type[msgspec.Struct],
    says: str,
    *,
    private: type[msgspec.Struct] | None = None,
    told_by: frozenset[str] = _DESK,
) -> Kind:
    return Kind(
        name=name,
        folder="copies",
        scope=scope,
        story="copy",
        told_by=told_by,
        body=body,
        says=says,
        private=private,
    )


KINDS = (
    _kind("copy.registered/1", "catalogue", CopyRegistered, "a copy belongs to the stock"),
    _kind("copy.withdrawn/1", "catalogue", CopyWithdrawn, "a copy leaves the stock"),
    _kind("copy.assigned/1", "circulation", CopyAssigned, "where a copy should be"),
    _kind("copy.seen/1", "circulation", CopySeen, "a copy was seen"),
    _kind("copy.lost/1", "circulation", CopyLost, "a copy is lost"),
    _kind("copy.lent/1", "circulation", CopyLent, "a copy was lent", private=LentPrivate),
    _kind("copy.returned/1", "circulation", CopyReturned, "a copy came back"),
    _kind("loan.renewed/1", "circulation", LoanRenewed, "a loan runs longer"),
    _kind(
        "loan.ended_elsewhere/1",
        "circulation",
        LoanEndedElsewhere,
        "a loan ended at another place",
        told_by=frozenset({HUB}),
    ),
)
