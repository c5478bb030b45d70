"""The visits of one place on one day, folded to sums by channel and group."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.shapes import is_paper
from tusach.library.visits import facts

APART = "visit.counted_apart"
SHEET_TWICE = "visit.sheet_twice"


class VisitsState(msgspec.Struct, frozen=True):
    """counts: (channel, group, n), sorted. sheets: rows of paper sheets already counted.

    A row is (sheet, channel, group, fact): one sheet may hold several. read: how many each row
    said, in the order of `sheets`.
    """

    subject: str
    place: str | None = None
    on: str = ""
    counts: tuple[tuple[str, str, int], ...] = ()
    sheets: tuple[tuple[str, str, str, str], ...] = ()
    read: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """All visits of the day."""
        return sum(count for _, _, count in self.counts)


class VisitsFolder:
    """Folds `visit.counted`."""

    noun = "visits"

    def start(self, subject: str) -> VisitsState:
        """A day without visits."""
        return VisitsState(subject)

    def step(self, state: VisitsState, told: Told, telling: Telling) -> VisitsState:
        """The day with some more visits; a row of a sheet told again is shown, not counted.

        A numbered row (`<sheet>/<row>`) that reads the same the second time is not even shown.
        """
        body = told.body
        if not isinstance(body, facts.VisitCounted):
            return state
        sheets, read = state.sheets, state.read
        if body.sheet:
            row = (body.sheet, body.channel, body.group)
            earlier = next((at for at, one in enumerate(sheets) if one[:3] == row), None)
            if earlier is not None:
                if not (is_paper(body.sheet) and read[earlier] == body.n):
                    telling.disagree(SHEET_TWICE, sheets[earlier][3], told.id)
                return state
            sheets, read = (*sheets, (*row, told.id)), (*read, body.n)
        counts = {(channel, group): n for channel, group, n in state.counts}
        key = (body.channel, body.group)
        counts[key] = counts.get(key, 0) + body.n
        return replace(
            state,
            place=told.place,
            on=told.on,
            counts=tuple(sorted((*key, n) for key, n in counts.items())),
            sheets=sheets,
            read=read,
        )

    def look_back(self, tellings: Sequence[Told], telling: Telling) -> None:
        """Two machines that counted one channel and group, not knowing of each other: once each.

        Perhaps the same people, perhaps others: the sum stays the sum. Sheets tell them apart.
        """
        if len({told.held.fact.stream for told in tellings}) < 2:
            return
        first: dict[tuple[str, str, str], Told] = {}
        for told in tellings:
            body = told.body
            first.setdefault((body.channel, body.group, told.held.fact.stream), told)
        rows = list(first.items())
        for at, (row, later) in enumerate(rows):
            for other, earlier in rows[:at]:
                if other[:2] == row[:2] and _perhaps_same(earlier, later, telling):
                    telling.disagree(APART, earlier.id, later.id)


def _perhaps_same(earlier: Told, later: Told, telling: Telling) -> bool:
    if earlier.body.sheet and later.body.sheet:
        return False  # two sheets are two countings, and one sheet counts once
    return not telling.lineage.knew(later.id, earlier.id)


class DayState(msgspec.Struct, frozen=True):
    """A day on which a place was open and nobody came; place None: nobody said so."""

    subject: str
    place: str | None = None
    on: str = ""


class DayFolder:
    """Folds `day.stayed_empty`."""

    noun = "day"

    def start(self, subject: str) -> DayState:
        """A day of which nothing was said."""
        return DayState(subject)

    def step(self, state: DayState, told: Told, telling: Telling) -> DayState:
        """The day after one more word; said twice it is said once."""
        return replace(state, place=told.place, on=told.on)


FOLDERS = (VisitsFolder(), DayFolder())
