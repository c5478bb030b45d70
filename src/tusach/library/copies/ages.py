"""What is known of a reader's age on a day: a span of whole years, or nothing."""

from __future__ import annotations

from typing import NamedTuple

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import Lending


class Ages(NamedTuple):
    """Least and most age that the reader can have; most None: open, least 0: nothing below."""

    least: int
    most: int | None


def born_in(year: int, on: str) -> Ages:
    """The ages of somebody born in a year, on a day: the birthday may be still to come.

    >>> born_in(2016, "2026-11-23")
    Ages(least=9, most=10)
    """
    most = max(0, int(on[:4]) - year)
    return Ages(max(0, most - 1), most)


def age_fault(ages: Ages | None, policy: Lending) -> Refusal | None:
    """The reader is known to be outside the ages of the rule; an age not known is not outside."""
    if ages is None:
        return None
    if policy.age_from is not None and ages.most is not None and ages.most < policy.age_from:
        return Refusal("reader.too_young", {"from": policy.age_from})
    if policy.age_until is not None and ages.least > policy.age_until:
        return Refusal("reader.too_old", {"until": policy.age_until})
    return None
