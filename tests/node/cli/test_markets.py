"""`tusach markets`: sessions in both calendars, what has to be asked, and a calendar file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.calendar.facts import CalendarAnnounced
from tusach.library.markets import facts, grammar, rules
from tusach.node.acts import markets

Run = Callable[..., Ran]
SPAN = ("--from", "2026-11-01", "--to", "2026-11-30")
FIELDS = {"market", "place", "date", "lunar_day", "lunar_month", "leap", "certain", "confirmed"}


def test_a_month_gives_each_session_with_exactly_the_promised_fields(
    library: Path, run: Run
) -> None:
    told = run(library, "markets", *SPAN, "--json").told
    assert {frozenset(one) for one in told["sessions"]} == {frozenset(FIELDS)}
    days = [one["date"] for one in told["sessions"] if one["market"] == "alba_market"]
    assert days == [f"2026-11-{day:02d}" for day in (4, 11, 18, 25)]
    assert told["sessions"][0]["place"] == "AL01"
    assert told["asked"] == [{"market": "wandering", "why": ["contested"]}]


def test_people_read_each_day_in_both_calendars_and_what_is_open(library: Path, run: Run) -> None:
    said = run(library, "markets", *SPAN, "--lang", "vi").out
    assert "thứ Tư, 04/11/2026 (26 tháng Chín): Chợ Alba" in said
    assert "? Phiên chợ lùi: các nguồn trái nhau về ngày họp" in said
    none = run(library, "markets", *SPAN, "--place", "BR02", "--lang", "en")
    assert (none.exit, none.out) == (0, "No market is known in these days.\n")


def test_a_commune_or_a_place_in_it_narrows_the_list(library: Path, run: Run) -> None:
    told = run(library, "markets", *SPAN, "--place", "BR02", "--json").told
    assert told == {"sessions": [], "asked": []}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", "2026-02-30", "--to", "2026-03-01"), "date.malformed"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "market.last_before_first"),
        (("--from", "2026-03-02", "--to", "2056-03-01"), "market.span_long"),
        ((*SPAN, "--place", "nowhere"), "market.place_unknown"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_a_way_on(
    library: Path, run: Run, words: tuple[str, ...], code: str
) -> None:
    found = run(library, "markets", *words, "--json")
    assert found.exit == 3
    assert found.told["refusal"]["code"] == code
    assert found.told["refusal"]["message"]


def test_the_calendar_file_holds_an_event_for_each_session(
    library: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "chợ.ics"
    told = run(library, "markets", *SPAN, "--ical", str(file), "--json").told
    raw = file.read_bytes().decode()
    assert raw.count("BEGIN:VEVENT") == len(told["sessions"])
    assert "DTSTART;VALUE=DATE:20261104" in raw
    assert "Chợ Alba" in raw or "Alba market" in raw


def test_what_was_announced_moves_the_sessions_and_the_lunar_day(library: Path, run: Run) -> None:
    with scene.at_work(library) as node:
        at = scene.at_desk(node)
        subject = facts.market_subject(node.tenant, "tet_market")
        for deed in (
            lambda state, where: rules.declare(
                state, facts.MarketDeclared("tet_market", {"vi": "Chợ Tết"}), where
            ),
            lambda state, where: rules.set_rule(
                state,
                facts.MarketRuleSet(
                    grammar.YearlyLunar(1, 1), "2026-01-01", certainty="confirmed", sources=("x",)
                ),
                where,
            ),
        ):
            assert not isinstance(markets.tell(node, subject, at, deed), Refusal)
    asked = ("markets", "--from", "2030-02-01", "--to", "2030-02-05", "--json")
    assert tet(run(library, *asked).told) == ["2030-02-02"]
    with scene.at_work(library) as node:
        body = CalendarAnnounced(2030, 1, "2030-02-03", citation="TB 1")
        assert not isinstance(markets.announce(node, body, scene.at_desk(node)), Refusal)
        again = markets.announce(node, body, scene.at_desk(node))
        assert isinstance(again, Refusal)
        assert node.lunar.new_year(2030).isoformat() == "2030-02-03"
    assert tet(run(library, *asked).told) == ["2030-02-03"]
    assert run(library, "lunar", "2030-02-02", "--json").told["day"] == 30
    assert run(library, "lunar", "--to-solar", "1/1/2030", "--json").told["date"] == "2030-02-03"


def tet(told: Any) -> list[str]:
    return [one["date"] for one in told["sessions"] if one["market"] == "tet_market"]
