"""A title after all its descriptions, and which title a description speaks of."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes

from tusach.library.catalogue import rules
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.story import TitleFolder, TitleState

ON = "2026-03-02"


def described(record: str, title: str = "Dế mèn phiêu lưu ký", **more: Any) -> TitleDescribed:
    return TitleDescribed(record=record * 32, format="marc21", title=title, **more)


FIRST, SECOND = (
    described("ab", control="7", source="VN-04"),
    described("cd", "Dế mèn", control="7", source="VN-04"),
)
SUBJECT = rules.title_subject(TENANT, FIRST)


def say(teller: Teller, body: TitleDescribed) -> str:
    wish = rules.describe(SUBJECT, body, on=ON, place=teller.place, raw=b"raw")
    assert wish.blobs == (b"raw",)
    return teller.tell((wish,))[0].id


def test_the_last_description_counts_and_every_record_is_named() -> None:
    a = Teller("A")
    say(a, FIRST)
    second = say(a, SECOND)
    again = say(a, FIRST)
    state: TitleState = a.state(SUBJECT)
    assert (state.described, state.described_by, state.described_on) == (FIRST, again, ON)
    assert state.records == (FIRST.record, SECOND.record)
    assert second in [one.id for one in a.story(SUBJECT).tellings]
    assert codes(a.story(SUBJECT)) == []


@pytest.mark.parametrize(("other", "found"), [(SECOND, ["title.described_apart"]), (FIRST, [])])
def test_two_descriptions_told_apart_are_shown_unless_they_are_one(
    other: TitleDescribed, found: list[str]
) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    say(a, FIRST)
    say(b, other)
    a.meet(b)
    assert codes(a.story(SUBJECT)) == found
    assert a.state(SUBJECT).described == other


def test_one_number_of_one_source_is_one_title_on_every_node() -> None:
    assert rules.title_subject(TENANT, SECOND) == SUBJECT
    elsewhere = described("ab", control="7", source="VN-99")
    assert rules.title_subject(TENANT, elsewhere) != SUBJECT
    assert rules.title_subject("99", FIRST) != SUBJECT


def test_a_zero_byte_in_a_number_stops_no_import() -> None:
    assert rules.control_subject(TENANT, "VN\0", "7") == rules.control_subject(TENANT, "VN ", "7")


def test_a_record_without_a_number_is_known_by_its_bytes() -> None:
    body = described("ab")
    assert rules.title_subject(TENANT, body) == rules.record_subject(TENANT, FIRST)
    assert rules.title_subject(TENANT, described("cd")) != rules.title_subject(TENANT, body)


def test_the_same_bytes_are_already_there() -> None:
    a = Teller("A")
    say(a, FIRST)
    assert rules.is_present(a.state(SUBJECT), FIRST)
    assert not rules.is_present(a.state(SUBJECT), SECOND)


def test_bytes_that_were_described_over_were_described_and_are_not_present() -> None:
    a = Teller("A")
    say(a, FIRST)
    say(a, SECOND)
    state = a.state(SUBJECT)
    assert rules.was_described(state, FIRST)
    assert not rules.is_present(state, FIRST)
    assert not rules.was_described(state, described("ef"))


@pytest.mark.parametrize(
    ("state", "body", "stranger"),
    [
        (described("ab", "Dế mèn"), described("cd", "Toán lớp 5"), True),
        (described("ab", "Dế mèn"), described("cd", "De men phieu luu"), False),
        (described("ab", "Dế mèn"), described("cd", "Toán lớp 5", source="VN-04"), False),
        (described("ab", ""), described("cd", "Toán lớp 5"), False),
        (None, described("cd", "Toán lớp 5"), False),
    ],
)
def test_a_local_number_may_speak_of_an_evidently_other_title(
    state: TitleDescribed | None, body: TitleDescribed, stranger: bool
) -> None:
    assert rules.is_stranger(TitleState(SUBJECT, described=state), body) is stranger


def test_a_record_that_is_kept_already_is_not_kept_again() -> None:
    wish = rules.describe(SUBJECT, FIRST, on=ON, place=None, raw=None)
    assert (wish.blobs, wish.scope, wish.kind) == ((), "catalogue", "title.described/1")


def test_a_stranger_among_the_facts_changes_nothing() -> None:
    a = Teller("A")
    say(a, FIRST)
    (told,) = a.story(SUBJECT).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = TitleState(SUBJECT)
    assert TitleFolder().step(state, stranger, None) is state  # type: ignore[arg-type]
