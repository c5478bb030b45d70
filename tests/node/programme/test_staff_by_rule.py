"""What the indicator of staff counts by SQL is who is capable by the rules."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from tests.node.desk.conftest import TODAY, Library
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Refusal
from tusach.library.programme.periods import period_of
from tusach.library.workers import facts, rules
from tusach.library.workers.ability import Measure, is_capable
from tusach.library.workers.story import WorkerState
from tusach.node.acts import figures, gaps, working

DAYS = ("2024-03-01", "2025-06-01", "2026-01-20", "2026-02-20", TODAY)


def told(library: Library, subject: str, deed: Any) -> None:
    done = library.node.store.act(
        None, lambda transaction: deed(transaction.state(subject, "worker"), transaction)
    )
    assert not isinstance(done, Refusal), done


def somebody(library: Library, chance: Random) -> None:
    """A worker with looks at many items, some of them taken back or not done well."""
    subject, at = f"{chance.getrandbits(128):032x}", rules.At(TODAY, library.main)
    work = facts.WorkerEngaged(library.main, "doubling", "2024-01-01")
    told(library, subject, lambda one, _: rules.engage(one, work, at, name="Nông Văn Páo"))
    if chance.random() < 0.8:
        result = facts.WorkerTrained(made.COURSE, "2026-01-16", passed=True)
        told(
            library,
            subject,
            lambda one, transaction: rules.train(
                one, transaction.state(made.COURSE, "course"), result, at
            ),
        )
    for day in chance.choices(DAYS, k=chance.randint(1, 4)):
        items = chance.sample(facts.ITEMS, chance.randint(3, 10))
        cut = chance.randint(0, len(items) - 1)
        until = chance.choice((None, None, "2026-06-01"))
        seen = facts.WorkerObserved(day, tuple(items[cut:]), tuple(items[:cut]), valid_until=until)
        told(library, subject, lambda one, _, seen=seen: rules.observe(one, seen, at))
    state: WorkerState = library.node.store.state(subject, "worker")
    if chance.random() < 0.3:
        back = facts.WorkerUnproved(chance.choice(state.observations).fact, TODAY)
        told(library, subject, lambda one, _: rules.unprove(one, back, at))


@pytest.mark.parametrize("seed", range(3))
def test_the_figure_of_capable_staff_is_the_count_by_the_rules(library: Library, seed: int) -> None:
    made.course(library)
    chance = Random(seed)
    for _ in range(30):
        somebody(library, chance)
    node = library.node
    said = figures.shipped_of("staff")
    assert said is not None
    answer = figures.answer(node, said, said.readings[0], period_of("year", TODAY))
    courses = working.courses(node)
    able = [
        one for one in working.workers(node) if is_capable(one, courses, TODAY, measure=Measure())
    ]
    assert (answer.figure.num, answer.figure.den) == (len(able), 30)
    assert 0 < len(able) < 30


def test_so_many_items_are_asked_for_as_the_rule_says() -> None:
    said = figures.shipped_of("staff")
    assert said is not None
    times = {
        select.times
        for reading in said.readings
        for select in reading.numerator.selects
        if select.source == "practice"
    }
    assert times == {Measure().items}


def test_a_commune_with_an_able_worker_and_an_agreement_lacks_neither(library: Library) -> None:
    made.course(library)
    made.agreement(library)
    chance = Random(5)
    for _ in range(4):
        somebody(library, chance)
    found = gaps.standing(library.node)
    home = {
        str(unit)
        for (unit,) in library.node.store.query(
            "SELECT unit FROM place WHERE subject = ?", (library.main,)
        )
    }
    assert home & set(found.lacking)
    for unit in found.units:
        here = unit in home
        assert ("worker" not in found.lacking[unit]) is here
        assert ("agreement" not in found.lacking[unit]) is here
