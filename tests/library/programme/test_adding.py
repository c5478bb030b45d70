"""What is called addable adds up, by the oracle, whatever the rows; what is not can fail to."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from random import Random
from typing import Any

import pytest

from tusach.library.programme.adding import adds_up
from tusach.library.programme.definition import Measure, Select
from tusach.library.programme.evaluate import Span, measured
from tusach.library.programme.reading_in import read_definitions
from tusach.library.programme.sources import SOURCES

RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
UNITS = ("u0", "u1", "u2", None)


def shipped() -> dict[str, Measure]:
    found = {}
    for said in read_definitions(RAW)[0]:
        for reading in said.readings:
            for side, one in (("num", reading.numerator), ("den", reading.denominator)):
                if one is not None:
                    found[f"{said.id} {reading.id} {side}"] = one
    return found


ADDING = {name: one for name, one in shipped().items() if adds_up(one)}


def rows_of(measure: Measure, dice: Random) -> dict[str, list[dict[str, Any]]]:
    """Rows of its sources; a thing that is called alone is of one day and one unit."""
    found: dict[str, list[dict[str, Any]]] = {}
    for select in measure.selects:
        source = SOURCES[select.source]
        where: dict[str, tuple[str, str | None]] = {}
        rows = found.setdefault(select.source, [])
        for _ in range(40):
            thing = f"{sorted(source.alone.values())[:1]}{dice.randrange(12)}"
            on = str(date(2026, 1, 1) + timedelta(days=dice.randrange(181)))
            day, unit = where.setdefault(thing, (on, dice.choice(UNITS)))
            row: dict[str, Any] = dict.fromkeys(source.keys, "k")
            row |= dict.fromkeys(source.alone, thing)
            for name, kind in source.fields.items():
                row[name] = dice.randrange(9) if kind == "number" else "other"
                asked = select.where.get(name)
                if asked is not None and dice.random() < 0.7:
                    row[name] = dice.choice([asked.is_, *asked.one_of, asked.at_least])
            if measure.sum and dice.random() < 0.1:
                row[measure.sum] = None
            rows.append(row | {"evidence": thing, "unit": unit, "on_day": day})
    return found


def months() -> list[tuple[str, str]]:
    return [(f"2026-0{nr}-01", f"2026-0{nr}-31") for nr in range(1, 7)]


@pytest.mark.parametrize("name", sorted(ADDING))
def test_what_adds_up_is_the_sum_of_its_months(name: str) -> None:
    measure = ADDING[name]
    heard = 0
    for seed in range(20):
        rows = rows_of(measure, Random(seed))
        for unit in ("", "u1"):
            whole = measured(measure, None, rows, Span("2026-01-01", "2026-06-31", "", unit))
            parts = [measured(measure, None, rows, Span(*one, "", unit)) for one in months()]
            told = [one for one in parts if one is not None]
            assert whole == (sum(told) if told else None)
            heard += bool(whole)
    assert heard, "no row was ever counted: the test proves nothing"


def test_days_of_opening_books_that_came_and_readers_who_registered_add_up() -> None:
    for name in ("open_days all num", "copies_added all num", "new_readers all num"):
        assert name in ADDING


def test_what_one_thing_can_bring_twice_does_not_add_up() -> None:
    twice = {
        "a place served in two months": Measure(count="place", every=((Select(source="stop"),),)),
        "a copy that came and went": Measure(
            count="copy", every=((Select(source="acquired"), Select(source="withdrawn")),)
        ),
        "a copy lent in two months": Measure(count="copy", every=((Select(source="loan"),),)),
        "two events of one story": Measure(
            count="evidence", every=((Select(source="gathering", times=2, of="place"),),)
        ),
        "what has to be in both": Measure(
            count="evidence", every=((Select(source="visit"),), (Select(source="empty_day"),))
        ),
        "what must not be": Measure(
            count="evidence", every=((Select(source="visit"),),), none=(Select(source="loan"),)
        ),
        "what is within another": Measure(
            count="evidence", every=((Select(source="visit"),),), within=True
        ),
        "a state": Measure(count="evidence", every=((Select(source="member"),),)),
        "what lies in no unit": Measure(count="evidence", every=((Select(source="course"),),)),
    }
    for name, measure in twice.items():
        assert not adds_up(measure), name


def test_a_key_that_is_alone_is_one_of_the_keys_of_a_happening_in_a_unit() -> None:
    for name, source in SOURCES.items():
        if source.alone:
            assert source.has_unit and not source.is_state, name
            assert set(source.alone) <= set(source.keys), name
