"""The numbers that the network is asked for, beside what one run has seen, as one table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bench.parcels import written
from bench.store.__main__ import Bench


class Row(NamedTuple):
    """A number that is asked for. names: what a figure's name begins with. aim: in words."""

    what: str
    names: tuple[str, ...]
    aim: str


ROWS = (
    Row("100,000 facts, library to hub, by the clock", ("library to hub, 1",), "≥ 10,000/s"),
    Row("the same, by the taker's processor", ("library to hub, by",), ""),
    Row("100,000 facts, hub to library, by the clock", ("hub to library, 1",), "≥ 10,000/s"),
    Row("the same, by the taker's processor", ("hub to library, by",), ""),
    Row("Morango 0.8.2, 10,000 records", ("Morango",), "peer"),
    Row("bytes a loan, month in a parcel", ("parcel: month 3: a loan",), "≤ 25"),
    Row("bytes of a commune's year in a parcel", ("parcel: year of loans: all",), "≤ 1 MB"),
    Row("a late fact, story of 5, remembered", ("late fact, story of 5: rem",), "≤ 2 ms"),
    Row("a late fact, story of 50, from disk", ("late fact, story of 50: from",), "≤ 2 ms"),
    Row("a late fact, story of 500, remembered", ("late fact, story of 500: rem",), "≤ 2 ms"),
    Row("a late fact, story of 500, from disk", ("late fact, story of 500: from",), "≤ 2 ms"),
    Row(
        "a week over 64 kbit/s and 600 ms, open connection",
        ("64 kbit/s, 600 ms: a week, open",),
        "≤ 1 s",
    ),
    *(
        Row(f"{nodes} nodes, {what}", (f"{nodes} nodes: {name}",), aim)
        for nodes in ("56", "560", "3,321")
        for what, name, aim in (
            ("all", "facts", ""),
            ("each, by the clock", "each", "not growing"),
            ("each, the hub's processor", "the hub's processor", "not growing"),
            ("bytes each", "bytes each", "not growing"),
            ("hub's memory at its highest", "hub's memory at", ""),
        )
    ),
)


def measure(bench: Bench) -> None:
    """Bytes of parcels as the program writes them, in the same run as all else."""
    for name, row in written.measure().items():
        short = name.partition(",")[0]
        bench.note(f"parcel: {short}: all", float(row["file_bytes"]), "B")
        bench.note(f"parcel: {short}: a loan", float(row["bytes_per_loan"]), "B")


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """The table in Markdown; what was not measured in this run says so."""
    load = os.getloadavg()[0]
    yield f"Load at the end: {load:.1f}."
    yield ""
    yield "| what | seen | aim | bare commits/s beside it |"
    yield "|---|---|---|---|"
    for row in ROWS:
        found = next((figures[one] for one in figures if one.startswith(row.names)), None)
        if found is None:
            yield f"| {row.what} | not measured | {row.aim} | |"
            continue
        beside = f"{found['reference']:,.0f}" if found["reference"] else ""
        yield f"| {row.what} | {found['value']:,} {found['unit']} | {row.aim} | {beside} |"
