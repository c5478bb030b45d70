"""One person with several registrations: who was joined, who was parted, who may be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tusach.library.readers.facts import OtherPrivate, ReaderMerged
from tusach.library.readers.story import ReaderState, roots
from tusach.library.settling.persons import Pair, Registration, alike
from tusach.node.acts.node import Node

AT_ONCE = 400


class Joined(msgspec.Struct, frozen=True):
    """Two registrations that somebody called one person. fact: the merging, of the reader kept."""

    fact: str
    keep: str
    also: str


def joined(node: Node) -> tuple[Joined, ...]:
    """All mergings that stand and whose private part lies here."""
    rows = node.store.vault.query("SELECT fact, reader, also FROM alias ORDER BY reader, also")
    return tuple(Joined(*row) for row in rows)


def main_of(node: Node, readers: Sequence[str]) -> str | None:
    """The registration that was kept, where these ids are one person's; None where they are not."""
    told = joined(node)
    found = roots([(one.keep, one.also) for one in told])
    if len({found.get(reader, reader) for reader in readers}) != 1:
        return None
    given_up = {one.also for one in told}
    return next((one for one in sorted(readers) if one not in given_up), min(readers))


def pairs(node: Node) -> tuple[Pair, ...]:
    """Registrations that may be one person: one card number, or one name and year in a place.

    Looked for again when something was told of a reader.
    """
    alone = node.store.engine.single_writer
    mark = node.readers_told if alone else node.store.engine.arrival_now()
    kept = getattr(node, "_pairs_kept", None)
    if kept is None or kept[0] != mark:
        kept = node._pairs_kept = (mark, _pairs(node))  # type: ignore[attr-defined]
    found: tuple[Pair, ...] = kept[1]
    return found


def may_be_twin(node: Node, reader: str) -> bool:
    """Whether this registration stands in a pair that waits for a person.

    All pairs are looked for only where something of this reader is somebody else's, too.
    """
    query = node.store.vault.query
    alike_here = query(
        "SELECT 1 FROM reader_name r JOIN reader_name s ON s.folded = r.folded "
        "AND s.place = r.place AND s.birth_year = r.birth_year AND s.reader <> r.reader "
        "WHERE r.reader = ? LIMIT 1",
        (reader,),
    ) or query(
        "SELECT 1 FROM card c JOIN card d ON d.number = c.number AND d.reader <> c.reader "
        "WHERE c.reader = ? LIMIT 1",
        (reader,),
    )
    return bool(alike_here) and any(reader in (one.keep, one.also) for one in pairs(node))


def is_joined(node: Node, reader: str) -> bool:
    """Whether this registration was joined with another one."""
    told = node.store.vault.query(
        "SELECT 1 FROM alias WHERE reader = ? OR also = ? LIMIT 1", (reader, reader)
    )
    return bool(told)


def _pairs(node: Node) -> tuple[Pair, ...]:
    rows = _suspects(node)
    states = {reader: node.store.state(reader, "reader") for reader in rows}
    found = [
        Registration(
            reader=reader,
            place=state.place,
            registered_on=state.registered_on,
            name=rows[reader][0],
            birth_year=rows[reader][1],
            cards=rows[reader][2],
        )
        for reader, state in states.items()
        if _counts(state)
    ]
    parted = [pair for state in states.values() for pair in _parted(node, state)]
    known = roots([(one.keep, one.also) for one in joined(node)])
    return alike(found, roots=known, parted=parted)


def _counts(state: ReaderState) -> bool:
    return state.registered_on is not None and state.place is not None and state.ended_on is None


def _suspects(node: Node) -> Mapping[str, tuple[str, Any, tuple[str, ...]]]:
    """Folded name, year of birth and cards of whoever shares a card, or a name and a year."""
    query = node.store.vault.query
    by_card = query(
        "SELECT reader, number FROM card WHERE number IN "
        "(SELECT number FROM card GROUP BY number HAVING count(DISTINCT reader) > 1)"
    )
    by_name = query(
        "SELECT r.reader, r.folded, r.birth_year FROM reader_name r JOIN "
        "(SELECT place, folded, birth_year FROM reader_name WHERE birth_year IS NOT NULL "
        "GROUP BY place, folded, birth_year HAVING count(*) > 1) s "
        "ON s.place = r.place AND s.folded = r.folded AND s.birth_year = r.birth_year"
    )
    names = {reader: (folded, year) for reader, folded, year in by_name}
    cards: dict[str, list[str]] = {}
    for reader, number in by_card:
        cards.setdefault(reader, []).append(number)
    return {
        reader: (*names.get(reader, ("", None)), tuple(cards.get(reader, ())))
        for reader in sorted({*names, *cards})
    }


def _parted(node: Node, state: ReaderState) -> list[frozenset[str]]:
    """Pairs of which somebody said that they are two persons: joined once, and parted again."""
    stand = {fact for fact, _ in state.merges}
    found = []
    for told in node.store.story(state.subject).tellings:
        commitment = told.held.fact.commitment
        if not isinstance(told.body, ReaderMerged) or told.id in stand or commitment is None:
            continue
        part = node.store.vault.part(commitment)
        if part is not None:
            also = msgspec.json.decode(part.raw, type=OtherPrivate).also
            found.append(frozenset((state.subject, also)))
    return found
