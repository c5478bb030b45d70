"""What the pages show of a crate: places by name, titles in words, already in plain values."""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.library.crates.story import CrateState
from tusach.node.acts.crates_read import Content, CrateRow, contents
from tusach.node.desk.counter import Counter
from tusach.node.desk.outcomes import whose_hold
from tusach.node.desk.shown import TitleShown, place_name, titles_of

CHIPS = {
    "available": "available",
    "on_loan": "on-loan",
    "on_way": "in-transit",
    "packed": "in-crate",
    "reserved": "on-hold",
    "withheld": "withheld",
    "lost": "lost",
    "withdrawn": "withdrawn",
    "in_question": "in-question",
}


class BookShown(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of a crate in a line. reader: for whom it is packed, where that may be seen."""

    copy: str
    code: str
    title: TitleShown
    chip: str
    is_in: bool
    for_hold: bool = False
    reader: str = ""


def books(counter: Counter, state: CrateState) -> list[BookShown]:
    """What should lie in the crate, or does."""
    rows = contents(counter.node, state)
    titles = titles_of(counter.node, [row.title for row in rows])
    return [_book(counter, row, titles) for row in rows]


def _book(counter: Counter, row: Content, titles: dict[str, TitleShown]) -> BookShown:
    return BookShown(
        copy=row.copy,
        code=row.code,
        title=titles.get(row.title or "", TitleShown("", "")),
        chip=CHIPS.get(row.status, "unknown"),
        is_in=row.is_in,
        for_hold=row.hold is not None,
        reader=whose_hold(counter, row.hold) if row.hold else "",
    )


def line(counter: Counter, row: CrateRow) -> dict[str, Any]:
    """A crate of a list."""
    node = counter.node
    is_out = row.at != row.owner or row.to not in (None, row.owner)
    late = row.back_on is not None and row.back_on < counter.today and is_out
    return {
        "crate": row.crate,
        "code": row.code,
        "nr": row.nr,
        "at": place_name(node, row.at),
        "to": place_name(node, row.to),
        "owner": place_name(node, row.owner),
        "back_on": row.back_on if row.at != row.owner or row.to else None,
        "inside": row.inside,
        "missing": row.missing,
        "is_late": late,
        "is_astray": row.astray,
        "chip": "in-transit" if row.status == "on_way" else "active",
        "status": row.status,
    }
