"""Assessments as this node knows them: the sets, what records tell of a commune, every state."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from tusach.library.agreements.story import AgreementState
from tusach.library.calendar.months import months_later
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet, read_sets
from tusach.library.quality.lines import has_all_musts
from tusach.library.workers.ability import Measure, is_trained
from tusach.node.acts import working
from tusach.node.acts.node import Node

_PLACES = "SELECT subject FROM place WHERE tenant = ? AND unit = ?"
_COPIES = (
    "SELECT count(*), coalesce(sum(CASE WHEN k.withdrawn_on IS NULL OR k.withdrawn_on > ? "
    "THEN 1 ELSE 0 END), 0) FROM copy k JOIN place p ON p.tenant = k.tenant "
    "AND p.subject = k.holder WHERE (k.registered_on IS NULL OR k.registered_on <= ?) "
    "AND k.tenant = ? AND p.unit = ?"
)
_EVENTS = (
    "SELECT count(*), coalesce(sum(CASE WHEN g.state = 'held' AND g.first >= ? AND g.first <= ? "
    "THEN 1 ELSE 0 END), 0) FROM gathering g JOIN place p ON p.tenant = g.tenant "
    "AND p.subject = g.place WHERE g.tenant = ? AND p.unit = ?"
)


@lru_cache(maxsize=1)
def sets() -> dict[str, CriteriaSet]:
    """Every set of criteria that this version knows, by name."""
    file = resources.files("tusach.library.quality").joinpath("criteria.json")
    return read_sets(file.read_bytes())


def counted(node: Node, unit: str, *, year: int | None = None) -> dict[str, int]:
    """What records tell of a commune, by criterion; what nothing tells is left out.

    As of today or, of a library year that is over, of its last day: what came or ended after it is
    not of that year. Copies are those that lie in the commune now, of what there was then. A number
    stands only where records of that sort speak of the commune at all: no record is not 0.
    """
    on, found = records_on(node, year), dict[str, int]()
    places = {str(one) for (one,) in node.store.query(_PLACES, (node.tenant, unit))}
    ((known, copies),) = node.store.query(_COPIES, (on, on, node.tenant, unit))
    if known:
        found["copies"] = found["stock"] = int(copies)
    year_ago = months_later(on, -12)
    ((known, held),) = node.store.query(_EVENTS, (year_ago, on, node.tenant, unit))
    if known:
        found["event"] = int(held)
    trained = _trained(node, places, on)
    if trained is not None:
        found["worker"] = trained
    agreements = _agreements(node, places, on)
    if agreements is not None:
        found["agreement"] = agreements
    return found


def records_on(node: Node, year: int | None) -> str:
    """The day of which the records of a library year tell: its last one, or today."""
    today = node.today()
    return today if year is None else min(today, f"{year}-11-30")


def _trained(node: Node, places: set[str], today: str) -> int | None:
    courses, measure = working.courses(node), Measure()
    here = [
        one
        for one in working.workers(node)
        if any(work.place in places for work in one.works_on(today))
    ]
    if not here:
        return None
    return sum(is_trained(one, courses, today, measure=measure) for one in here)


def _agreements(node: Node, places: set[str], today: str) -> int | None:
    rows = node.store.query(
        "SELECT subject FROM agreement WHERE tenant = ? ORDER BY subject", (node.tenant,)
    )
    states: list[AgreementState] = [node.store.state(str(one), "agreement") for (one,) in rows]
    here = [one for one in states if one.signed and places.intersection(one.signed.places)]
    return sum(one.holds(today) for one in here) if here else None


def every(node: Node, unit: str | None = None) -> list[AssessmentState]:
    """Every assessment, of one commune or of all, the latest year first."""
    where, more = (" AND unit = ?", (unit,)) if unit else ("", ())
    rows = node.store.query(
        f"SELECT subject FROM assessment WHERE tenant = ?{where} "  # noqa: S608
        "ORDER BY year DESC, unit, criteria",
        (node.tenant, *more),
    )
    return [node.store.state(str(one), "assessment") for (one,) in rows]


def last_of(node: Node, unit: str) -> AssessmentState | None:
    """The latest assessment of a commune that was handed in or inspected."""
    done = ("submitted", "inspected")
    return next((one for one in every(node, unit) if one.standing in done), None)


def latest_by_unit(node: Node) -> dict[str, str]:
    """The latest assessment of each commune that has one."""
    rows = node.store.query(
        "SELECT unit, subject FROM assessment WHERE tenant = ? ORDER BY year, criteria",
        (node.tenant,),
    )
    return {str(unit): str(subject) for unit, subject in rows}


def musts_met(state: AssessmentState) -> bool | None:
    """Whether every must-have of its set is met; None where one is not known, or the set."""
    opened = state.opened
    criteria = sets().get(opened.criteria) if opened else None
    return has_all_musts(state, criteria) if criteria else None


def library_year(day: str) -> int:
    """The library year of a day: it begins on 1 December. Source: Circular 05/2020/TT-BVHTTDL.

    >>> library_year("2026-11-30"), library_year("2026-12-01")
    (2026, 2027)
    """
    return int(day[:4]) + (day[5:7] == "12")
