"""What the rest of the library year will probably bring, by the months that are known here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.library.calendar.months import months_later
from tusach.library.programme.aims import later_side
from tusach.library.programme.periods import Period, period
from tusach.library.programme.sources import SOURCES
from tusach.library.targets.outlook import LEAST_MONTHS, NotEnough, Outlook, outlook
from tusach.node.acts import figures
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.store.cells import Asked

MOST_MONTHS = 60
NO_SUM, OVER, FEW, SILENT_MONTHS = "counted_apart", "period_over", "few_months", "silent_months"


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure will probably come to at the end of its period; of ten such, eight lie inside.

    lacking: why nothing is said, else empty. known, wanted: months, where there are too few.
    """

    total: int = 0
    low: int = 0
    high: int = 0
    lacking: str = ""
    known: int = 0
    wanted: int = 0


def of_figure(node: Node, one: Answer) -> Expected:
    """The later side of a figure at the end of its period, by the months of the same measure.

    Only what adds up over months is foreseen; a month in which nothing was told is not known, and
    a period with one before today is not foreseen at all: nobody would know what its sum means.
    """
    numerator, this = one.reading.numerator, node.today()[:7]
    if not numerator.sum or SOURCES[numerator.selects[0].source].is_state or one.unit:
        return Expected(lacking=NO_SUM)
    if not one.over.first[:7] <= this <= one.over.last[:7]:
        return Expected(lacking=OVER)
    told = _by_month(node, one, this)
    if not told:
        return Expected(lacking=FEW, wanted=LEAST_MONTHS)
    inside = [(month, n) for month, n in told.items() if month >= one.over.first[:7]]
    if any(n is None for _, n in inside):
        return Expected(lacking=SILENT_MONTHS)
    ahead = _months_between(this, one.over.last[:7])
    days = _served_days(node)
    served = [days.get(month, 0) for month in told]
    found = outlook(list(told.values()), [*served, *_ahead(served, ahead)])
    if isinstance(found, NotEnough):
        return Expected(lacking=FEW, known=found.known, wanted=found.wanted)
    before = sum(n for _, n in inside if n is not None)
    # What was told already stays told, whatever was expected.
    least = max(before, one.figure.num or 0)
    low, high = max(least, before + found.low), max(least, before + found.high)
    return Expected(total=max(least, before + found.total), low=low, high=high)


def _by_month(node: Node, one: Answer, this: str) -> dict[str, int | None]:
    """The measure by whole month before this one, from the first in which anything was told."""
    ((first,),) = node.store.query("SELECT min(on_day) FROM visit WHERE tenant = ?", (node.tenant,))
    if first is None or str(first)[:7] >= this:
        return {}
    months = [name for name in months_from(str(first), this)[:-1] if name < this][-MOST_MONTHS:]
    plain = later_side(one.reading)
    asked = [Asked(one.definition, plain, _month(name), one.unit) for name in months]
    found = figures.answers(node, asked)
    return {name: each.figure.num for name, each in zip(months, found, strict=True)}


def _month(name: str) -> Period:
    found = period(name)
    assert found is not None  # made here
    return found


def _months_between(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _served_days(node: Node) -> dict[str, int]:
    rows = node.store.query(
        "SELECT substr(on_day, 1, 7), count(DISTINCT on_day) FROM ("
        "SELECT on_day FROM visit WHERE tenant = ? "
        "UNION ALL SELECT on_day FROM empty_day WHERE tenant = ?) AS told GROUP BY 1",
        (node.tenant, node.tenant),
    )
    return {str(month): int(days) for month, days in rows}


def of_visits(node: Node, last_month: str, *, ahead: int) -> Outlook | NotEnough:
    """Visits of the months after `last_month` (YYYY-MM), as many as `ahead`.

    A month in which no visit was told is not known. Days of service: on which some were told; of
    the months ahead as many as in the same month the last time it was known.
    """
    rows = node.store.query(
        "SELECT substr(on_day, 1, 7), sum(n), count(DISTINCT on_day) FROM ("
        "SELECT on_day, n FROM visit WHERE tenant = ? "
        "UNION ALL SELECT on_day, 0 FROM empty_day WHERE tenant = ?) AS told "
        "WHERE substr(on_day, 1, 7) <= ? GROUP BY 1 ORDER BY 1",
        (node.tenant, node.tenant, last_month),
    )
    if not rows:
        return NotEnough(0)
    known = {month: (int(n), int(days)) for month, n, days in rows}
    months = months_from(str(rows[0][0]), last_month)
    counts: list[int | None] = [known[one][0] if one in known else None for one in months]
    days = [known[one][1] if one in known else 0 for one in months]
    return outlook(counts, [*days, *_ahead(days, ahead)])


def months_from(first: str, last: str) -> list[str]:
    """Every month from one to another, both inside. first: a month, or a day of it."""
    months = [first[:7]]
    while months[-1] < last:
        months.append(months_later(f"{months[-1]}-01", 1)[:7])
    return months


def _ahead(days: Sequence[int], ahead: int) -> list[int]:
    served = [one for one in days if one]
    usual = round(sum(served) / len(served)) if served else 0
    found = list(days)
    for _ in range(ahead):
        same = found[-12] if len(found) >= 12 else 0
        found.append(same or usual)
    return found[len(days) :]
