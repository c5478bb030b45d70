"""May this be announced of the calendar? The fact to tell, or a refusal that says why."""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.calendar.announced import Start, unfit
from tusach.library.calendar.facts import CalendarAnnounced
from tusach.library.calendar.story import CalendarState

LONGEST_CITATION = 300


def announce(
    state: CalendarState, body: CalendarAnnounced, *, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """A month begins as announced, from now on in every conversion.

    Refused without a source, where it says what was said already, where there is no such month,
    and where a month would have other than 29 or 30 days.
    """
    if not body.citation.strip() or len(body.citation) > LONGEST_CITATION:
        return Refusal("calendar.citation_missing", {"most": LONGEST_CITATION})
    start = Start(body.year, body.month, body.leap, body.starts_on)
    others = [one.start for one in state.announced if one.start.name != start.name]
    if any(one.start == start for one in state.announced):
        return Refusal("calendar.nothing_new", {})
    if start in unfit((*others, start)):
        return Refusal("calendar.unfit", {"on": body.starts_on})
    return (
        Draft(
            kind="calendar.announced/1",
            subject=state.subject,
            scope=scopes.CONTROL,
            on=on,
            place=place,
            body=body,
        ),
    )
