"""The formula of a figure in words: every definition, both languages, no code left over."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec
import pytest
from django.utils import translation
from tests.node.office.conftest import Library

from tusach.library.programme.definition import Growth, Reading, Scalar
from tusach.library.programme.sources import SOURCES
from tusach.node.acts.definitions import shipped, shipped_of
from tusach.node.programme.figures_said import formula
from tusach.node.wording.figures import say_value
from tusach.node.wording.formula_terms import AMOUNTS, FIELDS, FLAGS, KEYS, ROWS, VALUES
from tusach.node.wording.formulas import _GROWTH, _summed, say_formula

READINGS = [(one.id, reading.id) for one in shipped() for reading in one.readings]


WITHIN = "Of the first only those are counted that are among the second, too"
OF_THE_PROVINCE = ("place_kind", "grp", "channel", "age_band", "material")
"""Fields whose values a profile words."""


def _name(field: str, value: Scalar) -> str:
    return "…" if field in OF_THE_PROVINCE else say_value(field, value, {})


def _reading(indicator: str, reading: str) -> Reading:
    said = shipped_of(indicator)
    found = said.read_as(reading) if said is not None else None
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_code_is_left_in_the_formula_of_any_indicator(language: str) -> None:
    with translation.override(language):
        for indicator, reading in READINGS:
            text = " ".join(say_formula(_reading(indicator, reading), _name))
            assert not re.search(r"[a-z]_[a-z]|[{}]", text), (indicator, reading, text)


def test_no_sentence_is_left_in_english() -> None:
    with translation.override("en"):
        english = {one: say_formula(_reading(*one), _name) for one in READINGS}
    with translation.override("vi"):
        for one in READINGS:
            pairs = zip(say_formula(_reading(*one), _name), english[one], strict=True)
            assert all(here != there for here, there in pairs), one


def test_every_source_key_field_and_growth_has_words() -> None:
    assert set(ROWS) == set(SOURCES)
    keys = {key for one in SOURCES.values() for key in one.keys}
    assert set(KEYS) == keys - {"evidence"}
    assert set(_GROWTH) == set(get_args(Growth))
    worded = {field for _source, field in FIELDS} | {field for field, _value in VALUES}
    for name, source in SOURCES.items():
        for field, kind in source.fields.items():
            if kind == "text":
                assert field in worded, (name, field)
            else:
                assert field in AMOUNTS or field in FLAGS, (name, field)
                assert _summed(name, field), (name, field)


@pytest.mark.parametrize(
    ("indicator", "reading", "words"),
    [
        ("visits", "all", ["Counted: sum of visits counted"]),
        (
            "staff",
            "passed_practice",
            [
                "Counted: different people who do library work, with courses (taught: library "
                "services; passed); and courses (taught: reading promotion; passed); and practice "
                "that was observed (done well; at least 6 different skills of the list)",
                "Out of: different people who do library work, with posts of library work (kind "
                "of work: full time or part time or besides another post or by contract)",
                WITHIN,
            ],
        ),
        (
            "stock_unused",
            "all",
            [
                "Counted: number of copies in stock, and without loans or uses on site",
                "Out of: number of copies in stock",
            ],
        ),
        (
            "fairs",
            "twice_of_all",
            [
                "Counted: different communes and wards, with stops of a vehicle (at a fair; stop "
                "served; uses at stops: 1 or more; at least 2 different stops of a vehicle)",
                "Out of: number of communes and wards in being (commune or ward)",
                WITHIN,
            ],
        ),
    ],
)
def test_a_formula_reads_as_people_speak(
    library: Library, indicator: str, reading: str, words: list[str]
) -> None:
    with translation.override("en"):
        assert formula(library.node, _reading(indicator, reading)) == words


def test_growth_says_what_it_is_held_against() -> None:
    with translation.override("en"):
        said = say_formula(_reading("visits_growth", "average_on_site"), lambda _field, x: str(x))
    assert said[1].startswith(
        "Growth a year, on average: the same of this period over that of 2024"
    )
    assert said[2] == "The earlier year counts where something was heard in 10 of its 12 months"


@pytest.mark.parametrize(
    ("source", "field", "ask", "words"),
    [
        ("population", "people", {"at_least": 5_000}, "people who live there: 5,000 or more"),
        ("stop", "came", {"is": 0}, "people who came to stops: 0"),
        ("visit", "n", {"is": 3}, "visits counted: 3"),
        ("stop", "far", {"one_of": [0, 1]}, "at a remote, isolated or border place: 0 or 1"),
        ("stop", "far", {"is": 0}, "at no such place"),
        ("newcomer", "back_after", {"at_least": 1}, "days until they came back: 1 or more"),
    ],
)
def test_a_condition_says_what_it_is_about(
    source: str, field: str, ask: dict[str, Any], words: str
) -> None:
    select = {"source": source, "where": {field: ask}}
    measure = {"count": "evidence", "every": [[select]]}
    told = {"id": "all", "title": {"vi": "a", "en": "a"}, "numerator": measure}
    said = msgspec.convert(told, Reading)
    with translation.override("en"):
        assert f"({words})" in say_formula(said, _name)[0]
