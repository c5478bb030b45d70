"""What the rest of the library year will probably bring, by the months that are known here."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.library.calendar.months import months_later
from tusach.library.targets.outlook import NotEnough, Outlook, outlook
from tusach.node.acts.node import Node


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
    months = _from(str(rows[0][0]), last_month)
    counts: list[int | None] = [known[one][0] if one in known else None for one in months]
    days = [known[one][1] if one in known else 0 for one in months]
    return outlook(counts, [*days, *_ahead(days, ahead)])


def _from(first: str, last: str) -> list[str]:
    months = [first]
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
