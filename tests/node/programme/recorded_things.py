"""One of each record of the programme, for the matrix of who gets in where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.node.desk.conftest import TODAY, WIDE, Library

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.agreements import facts as agreements
from tusach.library.agreements.rules import sign
from tusach.library.doubts import facts as doubt_facts
from tusach.library.gatherings import facts as gatherings
from tusach.library.gatherings.rules import plan
from tusach.library.programme.periods import period
from tusach.library.quality import assessing
from tusach.library.quality import facts as quality
from tusach.library.quality.rules import declare
from tusach.library.reports import facts as report_facts
from tusach.library.visits.facts import VisitCounted
from tusach.library.workers import facts as workers
from tusach.library.workers import rules
from tusach.node.acts import circulation, reports

WORKER, COURSE, EVENT, AGREEMENT = ("6" * 32, "7" * 32, "8" * 32, "9" * 32)


def _told(library: Library, subject: str, noun: str, deed: Any) -> str:
    node = library.node
    done = node.store.act(None, lambda transaction: deed(transaction.state(subject, noun)))
    assert not isinstance(done, Refusal), done
    return subject


def worker(library: Library) -> str:
    """Somebody who works at the main library besides another post."""
    body = workers.WorkerEngaged(library.main, "doubling", "2025-01-01")
    at = rules.At(TODAY, library.main)
    return _told(
        library, WORKER, "worker", lambda one: rules.engage(one, body, at, name="Nông Thị Hoa")
    )


def course(library: Library) -> str:
    """A course that covers everything."""
    body = workers.CourseOffered(
        {"vi": "Tập huấn thư viện"}, ("services", "promotion"), "2026-01-12", "2026-01-16"
    )
    at = rules.At(TODAY, library.main)
    return _told(library, COURSE, "course", lambda one: rules.offer(one, body, at))


def event(library: Library) -> str:
    """A planned day of books at the main library."""
    body = gatherings.GatheringPlanned(library.main, "reading_day", "Ngày Sách", TODAY)
    return _told(library, EVENT, "gathering", lambda one: plan(one, body, on=TODAY))


def agreement(library: Library) -> str:
    """The main library and a school about rotation."""
    body = agreements.AgreementSigned(
        "12/TT", (library.main,), ("rotation",), "2026-01-01", partners=("Trường Alba",)
    )
    return _told(
        library, AGREEMENT, "agreement", lambda one: sign(one, body, on=TODAY, place=library.main)
    )


def model(library: Library) -> str:
    """What a commune says of itself; the commune."""
    unit = str(library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 1")[0][0])
    body = quality.ModelDeclared(unit, (library.main,), TODAY)
    subject = quality.model_subject(library.node.tenant, unit)
    _told(library, subject, "model", lambda one: declare(one, body, on=TODAY, place=library.main))
    return unit


def report(library: Library, name: str = "2026", *, by: tuple[str, ...] = ()) -> str:
    """The year so far, frozen; prepared, checked, signed by these people."""
    node, over = library.node, period(name)
    assert over is not None
    subject = reports.freeze(
        node, over, kind=report_facts.ANNUAL, unit="", where=reports.at(node, None)
    )
    assert isinstance(subject, str), subject
    for step, who in zip(report_facts.STEPS, by, strict=False):
        done = reports.sign(node, subject, step, reports.at(node, who, library.main))
        assert not isinstance(done, Refusal), done
    return subject


def assessment(library: Library) -> str:
    """The commune of the main library, held against the criteria of commune libraries."""
    return assessed(library, _unit_of_main(library))


def assessed(library: Library, unit: str) -> str:
    """A commune, held against the criteria of commune libraries; the assessment."""
    body = quality.AssessmentOpened(unit, "commune@1", 2026)
    subject = quality.assessment_subject(
        library.node.tenant, unit=unit, criteria=body.criteria, year=body.year
    )
    at = assessing.At(TODAY, library.main)
    return _told(library, subject, "assessment", lambda one: assessing.begin(one, body, at))


def _unit_of_main(library: Library) -> str:
    unit = library.node.place(library.main).unit
    first = library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 1")
    return unit or str(first[0][0])


MONTH = "2026-10"


def visits(library: Library, counts: Sequence[int], month: str = MONTH, **more: Any) -> None:
    """So many visits on the first days of a month, all told now, by nobody in particular."""
    for nr, n in enumerate(counts, start=1):
        done = circulation.count_visits(
            library.node, VisitCounted("on_site", n, **more), library.at(on=f"{month}-{nr:02}")
        )
        assert not isinstance(done, Refusal), done


def spot_check(library: Library) -> str:
    """A spot check of the main library, of one record that nobody holds."""
    subject = doubt_facts.spotcheck_subject(
        library.node.tenant, place=library.main, month=MONTH, of=doubt_facts.VISITS
    )
    body = doubt_facts.SpotcheckDrawn(
        MONTH, doubt_facts.VISITS, "other", TODAY, "82941", 1, "0" * 64, ("f" * 32,)
    )
    draft = Draft(
        kind="spotcheck.drawn/1",
        subject=subject,
        scope=scopes.operations(library.main),
        on=TODAY,
        place=library.main,
        body=body,
    )
    done = library.node.store.tell(WIDE, (draft,))
    assert not isinstance(done, Refusal), done
    return subject
