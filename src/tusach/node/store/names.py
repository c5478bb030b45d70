"""From a story and the private parts at hand to the rows of names in the vault."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from tusach.ledger.private import Part
from tusach.ledger.story import Story
from tusach.library.catalogue.folding import fold
from tusach.library.copies.facts import LentPrivate
from tusach.library.holds.facts import AskedPrivate, WishPrivate
from tusach.library.holds.story import HoldState, WishState
from tusach.library.readers.facts import CardPrivate, OtherPrivate, ReaderPrivate
from tusach.library.readers.story import ReaderState
from tusach.library.staff.facts import StaffNamedPrivate
from tusach.library.staff.story import StaffState
from tusach.library.workers.facts import WorkerNamedPrivate
from tusach.library.workers.story import WorkerState
from tusach.node.store.vault_tables import NameRows

Find = Callable[[str], Part | None]


def names_of(story: Story, find: Find) -> NameRows:
    """All rows of names of one subject; find: the private part of a commitment, if it is here."""
    if isinstance(story.state, ReaderState):
        return _reader(story, story.state, find)
    if isinstance(story.state, StaffState | WorkerState):
        shape = StaffNamedPrivate if isinstance(story.state, StaffState) else WorkerNamedPrivate
        return _staff(story.state, shape, find)
    if isinstance(story.state, HoldState | WishState):
        return {"asked_by": _asked(story.state, find)}
    if story.noun == "copy":
        return {"loan_reader": links_in(story, None, find)}
    return {}


def _reader(story: Story, state: ReaderState, find: Find) -> NameRows:
    rows: NameRows = {"reader_name": [], "card": [], "alias": []}
    told = _decoded(state.private, find, ReaderPrivate)
    if told is not None:
        rows["reader_name"] = [
            (
                state.subject,
                told.name,
                fold(told.name),
                told.birth_year,
                told.hamlet,
                told.phone,
                told.household,
                told.guardian,
                told.guardian_name,
                state.place,
            )
        ]
    for card in state.cards:
        number = _decoded(card.commitment, find, CardPrivate)
        if number is not None:
            ended = int(card.ended_by is not None)
            rows["card"].append((card.fact, number.number, state.subject, ended))
    for fact, commitment in state.merges:
        other = _decoded(commitment, find, OtherPrivate)
        if other is not None:
            rows["alias"].append((fact, state.subject, other.also))
    return rows


def _asked(state: HoldState | WishState, find: Find) -> list[tuple[Any, ...]]:
    """Who asked, in which words; a wish of nobody in particular has a row for its words."""
    if isinstance(state, HoldState):
        told = _decoded(state.part, find, AskedPrivate)
        return [(state.placed_by, told.reader, state.subject, "", "")] if told else []
    wish = _decoded(state.part, find, WishPrivate)
    return [(state.told_by, wish.reader, state.subject, wish.text, wish.author)] if wish else []


def _staff(state: StaffState | WorkerState, shape: type[Any], find: Find) -> NameRows:
    told = _decoded(state.named, find, shape)
    return {"staff_name": [(state.subject, told.name, told.contact)] if told else []}


def links_in(story: Story, facts: Collection[str] | None, find: Find) -> list[tuple[Any, ...]]:
    """Who was lent the copy of this story, by these facts of it; None: by all."""
    rows: list[tuple[Any, ...]] = []
    left = len(story.held) if facts is None else len(facts)
    for one in reversed(story.held):  # those that are asked for are mostly the last
        if not left:
            break
        if facts is not None and one.id not in facts:
            continue
        left -= 1
        fact = one.fact
        if fact.commitment is None or not fact.kind.startswith("copy.lent/"):
            continue
        told = _decoded(fact.commitment, find, LentPrivate)
        if told is not None:
            rows.append((one.id, told.reader, story.subject))
    return rows


def _decoded(commitment: str | None, find: Find, shape: type[Any]) -> Any:
    if commitment is None:
        return None
    part = find(commitment)
    if part is None:
        return None
    try:
        return msgspec.json.decode(part.raw, type=shape)
    except msgspec.ValidationError:
        return None
