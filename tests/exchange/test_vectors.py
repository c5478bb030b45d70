"""The frozen vectors of `spec/vectors/marc` and `spec/vectors/legacy_text`, run as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tusach.exchange.faults import Reject
from tusach.exchange.legacy_text.guess import guess
from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.legacy_text.tables import decode
from tusach.exchange.marc.holdings import holdings
from tusach.exchange.marc.reader import Outcome, read
from tusach.exchange.marc.view import view

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors"


def rows(name: str) -> list[Any]:
    return list(json.loads((VECTORS / name).read_text("utf-8"))["rows"])


def told(item: Outcome) -> dict[str, Any]:
    """What a vector says of one item of a file."""
    where = {"position": item.position, "offset": item.offset, "length": len(item.raw)}
    if isinstance(item, Reject):
        return {**where, "reason": item.reason}
    described = view(item.record, "", item.format)
    return {
        **where,
        "leader": item.record.leader,
        "encoding": item.record.encoding,
        "repaired": list(item.repaired),
        "fields": json.loads(json.dumps(item.record.fields)),
        "view": json.loads(msgspec.json.encode(described)),
        "holdings": json.loads(msgspec.json.encode(holdings(item.record))),
    }


@pytest.mark.parametrize("row", rows("marc/reading.json"), ids=lambda row: str(row["why"]))
def test_a_file_gives_the_items_of_its_vector(row: dict[str, Any]) -> None:
    items = read([bytes.fromhex(row["raw"])], encoding=row.get("encoding", "auto"))
    assert [told(item) for item in items] == row["items"]


@pytest.mark.parametrize("row", rows("legacy_text/writings.json"), ids=lambda row: str(row["raw"]))
def test_old_writings_give_the_text_of_their_vector(row: dict[str, Any]) -> None:
    raw = bytes.fromhex(row["raw"])
    assert decode(raw, row["writing"]) == row["text"]
    found = guess(raw)
    assert (found.name if found else None) == row["guess"]


@pytest.mark.parametrize("row", rows("legacy_text/marks.json"), ids=lambda row: ascii(row["given"]))
def test_marks_give_the_text_of_their_vector(row: dict[str, Any]) -> None:
    assert in_order(row["given"]) == row["text"]
