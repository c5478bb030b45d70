"""What one act writes into the vault, and how the vault remembers the last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tusach.ledger.ident import sha256
from tusach.ledger.private import Part
from tusach.node.store import seeding
from tusach.node.store.vault_tables import OWNER_PLACE, NameRows

ERASE = "erase "

Named = tuple[str, NameRows]
"""A subject and its rows."""


class Wish(msgspec.Struct, frozen=True):
    """What one act writes here, before its facts are appended.

    fact: its first fact. parts: (part, fact, subject). names: (subject, all its rows from now on).
    adding: rows only added. erased: (commitment, why) to go once the facts are appended.
    again: commitments of released parts that are away no more. seeds: made for these parts.
    forgotten: seeds that go now, before what they lead to.
    """

    fact: str = ""
    parts: tuple[tuple[Part, str, str], ...] = ()
    names: tuple[tuple[str, NameRows], ...] = ()
    adding: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    erased: tuple[tuple[str, str], ...] = ()
    again: tuple[str, ...] = ()
    seeds: tuple[seeding.SeedRow, ...] = ()
    forgotten: seeding.Forgotten = seeding.Forgotten()


class Act(msgspec.Struct, frozen=True):
    """The last act as the vault remembers it; whole: it reads as it was written."""

    fact: str
    parts: frozenset[str]
    subjects: frozenset[str]
    erased: tuple[tuple[str, str], ...]
    whole: bool
    seeds: frozenset[tuple[str, int]] = frozenset()


def act_rows(wish: Wish) -> list[tuple[str, str]]:
    """The rows by which the vault remembers an act."""
    subjects = {subject for _, _, subject in wish.parts} | {subject for subject, _ in wish.names}
    # A row may be added for a part that lay here before its fact came.
    subjects |= {row[OWNER_PLACE[name]] for name, row in wish.adding if name in OWNER_PLACE}
    rows = [("fact", wish.fact)]
    rows += sorted({("part", part.commitment) for part, _, _ in wish.parts})
    rows += [("subject", subject) for subject in sorted(subjects)]
    rows += sorted({(ERASE + why, commitment) for commitment, why in wish.erased})
    rows += sorted({("seed", f"{one.stream} {one.first}") for one in wish.seeds})
    return [*rows, ("check", check_of(sorted(rows)))]


def seed_of(told: str) -> tuple[str, int]:
    """(stream, first) of a seed as such a row names it."""
    stream, _, first = told.partition(" ")
    return stream, int(first) if first.isdecimal() else 0


def check_of(rows: Sequence[tuple[Any, ...]]) -> str:
    """By which it is seen that the rows read as they were written."""
    return sha256(repr(rows).encode())[:32]
