"""Examples and stories of baselines, targets and tasks: told, replaced, withdrawn, told apart."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.programme import facts
from tusach.library.tasks import facts as tasks

ON, LATER = "2026-10-05", "2026-11-20"
UNIT = named("unit")
BASELINE = facts.baseline_subject(
    TENANT, indicator="visits_growth", reading="average", unit="", period="2024"
)
TARGET = facts.target_subject(TENANT, "model")
TASK = tasks.task_subject(TENANT, source="gap_plan", of="plan", unit=UNIT, what="train")

DECLARED = facts.BaselineDeclared(
    indicator="visits_growth",
    reading="average",
    period="2024",
    num=58_214,
    paper="41/BC-TVT",
    dated="2025-01-15",
    grade="report",
)
OF_UNIT = facts.BaselineDeclared(
    indicator="model",
    reading="recognised",
    period="L2025",
    num=0,
    den=56,
    paper="12/BC",
    dated="2025-12-20",
    grade="recorded",
    unit=UNIT,
)
SET = facts.TargetSet(
    indicator="model",
    reading="recognised_communes",
    milestones=(facts.Milestone(2026, 15), facts.Milestone(2030, 50)),
    rounding="ceil_units",
    interpolate="linear",
    period="library_year",
    paper="109/KH-UBND",
    dated="2026-02-03",
)
GIVEN = tasks.TaskGiven(
    what="train",
    due_on="2026-12-31",
    source="gap_plan",
    unit=UNIT,
    start_on="2026-11-01",
    of=named("plan"),
    staff=named("staff A"),
)

TARGETS: list[tuple[Any, ...]] = [
    ("a number of a report", "baseline.declared/1", DECLARED),
    ("of a commune, with its whole", "baseline.declared/1", OF_UNIT),
    (
        "taken back",
        "baseline.withdrawn/1",
        facts.BaselineWithdrawn(named("told"), "mistake"),
    ),
    ("taken back without a reason", "baseline.withdrawn/1", facts.BaselineWithdrawn(named("told"))),
    ("read otherwise, two milestones", "target.set/1", SET),
    (
        "of the calendar year, without a mark",
        "target.set/1",
        replace(SET, indicator="far_trips", reading="trips_from_2025", period="year", paper="7"),
    ),
    ("as the definition says again", "target.withdrawn/1", facts.TargetWithdrawn(named("told"))),
    (
        "as the definition says again, since it was a mistake",
        "target.withdrawn/1",
        facts.TargetWithdrawn(named("told"), "mistake"),
    ),
    ("out of a plan, to somebody", "task.given/1", GIVEN),
    (
        "of one's own, for the province",
        "task.given/1",
        tasks.TaskGiven(what="sign", due_on="2026-12-31", source="by_hand"),
    ),
    ("done", "task.done/1", tasks.TaskDone(LATER)),
    ("done, with its paper", "task.done/1", tasks.TaskDone(LATER, "8/BB")),
    ("need not be done", "task.withdrawn/1", tasks.TaskWithdrawn()),
    ("need not be done, for a reason", "task.withdrawn/1", tasks.TaskWithdrawn("mistake")),
]
_NO_PAPER = {"indicator": "model", "reading": "recognised", "period": "2024", "num": 1}
BAD: dict[str, list[tuple[str, Any]]] = {
    "baseline.declared/1": [
        ("no paper", _NO_PAPER),
        (
            "less than none",
            _NO_PAPER | {"num": -1, "paper": "1", "dated": "2025-01-15", "grade": "report"},
        ),
    ],
    "baseline.withdrawn/1": [("nothing meant", {})],
    "target.set/1": [("nothing asked", {"indicator": "model", "reading": "recognised"})],
    "target.withdrawn/1": [("nothing meant", {"reason": "mistake"})],
    "task.given/1": [("no day", {"what": "train", "source": "gap_plan"})],
    "task.done/1": [("no day", {})],
    "task.withdrawn/1": [("words", {"reason": 7})],
}

Row = tuple[str, str, list[Held]]


def baseline_rows() -> list[Row]:
    """Declared, replaced, withdrawn; an old word withdrawn; declared apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    first = a.say("baseline.declared/1", BASELINE, DECLARED, on=ON)
    second = a.say("baseline.declared/1", BASELINE, replace(DECLARED, num=58_300), on=ON)
    a.say("baseline.withdrawn/1", BASELINE, facts.BaselineWithdrawn(first.id), on=ON)
    replaced = a.held(BASELINE)
    b.meet(a)
    a.say("baseline.withdrawn/1", BASELINE, facts.BaselineWithdrawn(second.id, "mistake"), on=ON)
    withdrawn = a.held(BASELINE)
    a.say("baseline.declared/1", BASELINE, replace(DECLARED, num=60_000), on=LATER)
    b.say("baseline.declared/1", BASELINE, replace(DECLARED, grade="estimate"), on=LATER)
    a.meet(b)
    return [
        ("replaced", BASELINE, replaced),
        ("withdrawn", BASELINE, withdrawn),
        ("declared apart", BASELINE, a.held(BASELINE)),
    ]


def target_rows() -> list[Row]:
    """Set, set anew, withdrawn; set apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("target.set/1", TARGET, SET, on=ON)
    b.meet(a)
    second = a.say("target.set/1", TARGET, replace(SET, reading="declared"), on=ON)
    once = a.held(TARGET)
    a.say("target.withdrawn/1", TARGET, facts.TargetWithdrawn(second.id), on=LATER)
    withdrawn = a.held(TARGET)
    b.say("target.set/1", TARGET, replace(SET, interpolate="step"), on=LATER)
    c = Teller("C", now_ms=BEGAN_MS + 120_000)
    c.say("target.set/1", TARGET, replace(SET, paper="110/KH-UBND"), on=LATER)
    c.meet(b)
    a.meet(c)
    return [
        ("set anew", TARGET, once),
        ("withdrawn", TARGET, withdrawn),
        ("set apart", TARGET, a.held(TARGET)),
    ]


def task_rows() -> list[Row]:
    """Given, done, given anew, withdrawn; given apart, and done though withdrawn."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("task.given/1", TASK, GIVEN, on=ON)
    a.say("task.done/1", TASK, tasks.TaskDone(LATER), on=LATER)
    done = a.held(TASK)
    a.say("task.given/1", TASK, replace(GIVEN, due_on="2027-03-31"), on=LATER)
    again = a.held(TASK)
    b.meet(a)
    a.say("task.withdrawn/1", TASK, tasks.TaskWithdrawn("mistake"), on=LATER)
    withdrawn = a.held(TASK)
    b.say("task.done/1", TASK, tasks.TaskDone(LATER, "8/BB"), on=LATER)
    c = Teller("C", now_ms=BEGAN_MS + 120_000)
    c.say("task.given/1", TASK, replace(GIVEN, staff=""), on=LATER)
    c.meet(b)
    a.meet(c)
    return [
        ("done", TASK, done),
        ("given anew", TASK, again),
        ("withdrawn", TASK, withdrawn),
        ("told apart", TASK, a.held(TASK)),
    ]
