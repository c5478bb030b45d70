"""`tusach week` and `tusach money`: the same as the pages, for scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.money.facts import MoneyPlanned, MoneySpent
from tusach.node.acts import money
from tusach.node.programme.monday import LINES

Run = Callable[..., Ran]


def told(run: Run, home: Path, *words: str) -> Any:
    return run(home, *words, "--json").told


def fund(home: Path) -> None:
    year = int(scene.ON[:4])
    with scene.at_work(home) as node:
        for body in (
            MoneyPlanned("training", "sponsor", year, 100, "1/QĐ"),
            MoneySpent("training", "sponsor", year, 130, "2/QT"),
        ):
            done = money.tell(node, body, scene.at_desk(node))
            assert not isinstance(done, Refusal), done


def test_a_week_says_who_is_silent_and_every_line_with_its_count(library: Path, run: Run) -> None:
    week = told(run, library, "week")
    assert week["due"] == week["heard"] + len(week["silent"])
    assert [one["code"] for one in week["lines"]] == list(LINES)
    assert all(len(one["worst"]) <= one["count"] for one in week["lines"])
    plain = run(library, "week")
    assert plain.exit == run(library, "week", "--json").exit


def test_money_of_a_task_that_nobody_told_is_null_and_not_0(library: Path, run: Run) -> None:
    fund(library)
    year = scene.ON[:4]
    found = told(run, library, "money", "--year", year)
    tasks = {one["task"]: one for one in found["tasks"]}
    assert len(tasks) == 8
    assert (tasks["digital"]["planned"], tasks["digital"]["left"]) == (None, None)
    training = tasks["training"]
    assert (training["planned"], training["spent"], training["left"]) == (100, 130, -30)
    assert training["is_over"] and len(training["papers"]) == 2
    assert found["all"]["planned"] == 100
    other = told(run, library, "money", "--source", "central_budget")
    assert other["all"] == {
        "planned": None,
        "spent": None,
        "left": None,
        "is_over": False,
        "is_unplanned": False,
    }
