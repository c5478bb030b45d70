"""How many are still missing to the next milestone, in whole communes."""

import pytest

from tusach.library.programme.evaluate import Figure
from tusach.library.programme.periods import period
from tusach.node.acts.figures import Aim, Answer, shipped_of


def answered(name: str, year: str, figure: Figure, unit: str = "") -> Answer:
    said, over = shipped_of(name), period(year)
    assert said is not None and over is not None
    reading = said.read_as("")
    assert reading is not None
    return Answer(said, reading, over, figure, "hash", 1, unit)


@pytest.mark.parametrize(
    ("year", "num", "aim"),
    [
        ("2026", 6, Aim(2026, 9, 3)),
        ("2026", 12, Aim(2026, 9, 0)),
        ("2027", 12, Aim(2030, 28, 16)),
        ("2045", 12, Aim(2045, 51, 39)),
    ],
)
def test_fifty_six_units_are_rounded_up(year: str, num: int, aim: Aim) -> None:
    assert answered("model", year, Figure(num, 56)).aim == aim


def test_trips_are_wanted_as_a_number() -> None:
    assert answered("far_trips", "2026", Figure(4)).aim == Aim(2026, 10, 6)


def test_no_aim_is_said_where_none_can_be() -> None:
    assert answered("model", "2046", Figure(3, 56)).aim is None
    assert answered("model", "2026", Figure(None, None, "nothing_heard")).aim is None
    assert answered("model", "2026", Figure(1, 1), "a unit").aim is None
    assert answered("visits_growth", "2026", Figure(121, 100)).aim is None
    assert answered("visits_growth", "2026", Figure(121, 100)).grown == (1, 10)
