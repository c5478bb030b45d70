"""The facts of a stocktaking. `su` is the stocktaking; its scope is that of its scans."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count


class StocktakingBegun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """materials, locations: what is counted, as copies have it; empty = all of it.

    decision: number of the paper that orders it.
    """

    materials: tuple[Code, ...] = ()
    locations: tuple[str, ...] = ()
    decision: str = ""


class StocktakingNoted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """code: as it stands on the label. why: unknown, withdrawn. A code counts once."""

    code: str
    why: Code


class StocktakingPaused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It rests; what was scanned stays."""


class StocktakingResumed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It goes on."""


class StocktakingClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found, as far as the teller knew.

    expected: on the shelves by the books; seen: of those; missing: the others. on_loan: with
    readers; elsewhere: on the way or at another place; lost: known as lost before. strange: seen,
    though it belongs elsewhere or is no copy of the stock.
    """

    expected: Count
    seen: Count
    missing: Count
    on_loan: Count
    elsewhere: Count
    lost: Count
    strange: Count


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="stocktaking", scope="circulation", told_by=_DESK)

KINDS = (
    _kind("stocktaking.begun/1", StocktakingBegun, "the stock is being counted"),
    _kind("stocktaking.noted/1", StocktakingNoted, "something stood there that is no copy"),
    _kind("stocktaking.paused/1", StocktakingPaused, "a stocktaking rests"),
    _kind("stocktaking.resumed/1", StocktakingResumed, "a stocktaking goes on"),
    _kind("stocktaking.closed/1", StocktakingClosed, "a stocktaking is over"),
)
