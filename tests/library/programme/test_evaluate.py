"""What is not known is neither counted nor 0."""

import msgspec

from tusach.library.programme.definition import Measure, Reading
from tusach.library.programme.evaluate import (
    FORGOTTEN,
    NOT_BEGUN,
    Evidence,
    Figure,
    evaluate,
    evidence,
    of_links,
    span_of,
)
from tusach.library.programme.periods import period

OVER = period("2026")
TODAY = "2026-12-31"


def event(name: str, **more: object) -> dict[str, object]:
    return {"evidence": name, "on_day": "2026-05-01", "unit": "a", "place": "p", **more}


def read(numerator: dict[str, object]) -> Reading:
    said = {"id": "r", "title": {}, "numerator": numerator}
    return msgspec.convert(said, Reading)


HEADS = read({"sum": "heads", "every": [[{"source": "gathering"}]]})
BUSY = read(
    {"count": "place", "every": [[{"source": "gathering", "where": {"heads": {"at_least": 1}}}]]}
)
ROWS = {
    "gathering": [
        event("one", heads=5),
        event("two", heads=None, place="q"),
        event("three", heads=9, place=None),
        event("far", heads=7, unit="b", place="z"),
    ]
}


def test_what_nobody_counted_adds_nothing_and_a_row_without_place_is_no_place() -> None:
    assert OVER is not None
    assert evaluate(HEADS, ROWS, OVER, today=TODAY) == Figure(21)
    assert evaluate(BUSY, ROWS, OVER, today=TODAY) == Figure(2)


def test_a_commune_is_asked_for_its_own_rows() -> None:
    assert OVER is not None
    assert evaluate(HEADS, ROWS, OVER, today=TODAY, unit="b") == Figure(7)
    assert evaluate(HEADS, ROWS, OVER, today=TODAY, unit="c").lacking == "nothing_heard"


def test_a_period_that_has_not_begun_has_no_figure() -> None:
    coming = period("2027")
    assert coming is not None
    assert evaluate(HEADS, ROWS, coming, today=TODAY) == Figure(None, None, NOT_BEGUN)


def test_proof_names_what_was_counted_and_adds_up() -> None:
    assert OVER is not None
    numerator: Measure = BUSY.numerator
    found = evidence(numerator, None, ROWS, span_of(BUSY, OVER, today=TODAY))
    assert found == (Evidence("p", 1, ("one",)), Evidence("z", 1, ("far",)))


def borrowed(reader: str | None, on: str, place: str = "p") -> dict[str, object]:
    return {"evidence": "c", "reader": reader, "month": on[:7], "on_day": on, "place": place}


READERS = read({"count": "reader", "every": [[{"source": "borrowing"}]]})


def test_a_place_is_asked_for_its_own_rows_and_its_own_unknown_readers() -> None:
    assert OVER is not None
    rows = {
        "borrowing": [
            borrowed("a", "2026-02-01"),
            borrowed("b", "2026-02-01", "q"),
            borrowed(None, "2026-02-01", "z"),
        ]
    }
    assert evaluate(READERS, rows, OVER, today=TODAY, place="p") == Figure(1)
    assert evaluate(READERS, rows, OVER, today=TODAY, place="z").lacking == FORGOTTEN
    assert evaluate(READERS, rows, OVER, today=TODAY).lacking == FORGOTTEN
    assert evaluate(HEADS, ROWS, OVER, today=TODAY, place="z") == Figure(7)


def test_growth_of_readers_asks_for_all_readers_of_both_years() -> None:
    assert OVER is not None
    grown = msgspec.structs.replace(READERS, growth="year_on_year")
    rows = {"borrowing": [borrowed("a", "2026-02-01"), borrowed("a", "2025-02-01")]}
    assert evaluate(grown, rows, OVER, today=TODAY) == Figure(1, 1)
    rows["borrowing"].append(borrowed(None, "2025-03-01"))
    assert evaluate(grown, rows, OVER, today=TODAY).lacking == FORGOTTEN


def test_only_what_asks_whose_a_loan_was_is_of_links() -> None:
    assert of_links(READERS) and not of_links(HEADS)
    share = msgspec.structs.replace(HEADS, denominator=READERS.numerator)
    assert of_links(share)
