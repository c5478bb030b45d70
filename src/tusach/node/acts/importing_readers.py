"""A list of readers comes in: each row a new registration, one that is here, or rejected.

Always: read = stored + present + rejected. A row is told whole or not at all. Rejected rows are
named by their number and their reason only: their bytes hold a person, and whoever is erased later
must not be left in a drawer. Two persons may bear one name and one year, so the second of them is
registered too, and the work list asks a person whether they are one (decision 36).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from tusach.exchange.faults import Reject
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.people import Person, to_person
from tusach.exchange.sheets.reader import rows
from tusach.exchange.sheets.rows import Row
from tusach.ledger.draft import Draft, Refusal
from tusach.library.catalogue.folding import fold
from tusach.library.places.codes import READER
from tusach.library.readers import rules as readers
from tusach.library.readers.rules import NewReader, RegisterPolicy
from tusach.node.acts.groups import band_for, group_for
from tusach.node.acts.importing import (
    MOST_REJECTED,
    Account,
    Rejected,
)
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import next_code
from tusach.node.acts.registering import register_policy
from tusach.node.acts.rows_in import RowsIn, Step, bring_in
from tusach.node.store.transaction import Transaction

ROWS_AT_ONCE = 500
LONGEST_CARD_DAYS = 3_660
"""A card that ends later is a slip of the pen: the group says how long it holds."""
REASONS = {
    "reader.guardian_missing": "reader.adult_missing",
    "reader.name_too_long": "reader.name_long",
    "reader.birth_year_odd": "reader.year_odd",
    "reader.name_missing": "name.missing",
}
CARD_TAKEN = "reader.card_taken"

Key = tuple[str, int | None, str]
"""A person as a list knows one: name and hamlet folded, and the year of birth."""


class Known(msgspec.Struct):
    """The readers of a place before a list came, and what it has named so far.

    had: how many registrations bear a key; wanted: how many rows of the list do. years: name and
    year of everybody. cards: name and year of whoever holds a number, of any place.
    """

    had: Counter[Key]
    wanted: Counter[Key]
    years: set[tuple[str, int]]
    cards: dict[str, tuple[str, int | None]]


def import_readers(
    node: Node,
    raw: bytes,
    name: str,
    at: At,
    *,
    layout: Layout,
    guardian: str = "",
    account: Account | None = None,
    step: Step | None = None,
) -> Account:
    """Every filled row of a list of readers, accounted for. at.place is where they read.

    guardian: who answers for children of whom the list names nobody; empty: such rows are
    rejected. review counts the new ones who may be somebody registered before.
    """
    account = account or Account()
    whole = _Readers(node, at, name, guardian)
    return bring_in(
        whole, raw, layout, account,
        at_once=ROWS_AT_ONCE, is_too_much=_is_too_much, step=step,
    )  # fmt: skip


def _is_too_much(account: Account) -> bool:
    return account.rejected_count >= MOST_REJECTED


class Seen(msgspec.Struct, frozen=True):
    """What would come of a row. outcome: new, twin (new, and perhaps here), present, rejected."""

    number: int
    outcome: str
    person: Person | None = None
    group: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()


def preview(
    node: Node, raw: bytes, at: At, *, layout: Layout, guardian: str = "", most: int = 2_000
) -> list[Seen]:
    """What would come of the first rows; nothing is told. most: rows that are looked at."""
    whole = _Readers(node, at, "", guardian)
    found: list[Seen] = []
    for one in rows(raw, layout):
        if len(found) >= most:
            break
        if isinstance(one, Reject):
            found.append(Seen(one.offset, "rejected", reason=one.reason))
            continue
        person = to_person(one, whole.groups)
        new, policy = whole.new(person)
        outcome = whole.outcome(person)
        if outcome != "present":
            told = readers.register(new, place=at.place, on=at.on, policy=policy)
            if isinstance(told, Refusal):
                reason = REASONS.get(told.code, told.code)
                found.append(Seen(one.number, "rejected", person, new.group, reason))
                continue
        if outcome == CARD_TAKEN:
            found.append(Seen(one.number, "rejected", person, new.group, CARD_TAKEN))
            continue
        whole.take(person, present=outcome == "present")
        found.append(Seen(one.number, outcome, person, new.group, notes=person.notes))
    return found


class _Readers(RowsIn):
    """One list on its way in."""

    def __init__(self, node: Node, at: At, name: str, guardian: str) -> None:
        super().__init__(node, at, name)
        self.guardian = " ".join(guardian.split())
        self.known = _known(node, at.place)
        told = node.profile.lending.reader_groups
        self.groups = {
            fold(word): one.code for one in told for word in (one.code, *one.names.values())
        }

    def outcome(self, person: Person) -> str:
        """new, twin, present, or why the row cannot be: its card is somebody else's."""
        who = (fold(person.name), person.birth_year)
        holder = self.known.cards.get(person.card) if person.card else None
        if holder is not None:
            return "present" if holder == who else CARD_TAKEN
        key = _key(person)
        if self.known.wanted[key] < self.known.had[key]:
            return "present"
        return "twin" if who in self.known.years else "new"

    def take(self, person: Person, *, present: bool) -> None:
        """The row counts: the next one that reads alike is one more person."""
        name = fold(person.name)
        self.known.wanted[_key(person)] += 1
        if not present:
            self.known.had[_key(person)] += 1
            if person.birth_year is not None:
                self.known.years.add((name, person.birth_year))
        if person.card:
            self.known.cards.setdefault(person.card, (name, person.birth_year))

    def new(self, person: Person) -> tuple[NewReader, RegisterPolicy]:
        """The registration of a row, and the rule for it."""
        year = int(self.at.on[:4])
        age = None if person.birth_year is None else year - person.birth_year
        group = person.group or group_for(self.node.profile.lending, age)
        policy = register_policy(self.node, group, self.at)
        latest = date.fromisoformat(self.at.on) + timedelta(days=LONGEST_CARD_DAYS)
        if self.at.on <= person.valid_until <= latest.isoformat():
            policy = msgspec.structs.replace(policy, valid_until=person.valid_until)
        child = age is not None and age < policy.guardian_below
        answers = person.guardian_name or (self.guardian if child else "")
        new = NewReader(
            subject="",
            name=person.name,
            group=group,
            birth_year=person.birth_year,
            age_band=band_for(self.node.profile.lending, age),
            sex=person.sex,
            hamlet=person.hamlet,
            phone=person.phone,
            guardian_name=answers if child or age is None else "",
            card=person.card,
        )
        return new, policy

    def row(self, transaction: Transaction, row: Row, account: Account) -> None:
        person = to_person(row, self.groups)
        new, policy = self.new(person)
        outcome = self.outcome(person)
        if outcome == "present":
            self.take(person, present=True)
            account.present += 1
            self.note(row.number, person.notes, account)
            return
        told = self._told(transaction, new, policy) if outcome != CARD_TAKEN else CARD_TAKEN
        if isinstance(told, str):
            self.reject(transaction, Reject(row.position, row.number, told, b""), account)
            return
        self.tell(transaction, told)
        self.take(person, present=False)
        account.stored += 1
        account.review += outcome == "twin"
        self.note(row.number, person.notes, account)

    def _told(
        self, transaction: Transaction, new: NewReader, policy: RegisterPolicy
    ) -> Sequence[Draft] | str:
        """The drafts of a registration, or the reason why it cannot be."""
        at = self.at
        refused = readers.register(new, place=at.place, on=at.on, policy=policy)
        if isinstance(refused, Refusal):
            return REASONS.get(refused.code, refused.code)
        card = new.card or next_code(self.node, transaction, READER, at)[0]
        subject = self.node.store.random.new_id()
        whole = msgspec.structs.replace(new, subject=subject, card=card)
        told = readers.register(whole, place=at.place, on=at.on, policy=policy)
        assert not isinstance(told, Refusal)  # an id and a number change nothing of it
        return told

    def reject(self, transaction: Transaction, piece: Reject, account: Account) -> None:
        """By number and reason alone: nothing of the row is kept."""
        account.rejected_count += 1
        account.rejected.append(Rejected(self.name, piece.position, piece.offset, piece.reason))


def _key(person: Person) -> Key:
    return fold(person.name), person.birth_year, fold(person.hamlet)


def _known(node: Node, place: str) -> Known:
    query = node.store.vault.query
    told = query("SELECT folded, birth_year, hamlet FROM reader_name WHERE place = ?", (place,))
    cards = query(
        "SELECT c.number, n.folded, n.birth_year FROM card c "
        "LEFT JOIN reader_name n ON n.reader = c.reader"
    )
    return Known(
        had=Counter((name, year, fold(hamlet or "")) for name, year, hamlet in told),
        wanted=Counter(),
        years={(name, year) for name, year, _ in told if year is not None},
        cards={number: (name or "", year) for number, name, year in cards},
    )


def with_fields(layout: Layout, chosen: Sequence[str]) -> Layout | Refusal:
    """The layout with the fields a person chose, or why they cannot be."""
    try:
        mapped = layout.mapped(chosen)
    except ValueError:
        return Refusal("list.fields_odd", {})
    if not mapped.usable:
        return Refusal("list.name_missing", {})
    return mapped
