"""What a report says is wanted: whole things where its definition counts in them."""

from __future__ import annotations

from importlib import resources

from msgspec.structs import replace

from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import read_definitions
from tusach.library.reports.checking import Aim, aim_of
from tusach.library.reports.facts import ReportValue

RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
MODEL = next(one for one in read_definitions(RAW)[0] if one.id == "model")


def test_a_share_that_is_not_counted_in_whole_things_wants_none() -> None:
    over, reading = period("2026"), MODEL.read_as("")
    assert over is not None
    assert reading is not None
    value = ReportValue("model", reading.id, "f" * 64, 6, 56)
    assert aim_of(MODEL, reading, value, over) == Aim(2026, 9, 3)
    assert aim_of(replace(MODEL, rounding="exact"), reading, value, over) is None
