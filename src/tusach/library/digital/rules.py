"""May this be counted as online use? The fact to tell, or a refusal that says what to do."""

from __future__ import annotations

import re

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.digital import facts
from tusach.library.digital.story import OnlineUseState

MOST_USES = 100_000_000
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def count(
    use: OnlineUseState, body: facts.OnlineUseCounted, *, on: str
) -> tuple[Draft, ...] | Refusal:
    """So often the service was used in that month; it takes the place of what was said before."""
    if body.offer not in facts.OFFERS or body.source not in facts.SOURCES:
        return Refusal("use.odd", {})
    if not _MONTH.fullmatch(body.month):
        return Refusal("use.month_odd", {})
    if body.month > on[:7]:
        return Refusal("date.future", {"on": f"{body.month}-01", "today": on})
    if not 0 <= body.uses <= MOST_USES:
        return Refusal("use.number_odd", {"most": MOST_USES})
    if body.people is not None and not 0 <= body.people <= body.uses:
        return Refusal("use.more_people_than_uses", {})
    if use.counted == body:
        return Refusal("use.nothing_new", {})
    return (
        Draft(
            kind="use.counted/1",
            subject=use.subject,
            scope=scopes.operations(body.place),
            on=on,
            place=body.place,
            body=body,
        ),
    )
