"""Calendar files as RFC 5545 asks: short lines, marked signs, events that stay the same."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar

from tusach.exchange.calendars.icalendar import LONGEST_LINE, Day, calendar_file, escaped

texts = some.text(max_size=200)
days = some.builds(
    Day,
    uid=some.integers(0, 9).map(lambda nr: f"m{nr}@tusach"),
    on=some.dates(date(1968, 1, 1), date(2099, 12, 31)),
    summary=texts,
    description=texts,
    location=texts,
    told_ms=some.integers(0, 4_000_000_000_000),
    called_off=some.booleans(),
)


def lines_of(raw: bytes) -> list[str]:
    """The lines as a reader of such files sees them: unfolded."""
    assert raw.endswith(b"\r\n")
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def read(text: str) -> str:
    """What a reader makes of an escaped text."""
    found, signs = "", iter(text)
    for sign in signs:
        found += sign if sign != "\\" else {"n": "\n"}.get(after := next(signs), after)
    return found


@given(texts, some.lists(days, max_size=4))
def test_lines_are_short_whole_letters_and_nothing_breaks_out(name: str, told: list[Day]) -> None:
    raw = calendar_file(name, told)
    for line in raw.split(b"\r\n")[:-1]:
        assert len(line) <= LONGEST_LINE
        line.decode()
        assert not any(sign < 32 and sign != 9 for sign in line)
    lines = lines_of(raw)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(told)
    keys = {line.partition(":")[0].partition(";")[0] for line in lines}
    assert keys <= {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "UID"),
        *("DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "TRANSP"),
        *("SEQUENCE", "STATUS"),
    }


@given(some.text(some.characters(min_codepoint=32, exclude_characters="\x7f"), max_size=90))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert read(escaped(text)) == text


def test_ends_of_lines_are_one_sign_and_what_steers_a_screen_is_left_out() -> None:
    assert escaped("a\r\nb\rc\nd\x1b\x00\t") == "a\\nb\\nc\\nd\t"


@given(days)
def test_a_day_ends_before_the_next_one(one: Day) -> None:
    lines = lines_of(calendar_file("x", [one]))
    assert f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}" in lines


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    lines = lines_of(calendar_file("x", [Day(uid="a", on=date.max, summary="x")]))
    assert not any(line.startswith("DTEND") for line in lines)


@given(
    some.permutations([Day(uid=f"{nr}", on=date(2027, 1, 9 - nr), summary="") for nr in range(5)])
)
def test_the_same_days_give_the_same_bytes_in_any_order(told: list[Day]) -> None:
    assert calendar_file("x", told) == calendar_file("x", sorted(told, key=lambda one: one.on))


@given(some.lists(days, max_size=3, unique_by=lambda one: (one.uid, one.on)))
def test_another_reader_of_such_files_finds_the_same_days_and_texts(told: list[Day]) -> None:
    found = Calendar.from_ical(calendar_file("Chợ phiên", told))
    assert str(found["X-WR-CALNAME"]) == "Chợ phiên"
    events = {(str(one["UID"]), one["DTSTART"].dt): one for one in found.walk("VEVENT")}
    assert set(events) == {(one.uid, one.on) for one in told}
    for one in told:
        event = events[one.uid, one.on]
        assert (str(event.get("STATUS", "")) == "CANCELLED") == one.called_off
        assert (int(event.get("SEQUENCE", 0)) == 1) == one.called_off
    for one in told:
        event = events[one.uid, one.on]
        assert event["DTEND"].dt == one.on + timedelta(days=1)
        assert str(event["SUMMARY"]) == read(escaped(one.summary))
        assert str(event.get("LOCATION", "")) == read(escaped(one.location))


def test_a_long_line_goes_on_in_the_next_one_which_begins_with_a_blank() -> None:
    one = Day(uid="x", on=date(2026, 12, 5), summary="Chợ phiên Tổng Cọt " * 12)
    lines = calendar_file("Chợ", [one]).split(b"\r\n")
    assert max(len(line) for line in lines) <= LONGEST_LINE
    assert any(line.startswith(b" ") for line in lines)
