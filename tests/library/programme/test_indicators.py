"""The indicators that come with the program, run through the oracle with their own tests."""

from pathlib import Path

import msgspec
import pytest

from tusach.library.programme.definition import LEAST_TESTS, Definition, Example
from tusach.library.programme.evaluate import Figure, evaluate
from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import read_definitions

ROOT = Path(__file__).resolve().parents[3]
PLAN = ("model", "coordination", "staff", "visits_growth", "far_trips", "fairs")
DEFINITIONS, WRONG = read_definitions(
    (ROOT / "src/tusach/library/programme/indicators.json").read_bytes()
)
CASES = [
    pytest.param(said, test, id=f"{said.id}: {test.says}")
    for said in DEFINITIONS
    for test in said.tests
]


def test_no_indicator_is_wrong_and_the_six_of_the_plan_come_first() -> None:
    assert WRONG == ()
    assert tuple(said.id for said in DEFINITIONS[:6]) == PLAN
    assert all(len(said.tests) >= LEAST_TESTS for said in DEFINITIONS)


@pytest.mark.parametrize(("said", "test"), CASES)
def test_an_indicator_passes_its_own_tests(said: Definition, test: Example) -> None:
    reading, over = said.read_as(test.reading), period(test.period)
    assert reading is not None and over is not None

    found = evaluate(reading, test.given, over, today=over.last, unit=test.unit)

    assert found == msgspec.convert(msgspec.to_builtins(test.expect), Figure)
