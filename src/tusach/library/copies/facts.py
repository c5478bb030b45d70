"""The facts of copies and loans. `su` is always the copy; the reader is a private part."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from tusach.ledger.kind import (
    ADMINISTRATOR,
    HUB,
    LIBRARIAN,
    NODE,
    PROVINCIAL,
    Kind,
    Upcast,
    unchanged,
)
from tusach.library.shapes import Code, Count, Day, Id, Paper


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


class CopySeen1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Version 1, read as the newest one."""

    by: Code


class CopySeen(CopySeen1, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fact's own place saw the copy, and nobody has it.

    by: count, shelf, found, arrival. count: the stocktaking of which it is a part.
    """

    count: Id | None = None


class CopyLost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reason: reader (said so), missing (not on its shelf), destroyed. loan: the open loan."""

    reason: Code
    loan: Id | None = None


class CopyWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reason: code of the weeding rule (obsolete, expired_law, worn, lost, transferred …)."""

    reason: Code
    decision: str = ""


class CopyProtected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Never to be weeded, whatever its age. reason: local_history, rare, decision, gift, other."""

    reason: Code


class CopyUnprotected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """May be weeded as any other copy again. reason: a code."""

    reason: Code


class CopyLent1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Version 1, read as the newest one.

    The decision is kept with the act; the fold never recomputes it.

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


class CopyLent(CopyLent1, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As version 1, and how it came about. The hold that it fulfils is touched beside the copy.

    due_by: what the due date follows, empty = so many days: visit (the vehicle's next one), hard
    (a last day of the rule), card (its last day), inside (the same day). inside: read in the place,
    not taken away. paper: row of a paper sheet, see `Paper`.
    """

    due_by: Code = ""
    inside: bool = False
    paper: Paper = ""


class LentPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """reader: id. after_reader: latest facts of the reader's story that the teller knew."""

    reader: Id
    after_reader: tuple[Id, ...] = ()


class CopyReturned1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Version 1, read as the newest one."""

    loan: Id | None = None


class CopyReturned(CopyReturned1, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """loan: the lending fact it ends, None where none was known here. paper: see `Paper`."""

    paper: Paper = ""


class LoanRenewed1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """loan: the lending fact. due_on, rule, governed_by, calendar: as in the lending."""

    loan: Id
    due_on: Day
    rule: Id | None
    governed_by: Id
    calendar: tuple[Id, ...] = ()


class LoanRenewed(LoanRenewed1, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As version 1. due_by: what the later date follows: days, visit, hard, card.

    Empty only where it is read from version 1, which did not say.
    """

    due_by: Code = ""


class LoanEndedElsewhere(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """loan: a lending fact of this place. ended_on: when. at: place where the copy is now."""

    loan: Id
    ended_on: Day
    at: Id | None = None


class CopyArrivedElsewhere(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """sent: a `copy.sent` of this place. arrived_on: when. at: place that has had it in hand."""

    sent: Id
    arrived_on: Day
    at: Id


class CopySeenElsewhere(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A copy that this place has by its own ledger was in the hands of another.

    held: the fact by which it is here: the newest one that showed it in this place's hands, or its
    registration. seen_on: when. at: place that has had it in hand.
    """

    held: Id
    seen_on: Day
    at: Id


class CopyClaimed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reader says that the copy came back; nobody has found it. loan: the lending fact."""

    loan: Id


class CopyDamaged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """how: torn, wet, pages_missing, written_in, binding, other. loan: on which it happened."""

    how: Code
    loan: Id | None = None


class CopyWithheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The place has the copy and lends it to nobody.

    reason: damaged, repair, processing, display, quarantine. until: the day foreseen, if any.
    """

    reason: Code
    until: Day | None = None


class CopyReleased(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A withheld copy serves again. outcome: repaired (its damages are mended), as_was."""

    outcome: Code


class CopySent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On its way to another place; until that place sees it, it is in the sender's custody.

    to: place. reason: asked_for (the hold is touched beside the copy), return_home, return_owner,
    rotation, repair, manual.
    """

    to: Id
    reason: Code


class CopyUsed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Read inside the place, by nobody in particular. n: how often. paper: see `Paper`."""

    n: Annotated[int, Meta(ge=1, le=10_000)]
    paper: Paper = ""


class CopyReserved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On the shelf of holds, for the hold that is touched beside the copy.

    until: last day on which it waits there.
    """

    until: Day


class CopyFreed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Taken off the shelf of holds, and the hold waits again unless it ended. reason: a code."""

    reason: Code


class LoanCompensated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was lost or damaged on a loan is settled; a lost copy's loan ends with it.

    how: same_title, other_title, money, mended, excused. amount: in the smallest unit of the
    tenant's money. decision: number of the paper, if any.
    """

    loan: Id
    how: Code
    amount: Count | None = None
    decision: str = ""


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})


def _kind(
    name: str,
    scope: str,
    body: type[msgspec.Struct],
    says: str,
    *,
    private: type[msgspec.Struct] | None = None,
    told_by: frozenset[str] = _DESK,
    upcast: Upcast | None = None,
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
        upcast=upcast,
    )


KINDS = (
    _kind("copy.registered/1", "catalogue", CopyRegistered, "a copy belongs to the stock"),
    _kind("copy.withdrawn/1", "catalogue", CopyWithdrawn, "a copy leaves the stock"),
    _kind("copy.protected/1", "catalogue", CopyProtected, "a copy is never to be weeded"),
    _kind("copy.unprotected/1", "catalogue", CopyUnprotected, "a copy may be weeded again"),
    _kind("copy.assigned/1", "circulation", CopyAssigned, "where a copy should be"),
    _kind("copy.seen/1", "circulation", CopySeen1, "a copy was seen", upcast=unchanged),
    _kind("copy.seen/2", "circulation", CopySeen, "a copy was seen"),
    _kind("copy.lost/1", "circulation", CopyLost, "a copy is lost"),
    _kind(
        "copy.lent/1",
        "circulation",
        CopyLent1,
        "a copy was lent",
        private=LentPrivate,
        upcast=unchanged,
    ),
    _kind("copy.lent/2", "circulation", CopyLent, "a copy was lent", private=LentPrivate),
    _kind("copy.returned/1", "circulation", CopyReturned1, "a copy came back", upcast=unchanged),
    _kind("copy.returned/2", "circulation", CopyReturned, "a copy came back"),
    _kind("copy.claimed/1", "circulation", CopyClaimed, "said to have come back"),
    _kind("copy.damaged/1", "circulation", CopyDamaged, "a copy is damaged"),
    _kind("copy.withheld/1", "circulation", CopyWithheld, "a copy serves nobody for now"),
    _kind("copy.released/1", "circulation", CopyReleased, "a copy serves again"),
    _kind("copy.sent/1", "circulation", CopySent, "a copy is on its way to another place"),
    _kind("copy.used/1", "circulation", CopyUsed, "a copy was read inside"),
    _kind("copy.reserved/1", "circulation", CopyReserved, "a copy waits for who asked for it"),
    _kind("copy.freed/1", "circulation", CopyFreed, "a copy waits for nobody any more"),
    _kind("loan.renewed/1", "circulation", LoanRenewed1, "a loan runs longer", upcast=unchanged),
    _kind("loan.renewed/2", "circulation", LoanRenewed, "a loan runs longer"),
    _kind("loan.compensated/1", "circulation", LoanCompensated, "a loss or damage is settled"),
    _kind(
        "loan.ended_elsewhere/1",
        "circulation",
        LoanEndedElsewhere,
        "a loan ended at another place",
        told_by=frozenset({HUB}),
    ),
    _kind(
        "copy.arrived_elsewhere/1",
        "circulation",
        CopyArrivedElsewhere,
        "a copy that was sent has arrived",
        told_by=frozenset({HUB}),
    ),
    _kind(
        "copy.seen_elsewhere/1",
        "circulation",
        CopySeenElsewhere,
        "a copy was seen at another place than it is thought to be",
        told_by=frozenset({HUB}),
    ),
)
