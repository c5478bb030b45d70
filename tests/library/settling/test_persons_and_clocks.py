"""Who may be one person, and whose clock is off."""

from __future__ import annotations

from tusach.ledger.clock import JUMP_MS
from tusach.library.readers.story import roots
from tusach.library.settling.clocks import SILENCE_MS, Off, Stamp, off
from tusach.library.settling.persons import Pair, Registration, alike

A, B, C = (letter * 32 for letter in "abc")


def person(reader: str, **more: object) -> Registration:
    told = {"place": "here", "registered_on": f"2026-01-0{1 + (ord(reader[0]) - 97)}", **more}
    return Registration(reader=reader, **told)  # type: ignore[arg-type]


def pairs(*found: Registration, merged: tuple[tuple[str, str], ...] = (),
          parted: tuple[frozenset[str], ...] = ()) -> tuple[Pair, ...]:  # fmt: skip
    return alike(found, roots=roots(merged), parted=parted)


def test_one_card_number_makes_a_pair_and_the_older_registration_is_kept() -> None:
    found = pairs(person(B, cards=("7",)), person(A, cards=("7", "8")), person(C, cards=("9",)))
    assert found == (Pair(A, B, "same_card"),)


def test_one_name_and_year_make_a_pair_within_a_place_only() -> None:
    one = {"name": "hoang van pao", "birth_year": 2001}
    assert pairs(person(A, **one), person(B, **one)) == (Pair(A, B, "same_name"),)
    assert pairs(person(A, **one), person(B, **one, place="there")) == ()
    assert pairs(person(A, **{**one, "birth_year": None}), person(B, name=one["name"])) == ()


def test_who_is_joined_or_was_parted_is_not_proposed() -> None:
    two = (person(A, cards=("7",)), person(B, cards=("7",)))
    assert pairs(*two, merged=((A, B),)) == ()
    assert pairs(*two, parted=(frozenset((A, B)),)) == ()
    assert pairs(*two, merged=((A, C),), parted=(frozenset((A, C)),)) == (Pair(A, B, "same_card"),)


def test_a_pair_is_proposed_once_and_by_its_surer_reason() -> None:
    one = {"name": "la a sinh", "birth_year": 1980, "cards": ("7",)}
    assert pairs(person(A, **one), person(B, **one)) == (Pair(A, B, "same_card"),)


NOW = 1_800_000_000_000
MINUTE = 60_000


def test_a_clock_in_time_is_left_alone() -> None:
    assert off((), NOW) is None
    assert off([Stamp(1, NOW + JUMP_MS)], NOW) is None
    assert off([Stamp(1, NOW - JUMP_MS, known_ms=NOW)], NOW) is None


def test_a_clock_ahead_is_moved_back_for_the_stretch_that_lies_in_the_future() -> None:
    year = 365 * JUMP_MS
    stamps = [Stamp(4, NOW - MINUTE), Stamp(5, NOW + year), Stamp(6, NOW + year + MINUTE)]
    assert off(stamps, NOW) == Off(5, 6, -(year + MINUTE))


def test_a_clock_behind_what_it_knew_is_moved_on_for_the_stretch_without_a_long_silence() -> None:
    began = NOW - 400 * JUMP_MS
    stamps = [
        Stamp(1, began - SILENCE_MS - MINUTE),
        Stamp(2, began),
        Stamp(3, began + MINUTE, known_ms=NOW),
    ]
    assert off(stamps, NOW) == Off(2, 3, NOW - began - MINUTE)
    assert off(stamps[1:], NOW) == Off(2, 3, NOW - began - MINUTE)
