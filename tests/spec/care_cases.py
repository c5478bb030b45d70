"""Examples of what becomes of a copy between its loans, of holds and wishes, and odd bodies."""

from __future__ import annotations

from typing import Any

from tests.library.telling import named
from tests.spec import sheet_cases

from tusach.library.copies import facts as copies
from tusach.library.holds import facts as holds

PLACE, OTHER, TITLE = (named(one) for one in ("place A", "place B", "title"))
COPY, READER, LOAN = named("copy"), named("reader"), named("loan told")
SENT = named("sent told")
PAPER = "400010000012/7"
DUE = copies.CopyLent("2026-03-16", None, PLACE)

CARE: list[tuple[Any, ...]] = [
    ("in a stocktaking", "copy.seen/2", copies.CopySeen("count", named("stocktaking"))),
    ("found", "copy.seen/2", copies.CopySeen("found")),
    ("by the built-in rule", "copy.lent/2", DUE, copies.LentPrivate(READER)),
    (
        "typed from a sheet, until the vehicle comes again",
        "copy.lent/2",
        copies.CopyLent(
            due_on="2026-03-17",
            rule=named("rule told"),
            governed_by=OTHER,
            calendar=(named("visit told"),),
            group="pupil",
            age_band="a6_10",
            sex="f",
            material="picture_book",
            over_limit=True,
            due_by="visit",
            paper=PAPER,
        ),
        copies.LentPrivate(READER, (named("reader told"),)),
    ),
    (
        "read inside",
        "copy.lent/2",
        copies.CopyLent("2026-03-02", None, PLACE, due_by="inside", inside=True),
        copies.LentPrivate(READER),
    ),
    ("of a known loan", "copy.returned/2", copies.CopyReturned(LOAN)),
    ("typed from a sheet", "copy.returned/2", copies.CopyReturned(LOAN, PAPER)),
    ("said to have come back", "copy.claimed/1", copies.CopyClaimed(LOAN)),
    (
        "until the vehicle comes again",
        "loan.renewed/2",
        copies.LoanRenewed(
            LOAN, "2026-04-01", named("rule told"), PLACE, (named("visit told"),), "visit"
        ),
    ),
    (
        "by the built-in rule",
        "loan.renewed/2",
        copies.LoanRenewed(LOAN, "2026-04-01", None, PLACE, due_by="days"),
    ),
    ("damaged, nobody knows when", "copy.damaged/1", copies.CopyDamaged("wet")),
    ("damaged on a loan", "copy.damaged/1", copies.CopyDamaged("torn", LOAN)),
    ("in repair", "copy.withheld/1", copies.CopyWithheld("repair")),
    ("on display for a month", "copy.withheld/1", copies.CopyWithheld("display", "2026-04-02")),
    ("repaired", "copy.released/1", copies.CopyReleased("repaired")),
    ("for a hold at another place", "copy.sent/1", copies.CopySent(OTHER, "asked_for")),
    (
        "told by the hub",
        "copy.arrived_elsewhere/1",
        copies.CopyArrivedElsewhere(SENT, "2026-03-09", OTHER),
    ),
    (
        "brought back where it was never lent",
        "copy.seen_elsewhere/1",
        copies.CopySeenElsewhere(SENT, "2026-03-09", OTHER),
    ),
    ("read once", "copy.used/1", copies.CopyUsed(1)),
    ("a row of a sheet of use", "copy.used/1", copies.CopyUsed(12, PAPER)),
    ("kept for a week", "copy.reserved/1", copies.CopyReserved("2026-03-09")),
    ("nobody fetched it", "copy.freed/1", copies.CopyFreed("not_fetched")),
    ("replaced by the reader", "loan.compensated/1", copies.LoanCompensated(LOAN, "same_title")),
    (
        "paid by the law",
        "loan.compensated/1",
        copies.LoanCompensated(LOAN, "money", 120_000, "7/BB-TV"),
    ),
    (
        "a title",
        "hold.placed/1",
        holds.HoldPlaced(pickup=PLACE, title=TITLE),
        holds.AskedPrivate(READER),
    ),
    (
        "that one copy, by way of the account",
        "hold.placed/1",
        holds.HoldPlaced(
            pickup=OTHER,
            copy=COPY,
            group="pupil",
            channel="account",
            needed_until="2026-05-31",
            paper=PAPER,
        ),
        holds.AskedPrivate(READER, (named("reader told"),)),
    ),
    ("until it is resumed", "hold.suspended/1", holds.HoldSuspended()),
    ("over the holidays", "hold.suspended/1", holds.HoldSuspended("2026-09-05")),
    ("resumed", "hold.resumed/1", holds.HoldResumed()),
    ("told by the hub", "hold.assigned/1", holds.HoldAssigned(COPY, OTHER, TITLE)),
    ("nobody fetched it", "hold.ended/1", holds.HoldEnded("not_fetched")),
    (
        "told by the hub",
        "hold.ended_elsewhere/1",
        holds.HoldEndedElsewhere("2026-03-12", "filled"),
    ),
    (
        "of nobody in particular",
        "wish.told/1",
        holds.WishTold(),
        holds.WishPrivate("truyện Trạng Quỳnh"),
    ),
    (
        "of a pupil, for a book in Tày",
        "wish.told/1",
        holds.WishTold("pupil", "tyz", "picture_book", TITLE, "vehicle", PAPER),
        holds.WishPrivate("sách tranh", "Y Phương", READER, (named("reader told"),)),
    ),
    ("bought", "wish.answered/1", holds.WishAnswered("bought", TITLE)),
    (
        "promised for the next fair",
        "wish.answered/1",
        holds.WishAnswered("promised", TITLE, named("hold"), "2026-03-20"),
    ),
    ("fulfilled", "wish.ended/1", holds.WishEnded("fulfilled")),
    *sheet_cases.SHEETS,
]

BAD: dict[str, list[tuple[str, Any]]] = {
    **sheet_cases.BAD,
    "copy.used/1": [("read by nobody", {"n": 0}), ("not how often", {})],
    "copy.reserved/1": [("no last day", {}), ("no such day", {"until": "2026-02-30"})],
    "hold.placed/1": [("nowhere to fetch it", {"title": TITLE})],
}
