"""Staff and readers of the demonstration: people who do not exist."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import ADMINISTRATOR, LIBRARIAN, PROVINCIAL
from tusach.library.places.codes import READER
from tusach.library.profile.people import InventedPerson, invented_hamlet, invented_person
from tusach.library.profile.profile import Profile
from tusach.library.readers import rules as readers
from tusach.library.readers.rules import NewReader
from tusach.library.staff import rules as staff_rules
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import next_code
from tusach.node.acts.registering import register_policy
from tusach.node.demo.world import SeededRandom
from tusach.node.store.transaction import Transaction

ADULT = 18


class Borrower(msgspec.Struct, frozen=True):
    """A reader of the demonstration: id, group, card, home place, and how eager."""

    reader: str
    group: str
    card: str
    place: str
    eagerness: int


def appoint(
    node: Node, transaction: Transaction, chance: SeededRandom, *, at: At, role: str
) -> str:
    """An invented person in a role; the staff id."""
    names = node.profile.names
    assert names is not None
    person = invented_person(names, chance.draw, year=int(at.on[:4]) - 25)
    staff = node.store.random.new_id()
    drafts = staff_rules.appoint(staff, name=person.full_name, role=role, place=at.place, on=at.on)
    assert not isinstance(drafts, Refusal), drafts
    transaction.tell(drafts, None)
    return staff


def roles_of(nr: int, *, central: bool) -> Iterator[str]:
    """The roles of the first people at a place."""
    if central:
        yield from (ADMINISTRATOR, PROVINCIAL, LIBRARIAN)[:nr]
        return
    yield LIBRARIAN


def family(node: Node, transaction: Transaction, chance: SeededRandom, at: At) -> list[Borrower]:
    """One to four readers of a household, registered with cards."""
    names = node.profile.names
    assert names is not None
    year = int(at.on[:4])
    head = invented_person(names, chance.draw, year=year - 4)
    # A child may come alone to register, but never answers for itself.
    adult = head
    while year - adult.birth_year < ADULT:
        adult = invented_person(names, chance.draw, year=year)
    size = 1 + chance.draw(4) if chance.draw(3) == 0 else 1
    hamlet = invented_hamlet(names, chance.draw) if names.hamlet_first else ""
    household = node.store.random.new_id() if size > 1 else ""
    people = [
        head,
        *(invented_person(names, chance.draw, year=year) for _ in range(size - 1)),
    ]
    made = []
    for person in people:
        new = _new(node, transaction, person, at)
        new = msgspec.structs.replace(
            new,
            hamlet=hamlet,
            household=household,
            guardian_name=adult.full_name if year - person.birth_year < ADULT else "",
        )
        policy = register_policy(node, new.group, at)
        drafts = readers.register(new, place=at.place, on=at.on, policy=policy)
        assert not isinstance(drafts, Refusal), drafts
        transaction.tell(drafts, at.by)
        eager = 1 + chance.draw(5) * chance.draw(5)
        made.append(Borrower(new.subject, new.group, new.card, at.place, eager))
    return made


def _new(node: Node, transaction: Transaction, person: InventedPerson, at: At) -> NewReader:
    profile = node.profile
    card, granted = next_code(node, transaction, READER, at)
    if granted:
        transaction.tell(granted, None)
    age = int(at.on[:4]) - person.birth_year
    return NewReader(
        subject=node.store.random.new_id(),
        name=person.full_name,
        group=group_of_age(profile, age),
        card=card,
        birth_year=person.birth_year,
        age_band=band_of_age(profile, age),
        sex=person.sex,
    )


def group_of_age(profile: Profile, age: int) -> str:
    """The first reader group for people whose bounds hold the age."""
    for group in profile.lending.reader_groups:
        if group.stands_for_many or (group.age_from is None and group.age_until is None):
            continue
        if (group.age_from or 0) <= age <= (group.age_until or 200):
            return group.code
    return profile.lending.reader_groups[-1].code


def band_of_age(profile: Profile, age: int) -> str:
    """The age band of the figures that holds the age."""
    for band in profile.lending.age_bands:
        if band.age_from <= age <= (band.age_until or 200):
            return band.code
    return ""
