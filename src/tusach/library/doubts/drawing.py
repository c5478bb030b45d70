"""Spot checks: who draws and what a sample says. Anybody with the same records draws the same.

The seed is made of a public value of a day (a lottery, a beacon) and of the records themselves that
had been told before that day, so whoever told them could not know what would be drawn. Records are
put in the order of a hash of seed and id; the first n are drawn. A record that comes later joins
somewhere in that order, and moves none of the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import comb

import msgspec

from tusach.ledger.ident import sha256

_PUBLIC = re.compile(r"[0-9A-Za-z]{2,64}")
CONFIDENCE = Fraction(95, 100)


class Interval(msgspec.Struct, frozen=True):
    """Of `size` records, at least `low` and at most `high` are not borne out, with 95 % safety."""

    low: int
    high: int
    size: int


def is_public(text: str) -> bool:
    """Whether a text may be a public value: figures and Latin letters, no names of people.

    >>> is_public("82941"), is_public("no 8")
    (True, False)
    """
    return _PUBLIC.fullmatch(text) is not None


def frame(ids: Iterable[str]) -> str:
    """The hash of the records out of which is drawn, in whatever order they are given."""
    return sha256("\n".join(sorted(ids)).encode())


def seed(*, subject: str, public_on: str, public: str, framed: str) -> str:
    """The seed of a drawing, made of what everybody can read."""
    return sha256(f"tusach spot check 1\n{subject}\n{public_on}\n{public}\n{framed}".encode())


def in_order(ids: Iterable[str], seeded: str) -> tuple[str, ...]:
    """The records as they would be drawn, one after another."""
    return tuple(sorted(ids, key=lambda one: (sha256(f"{seeded}\n{one}".encode()), one)))


def draw(ids: Iterable[str], seeded: str, n: int) -> tuple[str, ...]:
    """The n records drawn, or all where there are fewer."""
    return in_order(ids, seeded)[:n]


def came_later(drawn: Sequence[str], ids: Iterable[str], seeded: str) -> int | None:
    """How many of the records known now would have been drawn before one of those that were.

    They came after the drawing. None: those drawn are not the first of their order, so it was
    another drawing than its seed says.
    """
    order = in_order({*ids, *drawn}, seeded)
    if tuple(one for one in order if one in set(drawn)) != tuple(drawn):
        return None
    return (order.index(drawn[-1]) + 1 - len(drawn)) if drawn else 0


def not_borne_out(found: int, looked: int, size: int) -> Interval:
    """The exact interval of a sample without putting back (hypergeometric, equal tails).

    found: not borne out, of `looked` at, of `size` records. A number is outside where so many, or
    so few, would be found in at most one of forty such samples.
    """
    if not 0 <= found <= looked <= size:
        raise ValueError(found, looked, size)
    tail = (1 - CONFIDENCE) / 2
    most = size - looked + found
    low = _first(found, most, lambda bad: _found_from(found, looked, bad, size) > tail)
    beyond = _first(found, most + 1, lambda bad: _found_to(found, looked, bad, size) <= tail)
    return Interval(low, max(low, beyond - 1), size)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first number from `low` on for which it holds, as it does from there on; else `high`."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _found_from(found: int, looked: int, bad: int, size: int) -> Fraction:
    """The chance to find at least so many, where so many are bad."""
    ways = sum(comb(bad, k) * comb(size - bad, looked - k) for k in range(found, looked + 1))
    return Fraction(ways, comb(size, looked))


def _found_to(found: int, looked: int, bad: int, size: int) -> Fraction:
    """The chance to find at most so many."""
    ways = sum(comb(bad, k) * comb(size - bad, looked - k) for k in range(found + 1))
    return Fraction(ways, comb(size, looked))
