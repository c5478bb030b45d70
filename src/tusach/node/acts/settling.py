"""One tap settles a case: the facts of a choice, told at once, taken back within ten minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import Fact, trusted
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL
from tusach.ledger.mechanism import SUPERVISOR, TELLER, ClockCorrected, FactVoided
from tusach.ledger.order import Lineage
from tusach.ledger.story import Story
from tusach.library import scopes
from tusach.library.copies.amends import FINAL, UNDO_MS, is_final
from tusach.library.readers import rules as readers
from tusach.library.settling import options as ways
from tusach.library.settling.drafts import Settler, settle
from tusach.library.settling.options import Option
from tusach.node.acts import cases, clocks_off, governing, numbers, persons
from tusach.node.acts.cases import Case
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Deed, Done
from tusach.node.store.transaction import Transaction

DONE_ALREADY = Refusal("settle.done_already")
NOT_YOURS = Refusal("settle.not_yours")
StoryOf = Callable[[str], Story]


class Settled(msgspec.Struct, frozen=True):
    """A case that was settled. facts: those told, in order; what undo takes back."""

    case: str
    subject: str
    facts: tuple[str, ...]


def choose(node: Node, key: str, option: str, at: At) -> Settled | Refusal:
    """The case is settled by this option; refused where it stands no more.

    at.place may be empty for somebody who works for the whole province.
    """
    found = cases.case(node, key)
    if found is None:
        return DONE_ALREADY
    chosen = next((one for one in found.options if one.key == option), None)
    if chosen is None:
        return Refusal("settle.option_unknown")

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        return _wishes(node, found, chosen, at, story_of=transaction.story)

    if chosen.code == ways.PARTED:
        done = _parted(node, found.subject, at, deed)
    else:
        done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Settled(key, found.subject, done.facts)


def _parted(node: Node, reader: str, at: At, join: Deed) -> Done | Refusal:
    """Joined and parted again in one act: from now on nobody proposes to join them."""
    refused = node.store.clock_fault()
    if refused:
        return refused
    with node.store.batch() as transaction:
        first = node.store.act_in(transaction, at.by, join)
        if isinstance(first, Refusal):
            return first

        def part(transaction: Transaction) -> Sequence[Draft] | Refusal:
            state = transaction.state(reader, "reader")
            return readers.split(state, first.facts[0], on=at.on)

        second = node.store.act_in(transaction, at.by, part)
        assert not isinstance(second, Refusal)  # who may join may part, and it was joined just now
    return Done((*first.facts, *second.facts))


def proposal(node: Node, key: str) -> str:
    """The key of the first option of a case; empty where it stands no more."""
    found = cases.case(node, key)
    return found.options[0].key if found and found.options else ""


def open_options(node: Node, case: Case, at: At) -> tuple[Option, ...]:
    """The options of a case that this person may choose at this machine."""
    return tuple(
        one
        for one in case.options
        if not isinstance(_wishes(node, case, one, at, story_of=node.store.story), Refusal)
    )


def undo(node: Node, facts: Sequence[str], at: At) -> Settled | Refusal:
    """A settlement counts no more: within ten minutes, by whoever chose it, if nothing followed."""
    rows = [node.store.fact(fact) for fact in facts]
    told = [trusted(row.raw) for row in rows if row is not None]
    if not told or len(told) != len(facts):
        return Refusal("undo.unknown")

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        drafts = []
        for key, fact in reversed(list(zip(facts, told, strict=True))):
            story = transaction.story(fact.subject)
            refused = _not_undone(node, story, key=key, fact=fact, facts=facts, at=at)
            if refused is not None:
                return refused
            drafts.append(_undoing(node, key, fact, at))
        return drafts

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Settled("", told[0].subject, done.facts)


def _not_undone(
    node: Node, story: Story, *, key: str, fact: Fact, facts: Sequence[str], at: At
) -> Refusal | None:
    if key in story.void:
        return Refusal("undo.done_already")
    if is_final(fact.kind):
        return FINAL
    if node.store.now_ms() - fact.told_ms > UNDO_MS:
        return Refusal("undo.too_late", {"minutes": UNDO_MS // 60_000})
    if fact.teller != at.by:
        return Refusal("undo.other_teller")
    lineage = Lineage(story.held)
    followed = any(
        lineage.knew(one.id, key) for one in story.held if one.id not in facts and one.id != key
    )
    return Refusal("undo.followed") if followed else None


def _undoing(node: Node, key: str, fact: Fact, at: At) -> Draft:
    return Draft(
        kind="fact.voided/1",
        subject=fact.subject,
        scope=cases.scope_of(node, fact),
        on=at.on,
        place=fact.place,
        body=FactVoided(key, "undo", TELLER),
        also=fact.also,
    )


# ---- what a choice tells ----


def _wishes(
    node: Node, case: Case, option: Option, at: At, *, story_of: StoryOf
) -> Sequence[Draft] | Refusal:
    match option.code:
        case ways.MERGE | ways.PARTED:
            return _pair(node, case, at, story_of)
        case ways.SPLIT:
            return _split(node, case, option, at, story_of=story_of)
        case ways.CLOCK:
            return _clock(node, case, at)
    story = story_of(case.subject)
    standing = [*story.disagreements]
    if case.code == ways.UNMATCHED:
        standing = cases.unmatched_of(story)
    one = case.disagreement()
    if one not in standing:
        return DONE_ALREADY
    return settle(story, one, option, _settler(node, story, at))


def _settler(node: Node, story: Story, at: At) -> Settler:
    facts = {held.id: held.fact for held in story.held}
    spread = {key: cases.scope_of(node, fact) for key, fact in facts.items()}

    def standing(key: str) -> str | None:
        return standing_of(node, at.by, facts[key].place, spread[key])

    def grant(place: str, digit: int) -> Draft | None:
        if node.store.identity.role != "hub":
            return None
        where = At(place, at.on, at.by)
        return numbers.grant(node.tenant, digit, _free_block(node, digit), where)

    desk = governing.desk(node, at) if at.place else None
    return Settler(on=at.on, desk=desk, standing=standing, scope=spread.__getitem__, grant=grant)


def _free_block(node: Node, digit: int) -> int:
    rows = node.store.query(
        "SELECT block FROM block WHERE tenant = ? AND digit = ?", (node.tenant, digit)
    )
    taken = {row[0] for row in rows}
    return next(block for block in range(numbers.PROVISIONAL_FROM) if block not in taken)


def standing_of(node: Node, by: str | None, place: str | None, scope: str) -> str | None:
    """As what somebody amends a fact of a place in a scope; None where it is not theirs.

    What a desk has told, whoever stands at that desk may settle: people leave, entries stay.
    """
    if not _machine_writes(node, scope):
        return None
    roles = _roles(node, by, place)
    if roles & {PROVINCIAL, ADMINISTRATOR} or NODE in roles and HUB in roles:
        return SUPERVISOR
    if scope == scopes.CONTROL:
        return None
    return TELLER if roles & {LIBRARIAN, NODE} else None


def _machine_writes(node: Node, scope: str) -> bool:
    """Whether what this machine says in a scope counts for others."""
    standings = node.store.standings
    if node.store.identity.role == "hub" or standings is None:
        return True
    own = standings.of(node.store.own_key)
    family, _, place = scope.partition(":")
    if place:
        return own is not None and place in own.places
    return family == scopes.CATALOGUE


def _roles(node: Node, by: str | None, place: str | None) -> frozenset[str]:
    hub = {HUB} if node.store.identity.role == "hub" else set()
    if by is None:
        return frozenset({NODE, *hub})
    state: Any = node.store.state(by, "staff")
    found: frozenset[str] = state.roles(node.today(), place)
    return found


def _pair(node: Node, case: Case, at: At, story_of: StoryOf) -> Sequence[Draft] | Refusal:
    """Joining; whoever says that they are two persons parts them again in the same act."""
    also = case.others[0]
    if all((one.keep, one.also) != (case.subject, also) for one in persons.pairs(node)):
        return DONE_ALREADY
    state = node.store.state_of(story_of(case.subject), "reader")
    return _not_theirs(node, at, state.place) or readers.merge(state, also, on=at.on)


def _split(
    node: Node, case: Case, option: Option, at: At, *, story_of: StoryOf
) -> Sequence[Draft] | Refusal:
    state = node.store.state_of(story_of(case.subject), "reader")
    refused = _not_theirs(node, at, state.place)
    return refused or readers.split(state, option.fact, on=at.on)


def _not_theirs(node: Node, at: At, place: str | None) -> Refusal | None:
    scope = scopes.people(place) if place else ""
    return None if standing_of(node, at.by, place, scope) else NOT_YOURS


def _clock(node: Node, case: Case, at: At) -> Sequence[Draft] | Refusal:
    for one in clocks_off.streams_off(node):
        ends = (str(one.off.first), str(one.off.last))
        if cases.key_of(node, one.stream, cases.CLOCK_OFF, ends) != case.id:
            continue
        if standing_of(node, at.by, None, scopes.CONTROL) != SUPERVISOR:
            return NOT_YOURS
        body = ClockCorrected(one.stream, one.off.first, one.off.last, one.off.delta_ms)
        return (
            Draft(
                kind="clock.corrected/1",
                subject=one.stream,
                scope=scopes.CONTROL,
                on=at.on,
                place=at.place or None,
                body=body,
            ),
        )
    return DONE_ALREADY
