"""How long a crate may stay at one point, and what does not travel. Numbers are the programme's.

Source: Circular 33/2018/TT-BVHTTDL as the profile states it; whether it is still in force is not
known, so what the profile marks as provisional is a notice and never a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.calendar.months import months_later
from tusach.library.copies.states import CopyState

RARE = "rare"


class Limit(msgspec.Struct, frozen=True):
    """A number of the programme with where it stands. provisional: its force is not certain."""

    value: int
    citation: str
    provisional: bool = False


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """months: longest stay at one point. per_title: fewest copies of a title in the stock.

    None: the programme says nothing. apart: kinds of material that never travel.
    """

    months: Limit | None = None
    per_title: Limit | None = None
    apart: frozenset[str] = frozenset({RARE})


def back_fault(on: str, back_on: str | None, limits: Limits) -> Refusal | None:
    """Why a crate sent on this day may not stay until that day."""
    if back_on is None:
        return None
    if back_on <= on:
        return Refusal("crate.back_past", {"until": back_on, "on": on})
    limit = limits.months
    if limit is None:
        return None
    latest = months_later(on, limit.value)
    if back_on <= latest:
        return None
    values = {"until": latest, "months": limit.value, "citation": limit.citation}
    return Refusal("crate.back_late", values)


def is_rare(copy: CopyState, limits: Limits) -> bool:
    """Whether it never leaves its library: rare, by its kind or because somebody said so."""
    if copy.protected is not None and copy.protected.word == RARE:
        return True
    return copy.registered is not None and copy.registered.material in limits.apart


def scarce(copies: Mapping[str, int], limits: Limits) -> dict[str, int]:
    """Of these titles those of which the stock has fewer copies than the programme wants.

    copies: how many the stock has, by title.
    """
    least = limits.per_title
    if least is None:
        return {}
    return {title: n for title, n in copies.items() if n < least.value}
