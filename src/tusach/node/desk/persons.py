"""What pages show of readers: their papers, their household, their blocks."""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.library.readers.facts import ACTS, ReaderPrivate
from tusach.library.readers.story import ReaderState
from tusach.node.acts import borrowing, groups
from tusach.node.desk.counter import Counter
from tusach.node.desk.shown import place_name
from tusach.node.pages.writing import term
from tusach.node.people import pins


class BlockShown(msgspec.Struct, frozen=True):
    """A block that stands: its fact, the acts it stops, why, until when."""

    fact: str
    acts: tuple[str, ...]
    reason_words: str
    until: str | None
    over: bool


class Member(msgspec.Struct, frozen=True):
    """Somebody of the same household."""

    reader: str
    name: str
    age: int | None
    loans: int


class StopShown(msgspec.Struct, frozen=True):
    """What a rule of the programme stops, until what is counted is settled."""

    acts: tuple[str, ...]
    words: str


class ReaderShown(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's papers. named: whether this node holds the private part at all."""

    reader: str
    name: str
    named: bool
    group: str
    group_words: str
    stands_for_many: bool
    cards: tuple[str, ...]
    birth_year: int | None
    age: int | None
    sex: str
    hamlet: str
    phone: str
    household: str
    guardian: str
    guardian_name: str
    place: str
    place_words: str
    is_own: bool
    valid_until: str
    expired: bool
    ended: bool
    blocks: tuple[BlockShown, ...]
    stopped: tuple[StopShown, ...]
    members: tuple[Member, ...]
    has_pin: bool
    pin_locked: bool

    @property
    def chip(self) -> str:
        """The design system's word for how the registration stands."""
        if self.ended or self.expired:
            return "expired"
        if self.stopped or any(not one.over for one in self.blocks):
            return "blocked"
        return "active"


_NOBODY = ("", None, "", "", "", "", "")


def person_row(counter: Counter, reader: str) -> tuple[Any, ...] | None:
    """name, birth_year, hamlet, phone, household, guardian, guardian_name; None where not held."""
    rows = counter.node.store.vault.query(
        "SELECT name, birth_year, hamlet, phone, household, guardian, guardian_name "
        "FROM reader_name WHERE reader = ?",
        (reader,),
    )
    return rows[0] if rows else None


def private_of(counter: Counter, state: ReaderState) -> ReaderPrivate | None:
    """The private part of a reader as it was told, where this node holds it."""
    part = counter.node.store.vault.part(state.private) if state.private else None
    return None if part is None else msgspec.json.decode(part.raw, type=ReaderPrivate)


def reader_shown(counter: Counter, state: ReaderState) -> ReaderShown:
    """A reader's papers as a page shows them."""
    row = person_row(counter, state.subject)
    name, birth_year, hamlet, phone, household, guardian, guardian_name = row or _NOBODY
    if guardian and not guardian_name:
        answering = person_row(counter, guardian)
        guardian_name = answering[0] if answering else ""
    cards = counter.node.store.vault.query(
        "SELECT number FROM card WHERE reader = ? AND ended = 0 ORDER BY number", (state.subject,)
    )
    has_pin = pins.has_pin(state.subject)
    return ReaderShown(
        reader=state.subject,
        name=name,
        named=row is not None,
        group=state.group,
        group_words=group_words(counter, state.group),
        stands_for_many=stands_for_many(counter, state.group),
        cards=tuple(number for (number,) in cards),
        birth_year=birth_year,
        age=age_on(birth_year, counter.on),
        sex=state.sex,
        hamlet=hamlet or "",
        phone=phone or "",
        household=household or "",
        guardian=guardian or "",
        guardian_name=(guardian_name or "") if needs_guardian(counter, birth_year) else "",
        place=state.place or "",
        place_words=place_name(counter.node, state.place),
        is_own=state.place == counter.place,
        valid_until=state.valid_until,
        expired=state.valid_until < counter.on,
        ended=state.ended_on is not None,
        blocks=tuple(
            BlockShown(
                one.fact,
                tuple(act for act in ACTS if act in one.acts),
                counter.codes.get(one.reason, "") or term(one.reason),
                one.until,
                one.until is not None and one.until < counter.on,
            )
            for one in state.blocks
        ),
        stopped=tuple(
            StopShown(tuple(act for act in ACTS if act in rule.stops), counter.say(refusal))
            for rule, refusal in borrowing.stopped(counter.node, state, counter.at)
        ),
        members=members_of(counter, state.subject, household or ""),
        has_pin=has_pin,
        pin_locked=has_pin and pins.is_locked(state.subject),
    )


def members_of(counter: Counter, reader: str, household: str) -> tuple[Member, ...]:
    """The others of a household who may be seen here, the eldest first."""
    if not household:
        return ()
    rows = counter.node.store.vault.query(
        "SELECT reader, name, birth_year, place FROM reader_name WHERE household = ? "
        "ORDER BY birth_year IS NULL, birth_year, name",
        (household,),
    )
    found = []
    for other, name, birth_year, _place in rows:
        state: ReaderState = counter.node.store.state(other, "reader")
        if other != reader and counter.sees(state) and state.ended_on is None:
            age = age_on(birth_year, counter.on)
            found.append(Member(other, name, age, len(counter.node.store.open_loans(other))))
    return tuple(found)


def age_on(birth_year: int | None, on: str) -> int | None:
    """The age that a person reaches in the year of a day."""
    return None if birth_year is None else int(on[:4]) - birth_year


def group_words(counter: Counter, group: str) -> str:
    """What a reader group is called."""
    for one in counter.node.profile.lending.reader_groups:
        if one.code == group:
            return counter.words(one.names)
    return group


def stands_for_many(counter: Counter, group: str) -> bool:
    """Whether a card of this group is a class's, a household's, an office's."""
    told = counter.node.profile.lending.reader_groups
    return any(one.stands_for_many for one in told if one.code == group)


def guessed_group(counter: Counter, age: int | None) -> str:
    """The reader group that fits an age."""
    return groups.group_for(counter.node.profile.lending, age)


def age_band(counter: Counter, age: int | None) -> str:
    """The age band for figures; empty where no age is known."""
    return groups.band_for(counter.node.profile.lending, age)


def needs_guardian(counter: Counter, birth_year: int | None) -> bool:
    """Whether an adult answers for somebody of that year; also where no year is known."""
    age = age_on(birth_year, counter.on)
    return age is None or age < guardian_below(counter)


def guardian_below(counter: Counter) -> int:
    """The age under which the profile's rule wants an adult who answers."""
    groups = counter.node.profile.lending.reader_groups
    ages = [one.age_until for one in groups if one.needs_guardian and one.age_until]
    return max(ages, default=15) + 1
