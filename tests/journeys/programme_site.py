"""The pages of the programme's records, as `site` has them: name and address."""

from collections.abc import Callable

from tests.journeys.cast import DESK
from tests.journeys.stage import Stage

_WORKER = """
    SELECT w.subject FROM work w JOIN place p ON p.subject = w.place WHERE p.code = ? ORDER BY 1
    """
_EVENT = """
    SELECT g.subject FROM gathering g JOIN place p ON p.subject = g.place
    WHERE p.code = ? AND g.state = 'held' ORDER BY 1
    """

_UNIT = "SELECT unit FROM place WHERE code = ?"
_PLACE = "SELECT subject FROM place WHERE code = ?"
_INSPECTED = "SELECT subject FROM assessment WHERE standing = 'inspected' ORDER BY 1"

_PLACE = "SELECT subject FROM place WHERE code = ?"
_CHECK = "SELECT subject FROM spotcheck ORDER BY 1"


def _of(path: str, query: str, *values: str) -> Callable[[Stage], str]:
    return lambda stage: path + stage.one(query, *values)


def _now(stage: Stage) -> str:
    return f"{_of('/programme/reports/', 'SELECT subject FROM report')(stage)}/now"


def _sample(stage: Stage) -> str:
    """Thirty things of the report, drawn by numbers that everybody heard."""
    report = _of("/programme/reports/", "SELECT subject FROM report")(stage)
    return f"{report}/sample?seed=12+45+88&n=30"


def _proof(stage: Stage) -> str:
    """What was told of the visits of a day."""
    return _of("/programme/proofs/", "SELECT subject FROM visit ORDER BY 1 LIMIT 1")(stage)


VIEWS: tuple[tuple[str, str | Callable[[Stage], str]], ...] = (
    ("programme-home", "/programme/"),
    ("programme-figures", "/programme/figures"),
    ("programme-here", "/programme/here"),
    ("programme-commune", _of("/programme/communes/", _UNIT, DESK)),
    ("programme-figure", "/programme/figures/model"),
    ("programme-figure-visits", "/programme/figures/visits"),
    ("programme-indicators", "/programme/indicators"),
    ("programme-indicator", "/programme/indicators/visits"),
    ("programme-targets", "/programme/targets"),
    ("programme-target-visits", "/programme/targets/visits"),
    ("programme-workers", "/programme/workers"),
    ("programme-worker", _of("/programme/workers/", _WORKER, DESK)),
    ("programme-courses", "/programme/courses"),
    ("programme-events", "/programme/events"),
    ("programme-event", _of("/programme/events/", _EVENT, DESK)),
    ("programme-doubts", "/programme/doubts"),
    ("programme-doubt", _of("/programme/doubts/", _PLACE, DESK)),
    ("programme-spot-checks", "/programme/spot-checks"),
    ("programme-online", "/programme/online"),
    ("programme-reports", "/programme/reports"),
)
PROVINCIAL: tuple[tuple[str, str | Callable[[Stage], str]], ...] = (
    ("programme-communes", "/programme/communes"),
    ("programme-leader", "/programme/leader"),
    ("programme-week", "/programme/week"),
    ("programme-remind", _of("/programme/week/remind/", _PLACE, DESK)),
    ("programme-population", "/programme/population"),
    ("programme-population-unit", _of("/programme/population/", _UNIT, DESK)),
    ("programme-money", "/programme/money"),
    ("programme-money-entries", "/programme/money/papers"),
    ("programme-money-entry", _of("/programme/money/papers/", "SELECT subject FROM money")),
    ("programme-gap", "/programme/gap"),
    ("programme-tasks", "/programme/tasks"),
    ("programme-task", _of("/programme/tasks/", "SELECT subject FROM task ORDER BY 1")),
    ("programme-target", "/programme/targets/visits-growth"),
    ("programme-report", _of("/programme/reports/", "SELECT subject FROM report")),
    ("programme-report-now", _now),
    ("programme-report-sample", _sample),
    ("programme-proof", _proof),
    ("programme-course", _of("/programme/courses/", "SELECT subject FROM course")),
    ("programme-agreements", "/programme/agreements"),
    ("programme-agreement", _of("/programme/agreements/", "SELECT subject FROM agreement")),
    ("programme-assessments", "/programme/assessments"),
    ("programme-assessment", _of("/programme/assessments/", _INSPECTED)),
    (
        "programme-pictures",
        lambda stage: f"/programme/assessments/{stage.one(_INSPECTED)}/photographs",
    ),
    ("programme-findings", "/programme/findings"),
    ("programme-spot-check", _of("/programme/spot-checks/", _CHECK)),
    ("programme-models", "/programme/models"),
    ("programme-model", _of("/programme/models/", "SELECT unit FROM model ORDER BY 1")),
)
