"""`tusach lunar`: a date and its lunar day, without any home."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran

Run = Callable[..., Ran]
FIELDS = {"date", "day", "month", "leap", "year", "day_name", "certain"}


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Run:
    """Run `tusach lunar` where no home is, and see that none was made."""
    home = tmp_path / "nowhere"

    def asked(*words: str) -> Ran:
        found = run(home, "lunar", *words)
        assert not home.exists()
        return found

    return asked


def test_a_date_gives_its_lunar_day_with_exactly_the_promised_fields(ask: Run) -> None:
    told = ask("2030-02-02", "--json").told
    assert set(told) == FIELDS
    assert (told["day"], told["month"], told["leap"], told["year"]) == (1, 1, False, 2030)
    assert (told["date"], told["day_name"], told["certain"]) == ("2030-02-02", "Mậu Thìn", True)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_name_of_the_day_is_the_same_for_a_script_in_either_language(
    ask: Run, lang: str
) -> None:
    assert ask("2000-01-07", "--json", "--lang", lang).told["day_name"] == "Giáp Tý"


def test_a_lunar_day_gives_its_date_in_a_leap_month_too(ask: Run) -> None:
    assert ask("--to-solar", "1/1/2053", "--json").told["date"] == "2053-02-18"
    told = ask("--to-solar", "8/6/leap/2025", "--json").told
    assert (told["date"], told["leap"]) == ("2025-08-01", True)
    assert ask("--to-solar", "8/6/2025", "--json").told["date"] == "2025-07-02"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--to-solar", "30/2/2026"), "lunar.short_month", "Take day 29"),
        (("--to-solar", "1/5/leap/2026"), "lunar.no_leap", "without “leap”"),
        (("--to-solar", "1/5/leap/2025"), "lunar.other_leap", "month 6 with it"),
        (("--to-solar", "31/1/2026"), "lunar.day_odd", "1 to 30"),
        (("--to-solar", "1/13/2026"), "lunar.month_odd", "1 to 12"),
        (("--to-solar", "1/1/1967"), "lunar.out_of_scope", "1 Jan 1968"),
        (("1967-12-31",), "lunar.out_of_scope", "1 Jan 1968"),
        (("2100-01-01",), "lunar.out_of_scope", "31 Dec 2099"),
        (("2026-02-30",), "date.malformed", "2026-11-23"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_what_to_do(
    ask: Run, words: tuple[str, ...], code: str, says: str
) -> None:
    found = ask(*words, "--json", "--lang", "en")
    assert found.exit == 3
    assert found.told["refusal"]["code"] == code
    assert says in found.told["refusal"]["message"]
    assert says in found.err
    in_vietnamese = ask(*words, "--lang", "vi")
    assert in_vietnamese.out == ""
    assert "Mời" in in_vietnamese.err or "từ 1 đến" in in_vietnamese.err


@pytest.mark.parametrize(
    "words",
    [(), ("tomorrow",), ("--to-solar", "1-1-2026"), ("2026-01-01", "--to-solar", "1/1/2026")],
)
def test_words_that_are_no_day_are_wrong_use(ask: Run, words: tuple[str, ...]) -> None:
    found = ask(*words, "--json")
    assert found.exit == 2
    assert found.told["refusal"]["code"] == "usage"


def test_a_day_beside_midnight_says_that_it_is_not_certain(ask: Run) -> None:
    found = ask("2031-04-22", "--lang", "en")
    assert "leap 3rd lunar month" in found.out
    assert "Not certain by a day" in found.out
    assert ask("2031-04-22", "--json").told["certain"] is False
