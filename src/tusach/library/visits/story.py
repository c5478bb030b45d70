"""The visits of one place on one day, folded to sums by channel and group."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.visits import facts


class VisitsState(msgspec.Struct, frozen=True):
    """counts: (channel, group, n), sorted. sheets: rows of paper sheets already counted.

    A row is (sheet, channel, group, fact): one sheet may hold several.
    """

    subject: str
    place: str | None = None
    on: str = ""
    counts: tuple[tuple[str, str, int], ...] = ()
    sheets: tuple[tuple[str, str, str, str], ...] = ()

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
        """The day with some more visits; a row of a sheet told again is shown, not counted."""
        body = told.body
        if not isinstance(body, facts.VisitCounted):
            return state
        sheets = state.sheets
        if body.sheet:
            row = (body.sheet, body.channel, body.group)
            earlier = next((one[3] for one in sheets if one[:3] == row), None)
            if earlier is not None:
                telling.disagree("visit.sheet_twice", earlier, told.id)
                return state
            sheets = (*sheets, (*row, told.id))
        counts = {(channel, group): n for channel, group, n in state.counts}
        key = (body.channel, body.group)
        counts[key] = counts.get(key, 0) + body.n
        return replace(
            state,
            place=told.place,
            on=told.on,
            counts=tuple(sorted((*key, n) for key, n in counts.items())),
            sheets=sheets,
        )


FOLDERS = (VisitsFolder(),)
