"""Money of one paper: said whole, never added, taken back; sums in which unknown is not 0."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.telling import TENANT, Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.money import rules, sums
from tusach.library.money.facts import MoneyPlanned, MoneySpent, money_subject
from tusach.library.money.story import MoneyState
from tusach.library.money.sums import Entry, Sum
from tusach.library.money.tasks import Plan, PlanOdd, read_plan

ON, PLACE = "2026-03-02", named("place A")
PLANNED = MoneyPlanned("training", "province_budget", 2026, 250, "12/QĐ")
SPENT = MoneySpent("training", "province_budget", 2026, 90, "31/QT")
OF = money_subject(TENANT, PLANNED)
TASKS = ("training", "digital")


def tell(state: MoneyState, said: Any, **more: Any) -> tuple[Draft, ...] | Refusal:
    return rules.tell(state, replace(said, **more), tasks=TASKS, on=ON, place=PLACE)


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


@pytest.mark.parametrize(
    ("said", "more", "refused"),
    [
        (PLANNED, {}, ""),
        (PLANNED, {"dong": 0}, ""),
        (PLANNED, {"year": 2036}, ""),
        (SPENT, {}, ""),
        (PLANNED, {"task": "roads"}, "money.task_odd"),
        (PLANNED, {"source": "lottery"}, "money.source_odd"),
        (PLANNED, {"year": 2037}, "money.year_odd"),
        (SPENT, {"year": 2027}, "money.year_odd"),
        (PLANNED, {"year": 2023}, "money.year_odd"),
        (PLANNED, {"dong": -1}, "money.dong_odd"),
        (PLANNED, {"dong": 10**13 + 1}, "money.dong_odd"),
        (PLANNED, {"paper": ""}, "money.paper_missing"),
        (PLANNED, {"paper": "of Ms Hoa"}, "money.paper_missing"),
        (PLANNED, {"paper": "1" * 41}, "money.paper_missing"),
    ],
)
def test_money_is_of_a_task_a_source_a_likely_year_and_one_paper(
    said: Any, more: dict[str, Any], refused: str
) -> None:
    assert code(tell(MoneyState(OF), said, **more)) == refused


def test_planned_and_spent_are_two_papers_and_capitals_are_none() -> None:
    assert money_subject(TENANT, PLANNED) == money_subject(TENANT, replace(PLANNED, paper="12/qđ"))
    as_spent = MoneySpent(*[getattr(PLANNED, name) for name in PLANNED.__struct_fields__])
    assert money_subject(TENANT, as_spent) != OF
    assert money_subject(TENANT, replace(PLANNED, year=2027)) != OF
    assert money_subject(TENANT, replace(PLANNED, dong=1)) == OF


def test_two_communes_may_give_their_papers_the_same_number() -> None:
    of_a, of_b = (
        money_subject(TENANT, replace(PLANNED, source="commune_budget", unit=named(one)))
        for one in ("unit A", "unit B")
    )
    assert of_a != of_b


def test_a_later_word_of_the_paper_replaces_the_earlier_one_and_is_not_added() -> None:
    a = Teller("A")
    a.tell(tell(MoneyState(OF), PLANNED))
    assert code(tell(a.state(OF), PLANNED)) == "money.nothing_new"
    a.tell(tell(a.state(OF), PLANNED, dong=200))
    assert (a.state(OF).said.dong, a.state(OF).side) == (200, "planned")
    assert codes(a.story(OF)) == []


def test_what_was_a_mistake_counts_no_more_until_it_is_told_anew() -> None:
    a = Teller("A")
    assert code(rules.take_back(MoneyState(OF), reason="typed_wrong", on=ON, place=PLACE)) == (
        "money.not_told"
    )
    a.tell(tell(MoneyState(OF), PLANNED))
    assert code(rules.take_back(a.state(OF), reason="Ms Hoa", on=ON, place=PLACE)) == (
        "money.reason_odd"
    )
    a.tell(rules.take_back(a.state(OF), reason="typed_wrong", on=ON, place=PLACE))
    found = a.state(OF)
    assert (found.said, found.side, found.taken_back) == (None, "", "typed_wrong")
    a.tell(tell(found, PLANNED))
    assert (a.state(OF).said, a.state(OF).taken_back) == (PLANNED, "")


def test_two_amounts_of_one_paper_told_apart_are_shown_and_the_later_counts() -> None:
    a, b = Teller("A"), Teller("B", now_ms=Teller("A").now_ms + 60_000)
    a.tell(tell(MoneyState(OF), PLANNED))
    b.tell(tell(MoneyState(OF), PLANNED, dong=7))
    a.meet(b)
    assert codes(a.story(OF)) == ["money.told_apart"]
    assert a.state(OF).said.dong == 7
    assert MoneySpent is not MoneyPlanned


def entry(**more: Any) -> Entry:
    told = {
        "subject": named("x"),
        "side": "planned",
        "task": "training",
        "source": "sponsor",
        "year": 2026,
        "dong": 100,
        "paper": "1",
    }
    return Entry(**(told | more))


def test_what_nobody_told_is_unknown_and_not_0() -> None:
    assert sums.summed([]) == Sum(None, None, 0)
    only = sums.summed([entry()])
    assert (only.planned, only.spent, only.left, only.is_over) == (100, None, None, False)
    nothing = sums.summed([entry(), entry(side="spent", dong=0)])
    assert (nothing.spent, nothing.left, nothing.is_over) == (0, 100, False)


def test_spent_above_planned_and_without_a_plan_are_said() -> None:
    over = sums.summed([entry(), entry(side="spent", dong=130)])
    assert (over.left, over.is_over, over.is_unplanned) == (-30, True, False)
    without = sums.summed([entry(side="spent", dong=130)])
    assert (without.left, without.is_over, without.is_unplanned) == (None, False, True)


def test_what_is_left_of_several_is_unknown_where_it_is_of_one() -> None:
    both = [entry(), entry(side="spent", dong=40)]
    found = sums.summed([*both, entry(task="digital", dong=7)])
    assert (found.planned, found.spent, found.left) == (107, 40, None)
    found = sums.summed([*both, entry(task="digital", side="spent", dong=7)])
    assert (found.left, found.is_over, found.is_unplanned) == (None, False, True)
    assert (
        sums.summed([*both, entry(source="other"), entry(source="other", side="spent")]).left == 60
    )
    assert not sums.summed([entry(side="spent", dong=0)]).is_unplanned


def test_every_task_stands_there_and_its_sources_add_up_to_it() -> None:
    some = [
        entry(),
        entry(source="province_budget", dong=40, paper="2"),
        entry(side="spent", dong=30, paper="3"),
        entry(task="digital", year=2027),
    ]
    found = sums.by_task(some, TASKS)
    assert [one.task for one in found] == ["training", "digital"]
    whole = found[0]
    assert whole.whole == Sum(140, 30, 3, None)
    assert [source for source, _ in whole.by_source] == ["province_budget", "sponsor"]
    assert sum(one.planned or 0 for _, one in whole.by_source) == whole.whole.planned
    of_2026 = sums.chosen(some, year=2026)
    assert sums.by_task(of_2026, TASKS)[1].whole == Sum(None, None, 0)
    assert [one.paper for one in sums.chosen(some, source="sponsor", side="spent")] == ["3"]


def plan() -> bytes:
    return resources.files("tusach.library.money").joinpath("tasks.json").read_bytes()


def test_the_plan_has_eight_tasks_with_their_citation_and_is_provisional() -> None:
    found = read_plan(plan())
    assert isinstance(found, Plan)
    assert [one.nr for one in found.tasks] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all("1687" in one.legal["vi"] and one.names["vi"] for one in found.tasks)
    assert found.provisional


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"nr": 2', b'"nr": 3', "numbered"),
        (b'"code": "models"', b'"code": "mechanisms"', "two of one code"),
        (b'"code": "models"', b'"code": "Models of X"', "a code"),
        (b'"provisional"', b'"certain"', "certain"),
    ],
)
def test_a_plan_that_cannot_be_used_says_where(old: bytes, new: bytes, says: str) -> None:
    with pytest.raises(PlanOdd, match=says):
        read_plan(plan().replace(old, new, 1))
