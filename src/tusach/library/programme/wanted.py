"""How large a number has to be for its growth to reach a target, in whole numbers."""

from __future__ import annotations

from tusach.library.programme.definition import Growth


def wanted(kind: Growth, before: int, percent: int, years: int) -> int | None:
    """The least number that has grown by `percent` over `before`; None where growth says nothing.

    average: by so much in each of the years; the others: by so much in all.

    >>> wanted("average", 1000, 10, 2), wanted("year_on_year", 999, 10, 1)
    (1210, 1099)
    """
    if before <= 0 or percent < 0 or years < 1:
        return None
    times = years if kind == "average" else 1
    grown, of = pow(100 + percent, times), pow(100, times)
    least: int = -(-before * grown // of)
    return least
