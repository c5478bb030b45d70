"""A printed sheet: what it is for, and which of its rows are done with."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.sheets import facts

PRINTED_TWICE, ROW_DIFFERS = "sheet.printed_twice", "sheet.row_differs"


class SheetState(msgspec.Struct, frozen=True):
    """printed, place, on: as the first printing says. entered: rows done with, sorted.

    rows: what single rows went into, as (row, subject, fact), in the order told; the first counts.
    """

    subject: str
    printed: facts.SheetPrinted | None = None
    printed_by: str | None = None
    place: str | None = None
    on: str = ""
    entered: tuple[int, ...] = ()
    rows: tuple[tuple[int, str, str], ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """Rows that nobody has typed yet."""
        if self.printed is None:
            return ()
        done = set(self.entered)
        return tuple(row for row in range(1, self.printed.rows + 1) if row not in done)

    def of(self, row: int) -> str | None:
        """Whose story a row went into."""
        return next((subject for nr, subject, _ in self.rows if nr == row), None)


class SheetFolder:
    """Folds `sheet.*`."""

    noun = "sheet"

    def start(self, subject: str) -> SheetState:
        """A sheet of which nothing is known."""
        return SheetState(subject)

    def step(self, state: SheetState, told: Told, telling: Telling) -> SheetState:
        """The sheet after one more fact."""
        match told.body:
            case facts.SheetPrinted() as body:
                return _printed(state, told, body, telling)
            case facts.SheetEntered() as body:
                return _entered(state, told, body, telling)
        return state


def _printed(
    state: SheetState, told: Told, body: facts.SheetPrinted, telling: Telling
) -> SheetState:
    if state.printed is not None:
        if (state.printed, state.place) != (body, told.place):
            telling.disagree(PRINTED_TWICE, state.printed_by or "", told.id)
        return state
    return replace(state, printed=body, printed_by=told.id, place=told.place, on=told.on)


def _entered(
    state: SheetState, told: Told, body: facts.SheetEntered, telling: Telling
) -> SheetState:
    rows = range(body.first_row, body.last_row + 1)
    entered = tuple(sorted({*state.entered, *rows}))
    if body.of is None:
        return replace(state, entered=entered)
    row = body.first_row
    first = next((one for one in state.rows if one[0] == row), None)
    if first is None:
        return replace(state, entered=entered, rows=(*state.rows, (row, body.of, told.id)))
    if first[1] != body.of:
        telling.disagree(ROW_DIFFERS, first[2], told.id)
    return replace(state, entered=entered)


FOLDERS = (SheetFolder(),)
