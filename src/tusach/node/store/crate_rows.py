"""The reading tables of crates, and from their stories to their rows. Values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tusach.library.crates.story import CrateState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

CRATE_TABLES = (
    # A crate is known by its label even where nobody has told yet that it was made.
    Table(
        "crate",
        (
            "code TEXT",
            "nr INTEGER",
            "owner TEXT",
            "room INTEGER",
            "at_place TEXT",
            "since TEXT",
            "status TEXT",
            "to_place TEXT",
            "back_on TEXT",
            "inside INTEGER",
            "missing INTEGER",
            "astray INTEGER",
            "unlisted INTEGER",
            "retired_on TEXT",
        ),
        indexes=("tenant, owner, nr", "tenant, at_place", "tenant, to_place", "tenant, code"),
        nouns=("crate",),
    ),
    Table(
        "crate_journey",
        (
            "nr INTEGER",
            "from_place TEXT",
            "to_place TEXT",
            "sent_on TEXT",
            "back_on TEXT",
            "at_place TEXT",
            "received_on TEXT",
            "copies INTEGER",
            "missing INTEGER",
            "surplus INTEGER",
            "damaged INTEGER",
        ),
        key=("nr",),
        indexes=("tenant, at_place, received_on",),
        nouns=("crate",),
    ),
    # Which copies came where with which journey: the history of rotation.
    Table(
        "crate_load",
        ("nr INTEGER", "copy TEXT", "at_place TEXT", "received_on TEXT"),
        key=("nr", "copy"),
        indexes=("tenant, copy", "tenant, at_place"),
        nouns=("crate",),
    ),
)
_Head = tuple[str, str]


def _crate(head: _Head, state: CrateState) -> TableRows:
    said, coming, last = state.made, state.under_way, state.last
    row = (
        *head,
        said.code if said else "",
        said.nr if said else None,
        said.owner if said else None,
        said.room if said else None,
        state.at,
        state.since,
        state.status,
        coming.to if coming else None,
        state.back_on,
        len(state.inside),
        len(last.missing) if last and last.received else 0,
        int(state.astray is not None),
        int(last is not None and last.unlisted),
        state.retired.on if state.retired else None,
    )
    rows: TableRows = {"crate": [row]}
    if state.erased_on is not None:
        rows["erasure"] = [(*head, "crate", state.erased_on)]
    journeys, loads = [], []
    for nr, one in enumerate(state.journeys):
        came = tuple(dict.fromkeys((*one.copies, *one.surplus)))
        loads += [
            (*head, nr, copy, one.at, one.received_on)
            for copy in came
            if one.received is not None and copy not in one.missing
        ]
        journeys.append(
            (
                *head,
                nr,
                one.of,
                one.to,
                one.sent_on,
                one.back_on,
                one.at,
                one.received_on,
                len(one.copies),
                len(one.missing),
                len(one.surplus),
                len(one.damaged),
            )
        )
    if journeys:
        rows["crate_journey"] = journeys
    if loads:
        rows["crate_load"] = loads
    return rows


CRATE_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {"crate": _crate}
