"""A title with a MARC record behind it, for the tests of who may see it."""

from __future__ import annotations

from tests.node.describing import describe_title
from tests.node.desk.conftest import Library

from tusach.exchange.marc.record import BLANK_LEADER, Field, record_of
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import encoded
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256


def recorded(library: Library) -> str:
    """A title with a MARC record behind it."""
    record = record_of(BLANK_LEADER, (Field("245", "00", (("a", "Số đỏ"),)),))
    raw = encoded(record)
    assert isinstance(raw, bytes)
    body = view(record, sha256(raw), "marc21")
    told = describe_title(library.node, body, raw, library.at())
    assert not isinstance(told, Refusal)
    row = library.node.store.query("SELECT subject FROM title WHERE title = ?", ("Số đỏ",))
    return str(row[0][0])
