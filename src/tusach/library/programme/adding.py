"""Which measures add up: over the months of a period, and over the communes of the province.

A sum of happenings does. Different things do where each of them lies on one day and in one commune,
as a day's visits of a place do and a reader who borrows twice does not.
"""

from __future__ import annotations

from tusach.library.programme.definition import Measure, Select
from tusach.library.programme.sources import SOURCES


def adds_up(one: Measure) -> bool:
    """Whether the measure of a period is the sum of those of its months, unit by unit."""
    sources = [SOURCES[select.source] for select in one.looks_at]
    if any(source.is_state or not source.has_unit for source in sources):
        return False
    if one.sum:
        return True
    if len(one.every) != 1 or one.none or one.within:
        return False
    return all(_is_alone(one.count, select) for select in one.selects) and _are_apart(one)


def _is_alone(key: str, select: Select) -> bool:
    is_whole = select.times == 1 and select.of == "evidence"
    return is_whole and key in SOURCES[select.source].alone


def _are_apart(one: Measure) -> bool:
    """Nothing that two sources name is one thing: it could lie in a month of each."""
    sources = {select.source for select in one.selects}
    return len({SOURCES[source].alone[one.count] for source in sources}) == len(sources)
