"""Readers, copies and titles come in: registering, describing, cards."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import rules as copies
from tusach.library.copies.facts import CopyRegistered
from tusach.library.places.codes import COPY, READER
from tusach.library.readers import rules as readers
from tusach.library.readers.rules import NewReader, RegisterPolicy
from tusach.library.readers.story import ReaderState
from tusach.node.acts.consenting import signed_at_once
from tusach.node.acts.finding import copy_subject, reader_of_card
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import next_code
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


class Registered(msgspec.Struct, frozen=True):
    """Who was registered: reader ids in the order given, and their card numbers."""

    readers: tuple[str, ...]
    cards: tuple[str, ...]
    facts: tuple[str, ...]


def register_readers(
    node: Node,
    family: Sequence[NewReader],
    at: At,
    *,
    policy: RegisterPolicy | None = None,
    signed: bool = False,
    with_cards: bool = True,
) -> Registered | Refusal:
    """All of a household, or nobody; who has no card number gets the next one.

    policy: for all of them; without it each person's own group says how long the card holds.
    with_cards: False where who has no number gets none. signed: whoever is asked for a consent has
    given it in the same moment. A refusal names the line.
    """
    whole: list[NewReader] = []
    for line, new in enumerate(family, start=1):
        if new.card and reader_of_card(node, new.card):
            return Refusal("card.number_taken", {"number": new.card, "line": line})

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        whole.clear()
        for line, new in enumerate(family, start=1):
            found = _register(node, new, at, policy)
            if isinstance(found, Refusal):
                return Refusal(found.code, {**found.values, "line": line})
        for new in family:
            card = new.card
            if with_cards and not card:
                card = next_code(node, transaction, READER, at)[0]
            subject = new.subject or node.store.random.new_id()
            whole.append(msgspec.structs.replace(new, subject=subject, card=card))
            told = _register(node, whole[-1], at, policy)
            assert not isinstance(told, Refusal)  # a card number changes nothing of it
            drafts.extend(told)
            if signed:
                drafts.extend(signed_at_once(node, whole[-1], at=at))
        return drafts

    done = node.store.act(at.by, deed)
    if isinstance(done, Refusal):
        return done
    ids, cards = tuple(new.subject for new in whole), tuple(new.card for new in whole)
    return Registered(ids, cards, done.facts)


def _register(
    node: Node, new: NewReader, at: At, policy: RegisterPolicy | None
) -> Sequence[Draft] | Refusal:
    rule = policy or register_policy(node, new.group, at)
    return readers.register(new, place=at.place, on=at.on, policy=rule)


def register_policy(node: Node, group: str, at: At) -> RegisterPolicy:
    """How long a registration of this group holds, and from which age on nobody must answer."""
    groups = {one.code: one for one in node.profile.lending.reader_groups}
    found = groups.get(group)
    months = found.card_months if found else 12
    year, month = divmod(int(at.on[5:7]) - 1 + months, 12)
    until = f"{int(at.on[:4]) + year:04d}-{month + 1:02d}-{min(int(at.on[8:]), 28):02d}"
    ages = [one.age_until for one in groups.values() if one.needs_guardian and one.age_until]
    return RegisterPolicy(valid_until=until, guardian_below=max(ages, default=15) + 1)


def describe_reader(node: Node, reader: str, new: NewReader, at: At) -> Done | Refusal:
    """The reader reads anew as the form says."""
    policy = register_policy(node, new.group, at)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return readers.describe(transaction.state(reader, "reader"), new, on=at.on, policy=policy)

    return node.store.act(at.by, deed)


def issue_card(node: Node, reader: str, number: str, at: At) -> Done | Refusal:
    """A new card (the next number, where none is given); earlier ones open nothing any more."""
    if number and reader_of_card(node, number):
        return Refusal("card.number_taken", {"number": number})

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(reader, "reader")
        refused = readers.issue_card(state, number or "0", on=at.on)
        if isinstance(refused, Refusal):
            return refused
        card = number or next_code(node, transaction, READER, at)[0]
        return readers.issue_card(state, card, on=at.on)

    return node.store.act(at.by, deed)


def block_reader(
    node: Node, reader: str, at: At, *, acts: tuple[str, ...], reason: str, until: str | None
) -> Done | Refusal:
    """Some acts are stopped for this reader."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(reader, "reader")
        return readers.block(state, acts=acts, reason=reason, on=at.on, until=until)

    return node.store.act(at.by, deed)


def unblock_reader(node: Node, reader: str, block: str, at: At) -> Done | Refusal:
    """A block is lifted."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return readers.unblock(transaction.state(reader, "reader"), block, on=at.on)

    return node.store.act(at.by, deed)


def renew_reader(node: Node, reader: str, valid_until: str, at: At) -> Done | Refusal:
    """The registration holds until a later day."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(reader, "reader")
        return readers.renew(state, valid_until=valid_until, on=at.on)

    return node.store.act(at.by, deed)


def renew_readers(node: Node, readers_: Sequence[str], at: At) -> Done | Refusal:
    """Every one of these registrations holds as long as a new one of its group would, or none.

    Whose card holds as long already stays as it is.
    """

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts: list[Draft] = []
        for reader in readers_:
            state: ReaderState = transaction.state(reader, "reader")
            until = register_policy(node, state.group, at).valid_until
            told = readers.renew(state, valid_until=until, on=at.on)
            if isinstance(told, Refusal):
                if told.code == "reader.renewal_not_later":
                    continue
                return told
            drafts.extend(told)
        return drafts or Refusal("reader.none_to_renew")

    return node.store.act(at.by, deed)


class NewCopy(msgspec.Struct, frozen=True, kw_only=True):
    """What a form or a list holds for one copy. code: empty = the next printed code.

    delivery: what it came with.
    """

    title: str
    code: str = ""
    accession: str = ""
    material: str = "book"
    call_number: str = ""
    location: str = ""
    legal: bool = False
    price: int | None = None
    source: str = ""
    acquired_on: str | None = None
    delivery: str | None = None


def copy_in(
    node: Node, transaction: Transaction, new: NewCopy, at: At
) -> tuple[str, Sequence[Draft] | Refusal]:
    """The copy's subject and what registering it would tell, inside a transaction."""
    extra: list[Draft] = []
    code, own = new.code, False
    if not code:
        code, extra = next_code(node, transaction, COPY, at)
        own = True
    subject = copy_subject(node.tenant, code, owner=None if own else at.place)
    body = CopyRegistered(
        title=new.title,
        code=code,
        owner=at.place,
        accession=new.accession or code,
        own_number=own,
        material=new.material,
        call_number=new.call_number,
        location=new.location,
        legal=new.legal,
        price=new.price,
        source=new.source,
        acquired_on=new.acquired_on,
    )
    state = transaction.state(subject, "copy")
    found = copies.register(state, body, on=at.on, place=at.place, delivery=new.delivery)
    return subject, found if isinstance(found, Refusal) else (*extra, *found)


def register_copy(node: Node, new: NewCopy, at: At) -> Done | Refusal:
    """A copy of a title belongs to the place."""
    return node.store.act(at.by, lambda transaction: copy_in(node, transaction, new, at)[1])
