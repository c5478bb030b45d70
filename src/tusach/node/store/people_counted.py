"""Figures of people, remembered as long as nothing they were counted from can be another.

Counting them lays every link of the vault beside the tables, a second for some 300,000. What is
remembered are numbers, in the memory of this process alone: no link, no person, nothing on disk.
Source: docs/decisions/0063.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tusach.library.programme.evaluate import Figure
    from tusach.node.store.cells import Asked

AT_MOST = 5_000
Key = tuple[bytes, str, str]


class Known(msgspec.Struct, frozen=True):
    """All that a figure follows from. vault: its version; arrival: the newest fact."""

    vault: tuple[int, int]
    arrival: int
    today: str


class PeopleCounted:
    """Figures of one state of ledger and vault; those of another are forgotten."""

    def __init__(self) -> None:
        self._kept: tuple[Known | None, dict[Key, Figure]] = (None, {})

    def found(self, known: Known, asked: Asked) -> Figure | None:
        """The figure, where it was counted of exactly this."""
        of, figures = self._kept
        return figures.get(_key(asked)) if of == known else None

    def keep(self, known: Known, asked: Asked, figure: Figure) -> None:
        """Remember it; of a state before or after nothing stays."""
        of, figures = self._kept
        if of != known or len(figures) >= AT_MOST:
            self._kept = (known, {_key(asked): figure})
        else:
            figures[_key(asked)] = figure


def _key(asked: Asked) -> Key:
    return msgspec.json.encode(asked.reading), asked.over.name, asked.unit
