"""Registrations that may be one person: proposed to people, never joined by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

SAME_CARD, SAME_NAME = "same_card", "same_name"


class Registration(msgspec.Struct, frozen=True):
    """One registration. cards: every number given to it, older ones too; name: folded."""

    reader: str
    place: str
    registered_on: str
    name: str = ""
    birth_year: int | None = None
    cards: tuple[str, ...] = ()


class Pair(msgspec.Struct, frozen=True):
    """Two registrations, perhaps of one person. keep: the older one, also: the other one."""

    keep: str
    also: str
    why: str


def alike(
    found: Sequence[Registration],
    *,
    roots: Mapping[str, str],
    parted: Collection[frozenset[str]],
) -> tuple[Pair, ...]:
    """Pairs to be looked at: first those with one card number, then those with one name and year.

    A name counts within a place only. Left out are pairs that are joined already (roots), and
    those of whom somebody said that they are two persons (parted).
    """
    by_card: dict[object, list[Registration]] = {}
    by_name: dict[object, list[Registration]] = {}
    for one in found:
        for card in set(one.cards):
            by_card.setdefault(card, []).append(one)
        if one.name and one.birth_year is not None:
            by_name.setdefault((one.place, one.name, one.birth_year), []).append(one)
    pairs: dict[frozenset[str], Pair] = {}
    for why, groups in ((SAME_CARD, by_card.values()), (SAME_NAME, by_name.values())):
        for keep, also in _pairs(groups):
            both = frozenset((keep.reader, also.reader))
            joined = roots.get(keep.reader, keep.reader) == roots.get(also.reader, also.reader)
            if not joined and both not in parted:
                pairs.setdefault(both, Pair(keep.reader, also.reader, why))
    return tuple(sorted(pairs.values(), key=lambda one: (one.why, one.keep, one.also)))


def _pairs(
    groups: Iterable[list[Registration]],
) -> Iterable[tuple[Registration, Registration]]:
    for group in groups:
        first, *others = sorted(group, key=lambda one: (one.registered_on, one.reader))
        for other in others:
            yield first, other
