"""What is wrong with a definition is said, with its place."""

import copy
import json
from fractions import Fraction
from importlib import resources
from typing import Any

import msgspec
import pytest

from tusach.library.programme.definition import Wrong, wrong_in
from tusach.library.programme.growth import growth
from tusach.library.programme.proving import disproved
from tusach.library.programme.reading_in import definition_hash, read_definitions

HASHES = {
    "model": "657d253e0d297fff935e8c088483d2533978a422e93cc03b97903637b09e7b85",
    "coordination": "d1c3f2d7a3f8675cb8cdfa785989c697746885fae8d4e0b5b7652f5afde464ff",
    "staff": "5a8852743c19a5c1c12afb6c27bd7395ab7a084999393f289cd1d80d986dd7ca",
    "fairs": "c23c41d30c5f2f97008a8bc72763ce1a640e1c5fb16aedd982a299f90128a3e3",
}
VISIT = {"evidence": "v", "unit": "u", "channel": "on_site", "n": 4, "on_day": "2026-05-01"}
TEST = {"says": "four", "given": {"visit": [VISIT]}, "period": "2026", "expect": {"num": 4}}
GOOD: dict[str, Any] = {
    "id": "visits",
    "version": 1,
    "legal": "a clause",
    "title": {"vi": "Lượt người", "en": "Visits"},
    "unit": "count",
    "direction": "up",
    "periods": ["year"],
    "levels": ["province"],
    "reading": "all",
    "readings": [
        {
            "id": "all",
            "title": {"vi": "Tất cả", "en": "All"},
            "numerator": {"sum": "n", "every": [[{"source": "visit"}]]},
        }
    ],
    "milestones": [{"at": 2026, "value": 10}],
    "tests": [TEST, TEST, TEST],
}


def read(*many: Any) -> tuple[Any, list[tuple[str, str]]]:
    good, wrong = read_definitions(json.dumps({"indicators": many}).encode())
    return good, [(one.where, one.code) for one in wrong]


def changed(path: str, value: Any) -> dict[str, Any]:
    whole = copy.deepcopy(GOOD)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    at: Any = whole
    for step in steps:
        at = at[step]
    at[last] = value
    return whole


def test_a_good_definition_is_read_and_its_hash_holds_every_word() -> None:
    good, wrong = read(GOOD)
    other, _ = read(changed("legal", "another clause"))

    assert wrong == []
    assert definition_hash(good[0]) == definition_hash(read(GOOD)[0][0])
    assert definition_hash(good[0]) != definition_hash(other[0])


SELECT = "readings/0/numerator/every/0/0"


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        ("legal", " ", "legal", "legal.missing"),
        ("tests", [TEST], "tests", "tests.few"),
        ("reading", "other", "reading", "reading.unknown"),
        ("milestones", [{"at": 2026, "value": 1}] * 2, "milestones.2026", "milestones.overlap"),
        ("milestones", [{"at": 2026, "value": 9}, {"at": 2030, "value": 8}], "milestones.2030",
         "milestones.backward"),
        ("readings/0/growth", "average", "readings.all", "baseline.missing"),
        ("readings/0/denominator", {"every": [[{"source": "unit"}]]}, None, "measure.count_or_sum"),
        ("readings/0/numerator/within", True, None, "within.what"),
        ("readings/0/numerator/every", [], None, "measure.of_nothing"),
        ("readings/0/numerator/every", [[{"source": "visit"}] * 2], None, "sum.of_one"),
        ("readings/0/numerator/sum", "channel", None, "sum.unknown"),
        (f"{SELECT}/source", "diary", None, "source.unknown"),
        (f"{SELECT}/source", "course", None, "within.needed"),
        (f"{SELECT}/of", "reader", None, "key.unknown"),
        (f"{SELECT}/where", {"colour": {"is": 1}}, None, "field.unknown"),
        (f"{SELECT}/where", {"n": {}}, None, "ask.one"),
        (f"{SELECT}/where", {"n": {"is": "many"}}, None, "ask.type"),
        ("readings/0/numerator", {"count": "crate", "every": [[{"source": "visit"}]]}, None,
         "key.unknown"),
        ("readings/0/numerator", {"count": "evidence", "every": [[{"source": "borrowing"}]]}, None,
         "key.forgotten"),
        ("readings/0/numerator",
         {"count": "reader", "every": [[{"source": "borrowing", "times": 2}]]}, None,
         "key.forgotten"),
        ("milestones", [{"at": 2026, "value": 30}, {"at": 2030, "value": 10}], "milestones.2030",
         "milestones.backward"),
        ("tests/0/reading", "other", "tests.0.reading", "reading.unknown"),
        ("tests/0/period", "2026Q9", "tests.0.period", "period.unknown"),
        ("tests/0/given", {"diary": []}, "tests.0.given.diary", "source.unknown"),
        ("tests/0/given", {"visit": [{"since": "x"}]}, "tests.0.given.visit", "field.unknown"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(
    path: str, value: Any, where: str | None, code: str
) -> None:
    good, wrong = read(changed(path, value))

    assert good == ()
    assert code in [found for _, found in wrong]
    assert where is None or (f"visits.{where}", code) in wrong


def test_growth_with_a_denominator_of_its_own_is_refused() -> None:
    both = changed("readings/0/growth", "year_on_year")
    both["readings"][0]["denominator"] = {"count": "unit", "every": [[{"source": "unit"}]]}

    assert ("visits.readings.all", "growth.with_denominator") in read(both)[1]


def test_two_of_one_name_are_refused() -> None:
    twice = changed("readings", GOOD["readings"] * 2)

    assert ("visits.id", "definition.twice") in read(GOOD, GOOD)[1]
    assert ("visits.readings.all", "reading.twice") in read(twice)[1]


@pytest.mark.parametrize(
    ("part", "value", "code", "said"),
    [
        ("expect", {"num": 7}, "test.fails", ("four", "7", "4")),
        ("expect", {"num": 4, "den": 5}, "test.fails", ("four", "4/5", "4")),
        ("given", {"visit": []}, "test.fails", ("four", "4", "nothing_heard")),
        ("given", {"visit": [{"n": 4}]}, "test.rows_odd", ("four",)),
    ],
)
def test_an_example_that_comes_to_something_else_is_named_with_both_values(
    part: str, value: Any, code: str, said: tuple[str, ...]
) -> None:
    one_wrong = changed("tests", [TEST, {**TEST, part: value}, TEST])
    assert disproved(read(GOOD)[0][0]) == ()
    assert disproved(read(one_wrong)[0][0]) == (Wrong("tests.1", code, said),)


def test_what_is_no_definition_does_not_stop_the_others() -> None:
    good, wrong = read({**GOOD, "formula": "SELECT 1"}, GOOD)

    assert len(good) == 1
    assert wrong == [("indicators.0.formula", "shape.unknown")]
    assert read_definitions(b"{")[1][0].code == "text.no_json"


def test_growth_is_exact_and_never_over_nothing() -> None:
    assert growth("cumulative", 1331, 1000, 3) == Fraction(331, 1000)
    assert growth("average", 1331, 1000, 3) == Fraction(1, 10)
    assert growth("year_on_year", 9, 10, 1) == Fraction(-1, 10)
    assert growth("average", 0, 10, 2) == -1
    assert growth("average", 5, 0, 2) is None
    assert growth("average", 5, 5, 0) is None


def test_definitions_keep_the_hash_under_which_reports_hold_them() -> None:
    raw = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
    by_id = {one.id: one for one in read_definitions(raw)[0]}
    for name, frozen in HASHES.items():
        assert definition_hash(by_id[name]) == frozen


def test_none_of_these_is_part_of_the_hash_where_it_is_used() -> None:
    raw = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
    said = next(one for one in read_definitions(raw)[0] if one.id == "stock_unused")
    (reading,) = said.readings
    numerator = msgspec.structs.replace(reading.numerator, none=reading.numerator.none[:1])
    other = msgspec.structs.replace(reading, numerator=numerator)
    assert definition_hash(msgspec.structs.replace(said, readings=(other,))) != definition_hash(
        said
    )


def test_parts_are_by_fields_that_what_is_counted_has() -> None:
    raw = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
    said = next(one for one in read_definitions(raw)[0] if one.id == "visits")
    odd = msgspec.structs.replace(said, disaggregate=("channel", "colour"))
    assert wrong_in(odd) == (Wrong("disaggregate.colour", "field.unknown", ("visit", "colour")),)
