"""Books come in: received together, entered one by one with as little typing as is possible."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.catalogue import laws as law_rules
from tusach.library.catalogue import rules as catalogue
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed
from tusach.library.catalogue.marks import call_number
from tusach.library.deliveries import rules as deliveries
from tusach.library.deliveries.facts import DeliveryReceived, GiftPrivate, GiftReceived
from tusach.library.deliveries.story import DeliveryState
from tusach.node.acts import erasing
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.acts.typing_titles import typed_title
from tusach.node.store.erasing import named_at, told_parts
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

MOST_AT_ONCE = 50
"""Copies of one title that are entered together."""


class Entering(msgspec.Struct, frozen=True, kw_only=True):
    """What is in somebody's hands. title: one that is known, else body describes it.

    copy: of the first one; the others get the next numbers. laws: whose text the title holds, None
    = nothing is said of it.
    """

    copy: NewCopy
    title: str = ""
    body: TitleDescribed | None = None
    copies: int = 1
    laws: tuple[LawDescribed, ...] | None = None


class Entered(msgspec.Struct, frozen=True):
    """The title, its new copies, their numbers, and what was told."""

    title: str
    copies: tuple[str, ...]
    codes: tuple[str, ...]
    facts: tuple[str, ...]


def enter(node: Node, wish: Entering, at: At) -> Entered | Refusal:
    """The title is described and its copies belong to the place: all of it, or nothing."""
    if not 1 <= wish.copies <= MOST_AT_ONCE:
        return Refusal("copies.number_odd", {"n": wish.copies, "most": MOST_AT_ONCE})
    if wish.copies > 1 and wish.copy.code:
        return Refusal("copies.one_number", {})
    title, raw, whole = wish.title, b"", wish.body
    if whole is not None:
        whole, raw = typed_title(whole)
        title = catalogue.title_subject(node.tenant, whole)
    made: list[tuple[str, str]] = []
    copy = _with_call_number(node, wish.copy, title, whole)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        made.clear()
        drafts: list[Draft] = []
        state = transaction.state(title, "title")
        if whole is not None and not catalogue.is_present(state, whole):
            drafts.append(catalogue.describe(title, whole, on=at.on, place=at.place, raw=raw))
        if wish.laws is not None:
            told = _laws(node, transaction, at, title=title, laws=wish.laws)
            if isinstance(told, Refusal):
                return told
            drafts += told
        for _ in range(wish.copies):
            new = msgspec.structs.replace(copy, title=title)
            subject, found = copy_in(node, transaction, new, at)
            if isinstance(found, Refusal):
                return found
            drafts += found
            made.append((subject, found[-1].body.code))
        return drafts

    done = node.store.act(at.by, deed)
    if isinstance(done, Refusal):
        return done
    subjects, codes = tuple(one for one, _ in made), tuple(code for _, code in made)
    return Entered(title, subjects, codes, done.facts)


def _with_call_number(
    node: Node, copy: NewCopy, title: str, body: TitleDescribed | None
) -> NewCopy:
    """The copy with the call number that the profile's scheme makes, where a class is known."""
    told = body or node.store.state(title, "title").described
    if copy.call_number or told is None or not told.dewey:
        return copy
    author = next(iter(told.authors), "")
    made = call_number(
        node.profile.shelving.marks, dewey=told.dewey, author=author, title=told.title
    )
    return msgspec.structs.replace(copy, call_number=made)


def set_laws(node: Node, title: str, laws: tuple[LawDescribed, ...], at: At) -> Done | Refusal:
    """The title holds the text of these laws, each as it stands now."""
    return node.store.act(
        at.by, lambda transaction: _laws(node, transaction, at, title=title, laws=laws)
    )


def describe_law(node: Node, body: LawDescribed, at: At) -> Done | Refusal:
    """The law is in force, or ended on a day, for every bookcase of the tenant."""
    subject = law_rules.law_subject(node.tenant, body.number)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(subject, "law")
        return law_rules.describe_law(state, body, on=at.on, place=at.place)

    return node.store.act(at.by, deed)


def _laws(
    node: Node, transaction: Transaction, at: At, *, title: str, laws: tuple[LawDescribed, ...]
) -> list[Draft] | Refusal:
    drafts: list[Draft] = []
    subjects = []
    for one in laws:
        subjects.append(law_rules.law_subject(node.tenant, one.number))
        state = transaction.state(subjects[-1], "law")
        told = law_rules.describe_law(state, one, on=at.on, place=at.place)
        if isinstance(told, Refusal):
            return told
        drafts += told
    state = transaction.state(title, "title")
    told = law_rules.set_laws(state, tuple(subjects), on=at.on, place=at.place)
    return told if isinstance(told, Refusal) else [*drafts, *told]


def receive(
    node: Node,
    body: GiftReceived | DeliveryReceived,
    at: At,
    *,
    private: GiftPrivate | None = None,
) -> str | Refusal:
    """Books were given, or came in otherwise; the id of the delivery."""
    wish = deliveries.Receiving(
        delivery=node.store.random.new_id(), place=at.place, on=at.on, today=node.today()
    )
    if isinstance(body, GiftReceived):
        told = deliveries.receive_gift(wish, body, private or GiftPrivate())
    else:
        told = deliveries.receive(wish, body)
    done = told if isinstance(told, Refusal) else node.store.tell(at.by, told)
    return done if isinstance(done, Refusal) else wish.delivery


def giver_of(node: Node, delivery: str) -> GiftPrivate | None:
    """Who gave, where that is here; the caller logs the look."""
    state: DeliveryState = node.store.state(delivery, "delivery")
    part = node.store.vault.part(state.part) if state.part else None
    if part is None:
        return None
    try:
        return msgspec.json.decode(part.raw, type=GiftPrivate)
    except msgspec.ValidationError:
        return None


def keeps_giver(node: Node, delivery: str) -> bool:
    """Whether somebody's name is kept with a delivery, of one that was taken back too."""
    story = node.store.story(delivery)
    state: DeliveryState = node.store.state_of(story, "delivery")
    return state.erased_on is None and bool(told_parts(delivery, story.held))


def place_of(node: Node, delivery: str) -> str | None:
    """Where it came in, of one that was taken back too."""
    story = node.store.story(delivery)
    state: DeliveryState = node.store.state_of(story, "delivery")
    return state.place or named_at(delivery, story.held)


def forget_giver(node: Node, delivery: str, at: At) -> Done | Refusal:
    """The giver's name goes everywhere, of a gift that was taken back too; gift and copies stay."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: DeliveryState = transaction.state(delivery, "delivery")
        held = transaction.held(delivery)
        place = named_at(delivery, held) or at.place
        parts = told_parts(delivery, held)
        return deliveries.forget_giver(state, parts, place=place, on=at.on, reason="wish")

    done = node.store.act(at.by, deed)
    if not isinstance(done, Refusal):
        erasing.confirm(node)
    return done
