"""What may stand in a body."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.ledger.fact import is_day
from tusach.library.copies.facts import CopyRegistered
from tusach.library.places.facts import BlockGranted, PlaceOpeningSet
from tusach.library.readers.facts import ReaderRenewed
from tusach.library.register import FOLDERS, REGISTER
from tusach.library.shapes import is_code
from tusach.library.visits.facts import VisitCounted


def reads(shape: type[msgspec.Struct], body: object) -> bool:
    try:
        msgspec.json.decode(msgspec.json.encode(body), type=shape)
    except msgspec.ValidationError:
        return False
    return True


numbers = some.integers(0, 9999), some.integers(0, 19), some.integers(0, 39)


@given(
    some.one_of(
        some.tuples(*numbers).map(lambda day: "{:04d}-{:02d}-{:02d}".format(*day)),
        some.tuples(some.integers(1, 9999), some.integers(1, 12), some.integers(27, 31)).map(
            lambda day: "{:04d}-{:02d}-{:02d}".format(*day)
        ),
        some.text(max_size=11),
    )
)
def test_a_day_in_a_body_is_a_day_of_the_calendar_as_in_the_envelope(text: str) -> None:
    assert reads(ReaderRenewed, {"valid_until": text}) == is_day(text)


@pytest.mark.parametrize(
    ("text", "is_day_of_the_calendar"),
    [("2024-02-29", True), ("2023-02-29", False), ("2000-02-29", True), ("1900-02-29", False)]
    + [
        ("0000-01-01", False),
        ("2026-11-23\n", False),
        ("2026-11-31", False),
        ("٢٠٢٦-11-23", False),
    ],
)
def test_leap_years_and_foreign_digits(text: str, is_day_of_the_calendar: bool) -> None:
    assert is_day(text) is is_day_of_the_calendar
    assert reads(ReaderRenewed, {"valid_until": text}) is is_day_of_the_calendar


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (VisitCounted, {"channel": "on_site", "n": 1}, {"channel": "on_site", "n": 0}),
        (BlockGranted, {"digit": 9, "block": 99_999}, {"digit": 0, "block": 1}),
        (BlockGranted, {"digit": 1, "block": 0}, {"digit": 1, "block": 100_000}),
        (
            PlaceOpeningSet,
            {"weekdays": [1, 7], "valid_from": "2026-01-01"},
            {"weekdays": [0], "valid_from": "2026-01-01"},
        ),
        (
            CopyRegistered,
            {"title": "t", "code": "c", "owner": "o", "price": 0},
            {"title": "t", "code": "c", "owner": "o", "price": -1},
        ),
        (ReaderRenewed, {"valid_until": "2026-01-01"}, {"valid_until": "2026-01-01", "name": "x"}),
    ],
)
def test_small_numbers_and_fields_keep_their_shape(
    shape: type[msgspec.Struct], good: object, bad: object
) -> None:
    assert reads(shape, good)
    assert not reads(shape, bad)


@pytest.mark.parametrize(
    ("text", "code"),
    [("lost", True), ("a0_5", True), ("on_site", True), ("expired-law.2", True), ("x" * 60, True)]
    + [("", False), ("Mrs X", False), ("mất", False), ("a__b", False), ("x" * 61, False)]
    + [("lost\n", False)],
)
def test_a_code_is_no_free_text(text: str, code: bool) -> None:
    assert is_code(text) is code


@pytest.mark.parametrize("kind", sorted(REGISTER.kinds))
def test_every_kind_has_a_story_and_refuses_what_it_does_not_know(kind: str) -> None:
    declared = REGISTER.kinds[kind]
    assert declared.story in {*FOLDERS.by_noun, "*", "stream"}
    assert declared.body.__struct_config__.forbid_unknown_fields
    assert declared.body.__struct_config__.frozen
    if declared.private is not None:
        assert declared.private.__struct_config__.forbid_unknown_fields


PERSONAL = {
    "name",
    "phone",
    "contact",
    "birth_year",
    "hamlet",
    "guardian",
    "reader",
    "number",
    "also",
}


@pytest.mark.parametrize("kind", sorted(REGISTER.kinds))
def test_no_body_has_a_field_for_a_person(kind: str) -> None:
    declared = REGISTER.kinds[kind]
    fields = set(declared.body.__struct_fields__)
    allowed = {"name", "contact"} if declared.folder == "places" else set()
    if kind.startswith("law."):  # a law has a name and a number, as printed
        allowed = {"name", "number"}
    if declared.folder == "reports":  # a paper has a number
        allowed = {"number"}
    assert not fields & (PERSONAL - allowed)


@pytest.mark.parametrize("kind", sorted(REGISTER.kinds))
def test_a_default_never_hides_a_decision(kind: str) -> None:
    """A field equal to its default is left out of a body: it must mean that nothing was said."""
    body = REGISTER.kinds[kind].body
    plain = {"material": "book", "closed": True, "own": True, "own_number": True, "kind": "book"}
    for name, default in zip(
        body.__struct_fields__[::-1], body.__struct_defaults__[::-1], strict=False
    ):
        if default is not msgspec.NODEFAULT:
            assert default in (None, "", (), False, plain.get(name)), (kind, name)
