"""What was announced about the calendar, after all facts."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.calendar.announced import Start, unfit, with_announced
from tusach.library.calendar.facts import CalendarAnnounced
from tusach.library.calendar.lunar import LunarCalendar


class Announcement(msgspec.Struct, frozen=True):
    """One announcement that counts, with the fact that told it."""

    start: Start
    fact: str
    on: str
    citation: str = ""


class CalendarState(msgspec.Struct, frozen=True):
    """What was announced: of each month the last word, in the one order."""

    subject: str
    announced: tuple[Announcement, ...] = ()

    def calendar(self) -> LunarCalendar:
        """The calendar that holds."""
        return with_announced(one.start for one in self.announced)

    def unfit(self) -> tuple[Announcement, ...]:
        """Announcements that change nothing, for they do not fit the calendar."""
        odd = unfit(one.start for one in self.announced)
        return tuple(one for one in self.announced if one.start in odd)


class CalendarFolder:
    """Folds `calendar.*`."""

    noun = "calendar"

    def start(self, subject: str) -> CalendarState:
        """A calendar of which nothing was announced."""
        return CalendarState(subject)

    def step(self, state: CalendarState, told: Told, telling: Telling) -> CalendarState:
        """The last word on a month counts; two told apart that differ are shown."""
        body = told.body
        assert isinstance(body, CalendarAnnounced)  # no other kind is folded here
        start = Start(body.year, body.month, body.leap, body.starts_on)
        before = next((one for one in state.announced if one.start.name == start.name), None)
        rest = tuple(one for one in state.announced if one is not before)
        differs = before is not None and before.start != start
        if before is not None and differs and not telling.lineage.knew(told.id, before.fact):
            telling.disagree("calendar.announced_apart", before.fact, told.id)
        new = Announcement(start, told.id, told.on, body.citation)
        return replace(state, announced=(*rest, new))


FOLDERS = (CalendarFolder(),)
