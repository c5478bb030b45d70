"""What shows that a stop was served: photographs that can go again, and the commune's word."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.telling import Teller
from tests.library.trips import going
from tests.library.trips.going import FIRST, NEXT, PICTURE, SECOND, TRIP, A, at, desk, refused, trip

from tusach.library.trips import evidence
from tusach.library.trips.facts import StopConfirmed, StopConfirmed1
from tusach.library.trips.story import StopState

OTHER = "08" * 32


@pytest.fixture
def a() -> Teller:
    """The vehicle, at its first stop."""
    found = Teller(A)
    going.gone(found)
    going.open_stop(found)
    return found


def kept(teller: Teller) -> list[str]:
    return [one.said.hash for one in at(teller, FIRST).photographs if not one.removed]


def test_a_photograph_is_of_a_stop_and_says_what_it_shows_without_its_bytes(a: Teller) -> None:
    going.photograph(a)
    (one,) = at(a, FIRST).photographs
    assert one.said == PICTURE and one.on == going.DAY and one.place == a.place
    assert evidence.photograph_of(at(a, FIRST), PICTURE.hash) == PICTURE


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"children": ""}, "photograph.children"),
        ({"children": "some"}, "photograph.children"),
        ({"media": "png"}, "photograph.no_picture"),
        ({"shows": "Bà Hoa"}, "photograph.no_picture"),
        ({"bytes": 200_001}, "photograph.large"),
        ({"bytes": 0}, "photograph.large"),
        ({"taken_on": NEXT}, "photograph.taken_later"),
    ],
)
def test_a_photograph_that_may_not_be_kept_is_refused(
    a: Teller, changes: dict[str, Any], code: str
) -> None:
    stop, here = at(a, FIRST), desk(a)
    assert refused(evidence.photograph(trip(a), stop, here, replace(PICTURE, **changes))) == code
    assert isinstance(evidence.photograph(trip(a), stop, here, PICTURE), tuple)


def test_a_stop_that_was_not_served_has_no_photograph_and_nothing_is_told_of_tomorrow(
    a: Teller,
) -> None:
    missed = at(a, SECOND)
    assert refused(evidence.photograph(trip(a), missed, desk(a), PICTURE)) == "stop.not_served"
    ahead = desk(a, "2030-01-01")
    assert refused(evidence.photograph(trip(a), at(a, FIRST), ahead, PICTURE)) == "date.future"
    body = StopConfirmed(TRIP, "stamp")
    assert refused(evidence.confirm(trip(a), at(a, FIRST), ahead, body)) == "date.future"


def test_the_same_photograph_is_added_once_and_only_so_many(a: Teller) -> None:
    going.photograph(a)
    again = evidence.photograph(trip(a), at(a, FIRST), desk(a), PICTURE)
    assert refused(again) == "photograph.known"
    for nr in range(1, evidence.MOST_PHOTOGRAPHS):
        going.photograph(a, hash=f"{nr:064x}")
    more = replace(PICTURE, hash=OTHER)
    assert refused(evidence.photograph(trip(a), at(a, FIRST), desk(a), more)) == "photograph.many"


def test_a_photograph_that_was_removed_is_not_taken_again(a: Teller) -> None:
    going.photograph(a)
    going.photograph(a, hash=OTHER)
    going.remove(a)
    assert kept(a) == [OTHER]
    assert [one.removed for one in at(a, FIRST).photographs] == ["seen_asks", ""]
    again = evidence.photograph(trip(a), at(a, FIRST), desk(a), PICTURE)
    assert refused(again) == "photograph.removed"
    twice = evidence.remove_photograph(
        trip(a), at(a, FIRST), desk(a), digest=PICTURE.hash, reason="seen_asks"
    )
    assert refused(twice) == "photograph.unknown"
    unsaid = evidence.remove_photograph(
        trip(a), at(a, FIRST), desk(a), digest=OTHER, reason="Bà Hoa"
    )
    assert refused(unsaid) == "reason.missing"


def test_in_whatever_order_removing_is_heard_the_photograph_is_gone(a: Teller) -> None:
    going.photograph(a)
    going.remove(a)
    held = a.held(FIRST)
    for nr, order in enumerate(permutations(held)):
        other = Teller(f"order {nr}")
        for one in order:
            other.hear([one])
        assert kept(other) == []


def test_one_photograph_told_apart_by_two_is_one(a: Teller) -> None:
    b = Teller("B", now_ms=a.now_ms + 60_000)
    b.place = a.place
    b.meet(a)
    going.photograph(a)
    going.photograph(b, shows="books_there")
    a.meet(b)
    assert [one.said.shows for one in at(a, FIRST).photographs] == ["books_there"]


def test_the_commune_confirms_with_a_role_and_who_signed_stays_private(a: Teller) -> None:
    going.photograph(a, shows="signed_sheet")
    going.confirm(a, "  Nông  Văn Thành ", paper="12/BB", photograph=PICTURE.hash)
    (one,) = at(a, FIRST).confirmed
    assert one.said == StopConfirmed(TRIP, "stamp", "12/BB", "village_head", PICTURE.hash)
    assert one.part is not None and one.on == going.DAY
    told = a.held(FIRST)[-1].fact
    assert "Thành".encode() not in bytes(told.body) and told.place == a.place
    assert "Nông Văn Thành".encode() in a.vault[one.part].raw


def test_what_was_confirmed_in_the_first_version_stands(a: Teller) -> None:
    a.say("stop.confirmed/1", FIRST, StopConfirmed1(TRIP, "stamp", "1"), on=going.DAY)
    (one,) = at(a, FIRST).confirmed
    assert one.said == StopConfirmed(TRIP, "stamp", "1") and one.part is None


@pytest.mark.parametrize(
    ("more", "name", "code"),
    [
        ({"how": "Ông Y"}, "", "stop.confirmation_odd"),
        ({"paper": "x" * 61}, "", "stop.confirmation_odd"),
        ({"role": ""}, "Hoa", "stop.signer_odd"),
        ({}, "x" * 81, "stop.signer_odd"),
        ({"photograph": OTHER}, "", "photograph.unknown"),
    ],
)
def test_a_confirmation_that_says_too_little_or_too_much_is_refused(
    a: Teller, more: dict[str, Any], name: str, code: str
) -> None:
    right = StopConfirmed(TRIP, "stamp", role="school_staff")
    stop, here = at(a, FIRST), desk(a)
    wrong = evidence.confirm(trip(a), stop, here, replace(right, **more), name=name)
    assert refused(wrong) == code
    assert isinstance(evidence.confirm(trip(a), stop, here, right, name="Hoa"), tuple)
    unserved = evidence.confirm(trip(a), StopState(FIRST), here, right)
    assert refused(unserved) == "stop.not_served"


def test_the_name_of_who_confirmed_is_erased_and_stays_so_whenever_it_arrives(a: Teller) -> None:
    nobody = evidence.forget_signers(trip(a), at(a, FIRST), desk(a), reason="wish")
    assert refused(nobody) == "stop.nobody_named"
    going.confirm(a, "Nông Văn Thành")
    going.confirm(a)
    late = next(one for one in a.held(FIRST) if one.fact.commitment)
    unsaid = evidence.forget_signers(trip(a), at(a, FIRST), desk(a), reason="Bà X")
    assert refused(unsaid) == "reason.missing"
    gone = evidence.forget_signers(trip(a), at(a, FIRST), desk(a), reason="wish")
    assert isinstance(gone, tuple) and gone[0].scope == f"people:{a.place}"
    a.tell(gone)
    c = Teller("C")
    c.hear(one for one in a.held(FIRST) if one.id != late.id)
    c.hear([late])
    for one in (a, c):
        assert [each.part for each in at(one, FIRST).confirmed] == [None, None]
        assert at(one, FIRST).erased_on == going.DAY
