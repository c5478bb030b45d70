"""A reader after all facts, whoever told them and whenever they come."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.library.readers import facts
from tusach.library.readers.story import ReaderFolder, ReaderState, roots, whole_person
from tusach.library.register import FOLDERS

READER = named("reader")
REGISTERED = facts.ReaderRegistered("adult", "2027-03-01")
ON = "2026-03-02"


def registered(teller: Teller, name: str = "Páo") -> str:
    private = facts.ReaderPrivate(name)
    told = teller.say("reader.registered/1", READER, REGISTERED, on=ON, private=private)
    return told.fact.commitment or ""


def test_erasure_is_final_though_a_description_arrives_that_its_teller_did_not_know() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    first = registered(a)
    b.meet(a)
    body = facts.PersonErased((first,), "wish")
    a.say("person.erased/1", READER, body, on="2026-04-01", scope=b.scope_of("person.erased/1"))
    private = facts.ReaderPrivate("Páo", phone="0912")
    late = b.say(
        "reader.described/1", READER, facts.ReaderDescribed("adult"), on=ON, private=private
    )
    b.say("reader.card_issued/1", READER, facts.ReaderCardIssued(), on=ON)
    a.meet(b)
    state: ReaderState = a.state(READER)
    assert (state.erased_on, state.private, state.cards, state.merges) == (
        "2026-04-01",
        None,
        (),
        (),
    )
    assert state.parts == (first, late.fact.commitment)  # all of them are to be gone


def test_an_erased_reader_shows_no_card_that_had_been_issued_before() -> None:
    a = Teller("A")
    registered(a)
    a.say("reader.card_issued/1", READER, facts.ReaderCardIssued(), on=ON)
    a.say("reader.merged/1", READER, facts.ReaderMerged(), on=ON)
    assert a.state(READER).card is not None
    a.say("person.erased/1", READER, facts.PersonErased((), "wish"), on=ON)
    assert (a.state(READER).card, a.state(READER).merges) == (None, ())


def test_a_part_told_twice_is_listed_once_and_a_missing_one_changes_nothing() -> None:
    a = Teller("A")
    committed = registered(a)
    a.say("reader.described/1", READER, facts.ReaderDescribed("pupil"), on=ON)
    state: ReaderState = a.state(READER)
    assert (state.private, state.group, state.parts) == (committed, "pupil", (committed,))


def test_only_the_card_that_is_named_ends_and_only_once() -> None:
    a = Teller("A")
    registered(a)
    first = a.say("reader.card_issued/1", READER, facts.ReaderCardIssued(), on=ON)
    second = a.say("reader.card_issued/1", READER, facts.ReaderCardIssued(False), on=ON)
    ended = a.say("reader.card_ended/1", READER, facts.ReaderCardEnded(first.id, "lost"), on=ON)
    a.say("reader.card_ended/1", READER, facts.ReaderCardEnded(first.id, "worn"), on=ON)
    state: ReaderState = a.state(READER)
    assert [(card.fact, card.ended_by) for card in state.cards] == [
        (first.id, ended.id),
        (second.id, None),
    ]


def test_a_stranger_among_the_facts_changes_nothing() -> None:
    a = Teller("A")
    registered(a)
    (told,) = a.story(READER).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = ReaderState(READER, parts=(told.held.fact.commitment or "",))
    assert ReaderFolder().step(state, stranger, None) is state  # type: ignore[arg-type]


@given(some.randoms(use_true_random=False))
def test_a_reader_reads_the_same_in_whatever_order_the_facts_come(chance: random.Random) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS - 60_000)
    registered(a)
    b.meet(a)
    a.say("reader.renewed/1", READER, facts.ReaderRenewed("2028-01-01"), on=ON)
    blocked = b.say("reader.blocked/1", READER, facts.ReaderBlocked(("lend",), "barred"), on=ON)
    a.say("reader.ended/1", READER, facts.ReaderEnded("moved"), on=ON)
    b.say("reader.unblocked/1", READER, facts.ReaderUnblocked(blocked.id), on=ON)
    a.meet(b)
    held = a.held(READER)
    whole = FOLDERS.fold(READER, held)
    chance.shuffle(held)
    assert FOLDERS.fold(READER, held) == whole
    assert whole.state.blocks == ()


pairs = some.lists(
    some.tuples(some.sampled_from("abcdefg"), some.sampled_from("abcdefg")), max_size=9
)


@given(pairs, some.randoms(use_true_random=False))
def test_any_order_of_mergings_gives_one_root_the_smallest_id(
    merged: list[tuple[str, str]], chance: random.Random
) -> None:
    found = dict(roots(merged))
    shuffled = [(two, one) if chance.random() < 0.5 else (one, two) for one, two in merged]
    chance.shuffle(shuffled)
    assert dict(roots(shuffled)) == found
    classes = {one: {other for other in found if found[other] == found[one]} for one in found}
    assert all(min(members) == found[one] for one, members in classes.items())
    assert all(found[one] == found[other] for one, other in merged)


@given(pairs, some.sampled_from("abcdefgh"))
def test_the_whole_person_is_everybody_who_was_merged_with_them(
    merged: list[tuple[str, str]], reader: str
) -> None:
    person = whole_person(reader, merged)
    assert reader in person
    assert list(person) == sorted(set(person))
    reached, before = {reader}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {one for pair in merged for one in pair if reached & set(pair)}
    assert set(person) == reached
