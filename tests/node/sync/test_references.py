"""Shorter names for ids: the same from every engine, and without reading whole stories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.node.store.telling import (
    described,
    lent,
    open_engine,
    open_store,
    returned,
    small_library,
    stocked,
    tell,
)

from tusach.node.sync import references


class Asked:
    """A look that notes whose whole story was read."""

    def __init__(self, reading: Any) -> None:
        self.reading = reading
        self.stories: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reading, name)

    def held(self, subject: str) -> Any:
        self.stories.append(subject)
        return self.reading.held(subject)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_copy_is_named_by_what_its_teller_knew_of_it(tmp_path: Path, kind: str) -> None:
    store = open_store(open_engine(kind, tmp_path, str), tmp_path)
    small_library(store)
    tell(store, described("Số đỏ"), stocked("Số đỏ"))
    for _ in range(3):
        tell(store, lent("Số đỏ", "Mẩy"))
        last = tell(store, returned(store, "Số đỏ")).facts[0]
    with store.engine.reading() as reading:
        upto = {row.stream: row.number for row in reading.streams()}
    fresh = tell(store, lent("Số đỏ", "Mẩy")).facts[0]
    with store.engine.reading() as reading:
        row, known = reading.fact(fresh), reading.fact(last)
        assert row is not None and known is not None
        asked = Asked(reading)
        named = references.places(asked, upto, [row.raw])
        copy = lent("Số đỏ", "Mẩy").subject
        assert named.about(copy) == (known.stream, known.number)
        assert asked.stories == []
        # What the reader does not hold yet is looked for in the whole story, as before.
        fewer = {**upto, known.stream: known.number - 1}
        found = references.places(asked, fewer, [row.raw]).about(copy)
        assert found is not None and found != (known.stream, known.number)
        assert asked.stories == [copy]
    store.vault.close()
