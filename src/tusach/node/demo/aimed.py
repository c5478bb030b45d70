"""What a province tells of its targets: a baseline of a paper, milestones, tasks."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.population.facts import PopulationTold
from tusach.library.programme import facts, telling
from tusach.library.programme.aims import later_side
from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import period
from tusach.library.tasks import facts as tasks
from tusach.node.acts import aims, defining, figures, population
from tusach.node.acts import tasks as acts
from tusach.node.acts.node import At, Node
from tusach.node.demo.world import SeededRandom
from tusach.node.store.cells import Asked

FIRST_YEAR = "L2025"
PLAN, REPORT, PEOPLE = "109/KH-UBND", "41/BC-TVT", "17/BC-UBND"
READINGS = {"visits_growth": "average_2025", "model": "recognised"}


def aim(node: Node, centre: At) -> None:
    """Baselines of the year before, the targets that the province set, and what is to be done."""
    before = period(FIRST_YEAR)
    assert before is not None
    if centre.on <= before.last:
        return
    units = len(node.store.query("SELECT subject FROM unit WHERE tenant = ?", (node.tenant,)))
    numbers: dict[str, tuple[int, int | None]] = {
        "visits_growth": (_a_little_less(node, before.before(-1).name), None),
        "model": (0, max(1, units)),
    }
    for indicator, reading in READINGS.items():
        said = figures.definition_of(node, indicator)
        assert said is not None
        num, den = numbers[indicator]
        declared = facts.BaselineDeclared(
            indicator=indicator,
            reading=reading,
            period=before.name,
            num=num,
            paper=REPORT,
            dated="2025-12-20",
            grade=facts.REPORT,
            den=den,
        )
        target = facts.TargetSet(
            indicator=indicator,
            reading=reading,
            milestones=tuple(facts.Milestone(one.at, one.value) for one in said.milestones),
            rounding=said.rounding,
            interpolate="linear",
            period="library_year",
            paper=PLAN,
            dated="2025-12-30",
        )
        _declare(node, centre, said, declared)
        _set(node, centre, said, target)


def _declare(node: Node, centre: At, said: Definition, body: facts.BaselineDeclared) -> None:
    where = telling.At(centre.on, centre.place)
    done = aims.tell(
        node,
        centre.by,
        "baseline",
        aims.baseline_of(node, said, body),
        deed=lambda one: telling.declare(one, body, said, where),
    )
    assert not isinstance(done, Refusal), done


def _set(node: Node, centre: At, said: Definition, body: facts.TargetSet) -> None:
    where = telling.At(centre.on, centre.place)
    done = aims.tell(
        node,
        centre.by,
        "target",
        facts.target_subject(node.tenant, said.id),
        deed=lambda one: telling.set_target(one, body, said, where),
    )
    assert not isinstance(done, Refusal), done


def define(node: Node, centre: At) -> None:
    """The province reads the plan's fairs as it likes: an indicator of its own, from a file."""
    raw = resources.files("tusach.node.demo").joinpath("fair_reach.json").read_bytes()
    said, wrong = defining.look_at(raw)
    assert said is not None, wrong
    if not defining.may_define(node):
        return
    said = replace(said, milestones=())  # no seventh target of the plan
    done = defining.define(
        node, centre.by, said, paper=PLAN, dated="2026-02-03", place=centre.place
    )
    assert not isinstance(done, Refusal), done


def tell_people(node: Node, centre: At) -> None:
    """How many people live in each commune, invented, as the report of last year would say it."""
    year, chance = int(centre.on[:4]), SeededRandom("people")
    rows = node.store.query(
        "SELECT subject FROM unit WHERE tenant = ? AND ended_on IS NULL", (node.tenant,)
    )
    people = {unit: 3_000 + chance.draw(9_000) for unit in sorted(str(one) for (one,) in rows)}
    said = PopulationTold("", f"{year - 1}-12-31", 0, PEOPLE, f"{year}-01-20")
    done = population.tell(node, centre.by, people, said, place=centre.place)
    assert not isinstance(done, Refusal), done


def give_tasks(node: Node, centre: At) -> None:
    """What inspections found, and two things that somebody thought of."""
    due = (date.fromisoformat(centre.on) + timedelta(days=21)).isoformat()
    own = [
        tasks.TaskGiven(what=what, due_on=due, source=tasks.OWN, of=node.store.random.new_id())
        for what in ("remind", "visit_place")
    ]
    where = acts.at(node, centre.place)
    made = acts.give_all(node, centre.by, [*acts.of_findings(node), *own], where)
    assert not isinstance(made, Refusal), made


def _a_little_less(node: Node, name: str) -> int:
    """A twelfth less than what was counted in a year, so that it has grown since."""
    said, over = figures.definition_of(node, "visits_growth"), period(name)
    assert said is not None
    assert over is not None
    reading = said.read_as("year_on_year")
    assert reading is not None
    plain = Asked(said, later_side(reading), over)
    (found,) = figures.answers(node, [plain])
    return max(1, (found.figure.num or 1_200) * 11 // 12)
