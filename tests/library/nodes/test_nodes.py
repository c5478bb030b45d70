"""An installation after enrolments, revocations and what it let go of, in any order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.nodes.network import (
    ON,
    OTHER,
    PLACE,
    certificate,
    enrol,
    mark,
    revoke,
    subject,
    void,
)
from tests.library.telling import Teller, codes, named

from tusach.library.nodes.facts import ErasureDone, LastGood, ScopeReleased
from tusach.library.nodes.story import NodeFolder, NodeState, strictest
from tusach.library.register import FOLDERS

LIB = subject("lib")


def state_of(teller: Teller) -> NodeState:
    state: NodeState = teller.state(LIB)
    return state


def release(by: Teller, *scopes: str, on: str = ON) -> None:
    by.say("scope.released/1", LIB, ScopeReleased(tuple(sorted(scopes))), on=on)


def good(stream: str, number: int, digit: str = "a") -> LastGood:
    return LastGood(named(stream), number, digit * 64)


def test_a_later_certificate_renews_the_earlier_one_and_both_are_kept() -> None:
    hub = Teller("hub")
    first = enrol(hub, "lib", "library", PLACE, label="Thư viện xã Trường Hà")
    second = enrol(hub, "lib", "library", PLACE, OTHER, valid_until="2027-03-01")
    state = state_of(hub)
    assert state.certificate is not None
    assert state.certificate.fact == second.id
    assert state.certificate.valid_until == "2027-03-01"
    assert state.certificate.places == tuple(sorted((PLACE, OTHER)))
    assert [one.fact for one in state.history] == [first.id, second.id]
    assert codes(hub.story(LIB)) == []


def test_hubs_that_enrol_apart_disagree_only_where_they_say_different_things() -> None:
    a, b = Teller("hub"), Teller("second hub")
    first, second = enrol(a, "lib", "library", PLACE), enrol(b, "lib", "library", OTHER)
    a.meet(b)
    story = a.story(LIB)
    assert codes(story) == ["node.enrolled_twice"]
    assert set(story.disagreements[0].facts) == {first.id, second.id}
    c, d = Teller("hub"), Teller("second hub")
    enrol(c, "lib", "library", PLACE)
    enrol(d, "lib", "library", PLACE)
    c.meet(d)
    assert codes(c.story(LIB)) == []


def test_a_certificate_told_with_both_in_hand_settles_the_disagreement() -> None:
    a, b = Teller("hub"), Teller("second hub")
    enrol(a, "lib", "library", PLACE)
    enrol(a, "lib", "library", PLACE, label="x")
    enrol(b, "lib", "library", OTHER)
    c = Teller("third hub")
    c.hear(b.held(LIB))
    enrol(c, "lib", "library", OTHER, label="y")
    a.meet(b)
    assert codes(a.story(LIB)) == ["node.enrolled_twice"]
    enrol(a, "lib", "library", PLACE, OTHER)
    assert codes(a.story(LIB)) == []
    a.meet(c)
    assert codes(a.story(LIB)) == ["node.enrolled_twice"]


def test_a_certificate_under_the_subject_of_another_installation_is_a_dead_letter() -> None:
    hub = Teller("hub")
    hub.say("node.enrolled/1", LIB, certificate("other"), on=ON)
    story = hub.story(LIB)
    assert [reason for _, reason in story.dead] == [
        "node.enrolled/1: ValueError: the certificate is of another installation"
    ]
    assert story.state.certificate is None


def test_a_certificate_that_only_touches_another_installation_says_nothing_of_it() -> None:
    hub = Teller("hub")
    enrol(hub, "lib", "library", PLACE)
    hub.say("node.enrolled/1", subject("other"), certificate("other"), on=ON, also=(LIB,))
    assert len(state_of(hub).history) == 1


def test_a_revocation_says_what_stays_good_and_a_voided_one_says_nothing() -> None:
    hub = Teller("hub")
    enrol(hub, "lib", "library", PLACE)
    told = revoke(hub, "lib", good("stream", 7))
    state = state_of(hub)
    assert state.revoked is not None
    assert (state.revoked.fact, state.revoked.reason) == (told.id, "stolen")
    assert state.revoked.last_good == (good("stream", 7),)
    void(hub, told)
    assert state_of(hub).revoked is None


def test_of_revocations_told_apart_the_strictest_counts_and_they_disagree() -> None:
    a, b = Teller("hub"), Teller("second hub")
    first = revoke(a, "lib", good("one", 7), good("two", 3))
    second = revoke(b, "lib", good("one", 5))
    a.meet(b)
    state = state_of(a)
    assert state.revoked is not None
    assert state.revoked.last_good == (good("one", 5),)
    assert {one.fact for one in state.revocations} == {first.id, second.id}
    assert codes(a.story(LIB)) == ["node.revoked_apart"]


def test_a_revocation_told_with_the_others_in_hand_replaces_them() -> None:
    a, b = Teller("hub"), Teller("second hub")
    revoke(a, "lib", good("one", 7))
    revoke(b, "lib")
    a.meet(b)
    revoke(a, "lib", good("one", 6))
    state = state_of(a)
    assert state.revoked is not None
    assert state.revoked.last_good == (good("one", 6),)
    assert codes(a.story(LIB)) == []


def test_equal_revocations_told_apart_are_no_disagreement() -> None:
    a, b = Teller("hub"), Teller("second hub")
    revoke(a, "lib", good("one", 7))
    revoke(b, "lib", good("one", 7), reason="lost")
    a.meet(b)
    assert codes(a.story(LIB)) == []
    assert len(state_of(a).revocations) == 2


def test_a_stream_whose_last_good_fact_has_two_hashes_has_nothing_good() -> None:
    assert strictest([[good("one", 7, "a")], [good("one", 7, "b")]]) == ()
    assert strictest([[good("one", 7, "a")], [good("one", 6, "b")]]) == (good("one", 6, "b"),)


def test_a_released_scope_is_kept_with_its_last_day_until_the_place_is_served_again() -> None:
    car = Teller("lib")
    people, loans = f"people:{PLACE}", f"circulation:{OTHER}"
    release(car, people, on="2026-03-09")
    release(car, people, loans, on="2026-03-20")
    assert state_of(car).released == ((loans, "2026-03-20"), (people, "2026-03-20"))
    enrol(car, "lib", "vehicle", PLACE)
    assert state_of(car).released == ((loans, "2026-03-20"),)


def test_what_a_node_has_erased_is_counted_once() -> None:
    lib = Teller("lib")
    for name in ("b", "a", "b"):
        lib.say("erasure.done/1", LIB, ErasureDone(named(name)), on=ON)
    assert state_of(lib).erasures == tuple(sorted((named("a"), named("b"))))


@pytest.mark.parametrize(
    "changes",
    [{"installation": "AB" * 32}, {"box": "ab" * 31}, {"valid_until": "soon"}, {"role": None}],
)
def test_a_certificate_of_another_shape_is_a_dead_letter(changes: dict[str, object]) -> None:
    hub = Teller("hub")
    body = {"installation": "ab" * 32, "box": "cd" * 32, "role": "library", "places": []}
    hub.say("node.enrolled/1", LIB, {**body, "valid_until": ON, **changes}, on=ON)
    assert len(hub.story(LIB).dead) == 1


def test_a_stranger_among_the_facts_changes_nothing() -> None:
    hub = Teller("hub")
    enrol(hub, "lib")
    told = hub.story(LIB).tellings[0]
    stranger = told.__class__(told.id, told.kind, told.held, object(), True)
    state = hub.state(LIB)
    assert NodeFolder().step(state, stranger, None) == state  # type: ignore[arg-type]


ACTS = ("enrol", "enrol elsewhere", "revoke", "revoke all", "release", "erase", "void", "meet")
moves = some.lists(some.tuples(some.integers(0, 2), some.sampled_from(ACTS)), max_size=12)


def played(steps: list[tuple[int, str]]) -> Teller:
    """Three hubs that say what they like; the first one has heard all of it."""
    tellers = [Teller(name) for name in ("hub", "second hub", "third hub")]
    for number, (who, act) in enumerate(steps):
        one, other = tellers[who], tellers[(who + 1) % 3]
        match act:
            case "enrol":
                enrol(one, "lib", "library", PLACE)
            case "enrol elsewhere":
                enrol(one, "lib", "library", OTHER, label=str(number))
            case "revoke":
                revoke(one, "lib", good("one", number + 1), good("two", 3))
            case "revoke all":
                revoke(one, "lib")
            case "release":
                release(one, f"people:{PLACE}")
            case "erase":
                one.say("erasure.done/1", LIB, ErasureDone(named(str(number))), on=ON)
            case "void" if one.held(LIB):
                void(one, one.held(LIB)[0])
            case _:
                one.meet(other)
    for other in tellers[1:]:
        tellers[0].meet(other)
    return tellers[0]


@given(moves, some.randoms(use_true_random=False))
def test_in_any_order_twice_and_in_halves_it_is_one_state(
    steps: list[tuple[int, str]], chance: random.Random
) -> None:
    held = played(steps).held(LIB)
    whole = FOLDERS.fold(LIB, held)
    assert whole.dead == ()
    chance.shuffle(held)
    assert FOLDERS.fold(LIB, [*held, *held]) == whole
    half = chance.randint(0, len(held))
    assert FOLDERS.extend(FOLDERS.fold(LIB, held[:half]), held[half:]) == whole


@given(moves)
def test_the_order_in_which_they_are_known_gives_the_same_state(
    steps: list[tuple[int, str]],
) -> None:
    placed = FOLDERS.fold(LIB, played(steps).held(LIB)).held
    story = FOLDERS.fold(LIB, ())
    for one in placed:
        story = FOLDERS.extend(story, [one])
    assert story == FOLDERS.fold(LIB, placed)


def test_what_was_good_is_named_by_stream_and_number() -> None:
    hub = Teller("hub")
    one = enrol(hub, "lib")
    revoke(hub, "lib", mark(one))
    state = state_of(hub)
    assert state.revoked is not None
    assert state.revoked.last_good[0].number == one.fact.number


def test_what_was_given_up_before_the_next_trip_was_heard_of_is_held_for_that_trip() -> None:
    hub, van = Teller("hub"), Teller("van")
    enrol(hub, "lib", "vehicle", PLACE, valid_until="2026-03-05")
    hub.meet(van)
    enrol(hub, "lib", "vehicle", PLACE, valid_until="2026-04-05")
    van.now_ms += 3_600_000
    release(van, f"people:{PLACE}", f"people:{OTHER}", on="2026-03-06")
    hub.meet(van)
    assert state_of(hub).released == state_of(van).released == ((f"people:{OTHER}", "2026-03-06"),)
    release(van, f"people:{PLACE}", on="2026-04-06")
    hub.meet(van)
    assert [one for one, _ in state_of(hub).released] == sorted(
        f"people:{one}" for one in (PLACE, OTHER)
    )
