"""The frozen vectors of `spec/vectors/calendar`, run as they stand; a mirror runs them too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tusach.library.calendar import cycle, lunar
from tusach.library.calendar.lunar import LunarDate, table

to_lunar = table().to_lunar
to_solar = table().to_solar

VECTORS = Path(__file__).resolve().parents[3] / "spec" / "vectors" / "calendar"


def rows(name: str) -> list[Any]:
    return list(json.loads((VECTORS / name).read_text("utf-8"))["rows"])


def asked(row: dict[str, Any]) -> LunarDate:
    return LunarDate(row["day"], row["month"], row["year"], row["leap"])


def test_solar_and_lunar_days_are_those_of_the_vectors() -> None:
    for row in rows("conversion.json"):
        on = date.fromisoformat(row["date"])
        found = to_lunar(on)
        assert found == LunarDate(*(getattr(asked(row), one) for one in FIELDS), row["certain"])
        assert to_solar(asked(row)) == on


FIELDS = ("day", "month", "year", "leap")


def test_what_does_not_exist_is_refused_with_the_code_of_the_vectors() -> None:
    for row in rows("refused.json"):
        with pytest.raises(lunar.NoLunarDay) as fault:
            to_solar(asked(row))
        assert fault.value.refusal.code == row["code"]


def test_years_are_those_of_the_vectors() -> None:
    for row in rows("years.json"):
        months = lunar.table().months_of(row["year"])
        assert months[0].starts_on.isoformat() == row["first"]
        assert next((one.month for one in months if one.leap), 0) == row["leap"]
        assert [one.days for one in months] == row["lengths"]
        assert [at for at, one in enumerate(months) if not one.certain] == row["uncertain"]


def test_stems_and_branches_are_those_of_the_vectors() -> None:
    for row in rows("cycle.json"):
        on = date.fromisoformat(row["date"])
        found = to_lunar(on)
        assert cycle.day_number(on) == row["day_number"]
        assert list(cycle.of_day(on)) == row["day"]
        assert list(cycle.of_month(found.year, found.month)) == row["month"]
        assert list(cycle.of_year(found.year)) == row["year"]
