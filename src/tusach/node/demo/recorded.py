"""What a programme keeps besides lending: workers, courses, events, agreements, models, use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_noop

from tusach.ledger.draft import Draft, Refusal
from tusach.library.agreements import facts as agreements
from tusach.library.agreements.rules import sign
from tusach.library.calendar.months import months_later
from tusach.library.digital import facts as digital
from tusach.library.digital.rules import count
from tusach.library.gatherings import facts as gatherings
from tusach.library.gatherings.rules import hold, plan
from tusach.library.profile.people import invented_person
from tusach.library.programme.periods import period_of
from tusach.library.quality import assessing as assess
from tusach.library.quality import facts as quality
from tusach.library.quality.criteria import DOCUMENT, judged
from tusach.library.quality.rules import declare, recognise
from tusach.library.reports.facts import ANNUAL, PREPARED
from tusach.library.workers import facts as workers
from tusach.library.workers import rules
from tusach.node.acts import assessing, reports
from tusach.node.acts.node import At, Node
from tusach.node.demo import aimed
from tusach.node.demo.pictured import photograph
from tusach.node.demo.world import SeededRandom

WORKERS_EACH, MONTHS = 2, 6
COURSE = gettext_noop("Training for grassroots libraries")
STORIES = gettext_noop("Story hour")
LANGUAGES = ("vi", "en")
ABOUT = ("rotation", "online")


def keep_records(node: Node, places: Sequence[str], centre: At, chance: SeededRandom) -> None:
    """Records as a province has them on any morning. places: ids of libraries, the centre first."""
    today = date.fromisoformat(centre.on)
    course = _course(node, centre, today)
    for nr, place in enumerate(places):
        for worker in range(WORKERS_EACH if nr else 3):
            _worker(node, (place, centre), course, chance=chance, is_good=(nr + worker) % 3 > 0)
        _events(node, place, centre, today=today, heads=12 + 5 * nr)
        if nr < len(places) // 2:
            _use(node, place, centre, today=today, uses=60 + 35 * nr)
    _papers(node, places, centre, today)
    aimed.aim(node, centre)
    aimed.define(node, centre)
    aimed.tell_people(node, centre)
    aimed.give_tasks(node, centre)
    _report(node, centre)


def _names(english: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = translation.gettext(english)
    return found


def _say(node: Node, subject: str, noun: str, at: At, *, deed: Any) -> None:
    def told(transaction: Any) -> tuple[Draft, ...] | Refusal:
        found: tuple[Draft, ...] | Refusal = deed(transaction.state(subject, noun))
        return found

    done = node.store.act(at.by, told)
    assert not isinstance(done, Refusal), (noun, done)


def _course(node: Node, centre: At, today: date) -> str:
    subject = node.store.random.new_id()
    first = today - timedelta(days=200)
    body = workers.CourseOffered(
        names=_names(COURSE),
        covers=(workers.SERVICES, workers.PROMOTION),
        first=first.isoformat(),
        last=(first + timedelta(days=4)).isoformat(),
        hours=40,
        valid_months=36,
    )
    at = rules.At(centre.on, centre.place)
    _say(node, subject, "course", centre, deed=lambda one: rules.offer(one, body, at))
    return subject


def _worker(
    node: Node, where: tuple[str, At], course: str, *, chance: SeededRandom, is_good: bool
) -> None:
    place, centre = where
    names = node.profile.names
    assert names is not None
    who = invented_person(names, chance.draw, year=int(centre.on[:4]) - 30).full_name
    subject, at = node.store.random.new_id(), rules.At(centre.on, place)
    said = workers.WorkerEngaged(place, "doubling", f"{int(centre.on[:4]) - 1}-01-01")
    _say(node, subject, "worker", centre, deed=lambda one: rules.engage(one, said, at, name=who))
    of = node.store.state(course, "course")
    result = workers.WorkerTrained(course, of.offered.last, passed=is_good)
    _say(node, subject, "worker", centre, deed=lambda one: rules.train(one, of, result, at))
    if is_good:
        seen = workers.WorkerObserved(months_later(of.offered.last, 2), workers.ITEMS[:7])
        _say(node, subject, "worker", centre, deed=lambda one: rules.observe(one, seen, at))


def _events(node: Node, place: str, centre: At, *, today: date, heads: int) -> None:
    title = _names(STORIES)[node.profile.province.default_language]
    past, ahead = node.store.random.new_id(), node.store.random.new_id()
    group = node.profile.lending.reader_groups[0].code
    held = gatherings.GatheringHeld(
        place=place,
        kind="story_hour",
        title=title,
        first=(today - timedelta(days=30)).isoformat(),
        heads=((group, heads),),
    )
    _say(node, past, "gathering", centre, deed=lambda one: hold(one, held, on=centre.on))
    planned = gatherings.GatheringPlanned(
        place=place, kind="story_hour", title=title, first=(today + timedelta(days=12)).isoformat()
    )
    _say(node, ahead, "gathering", centre, deed=lambda one: plan(one, planned, on=centre.on))


def _use(node: Node, place: str, centre: At, *, today: date, uses: int) -> None:
    for back in range(1, MONTHS + 1):
        month = months_later(today.isoformat(), -back)[:7]
        body = digital.OnlineUseCounted(place, "page", month, uses + 7 * back, digital.REPORT)
        subject = digital.use_subject(node.tenant, place, "page", month)
        _say(
            node, subject, "use", centre, deed=lambda one, body=body: count(one, body, on=centre.on)
        )


def _count(node: Node, subject: str, body: digital.OnlineUseCounted, centre: At) -> None:
    _say(node, subject, "use", centre, deed=lambda one: count(one, body, on=centre.on))


def _papers(node: Node, places: Sequence[str], centre: At, today: date) -> None:
    begins = (today - timedelta(days=300)).isoformat()
    assessed: set[str] = set()
    for nr, place in enumerate(places[1:], start=1):
        sides = (places[0], place)
        _agreed(node, agreements.AgreementSigned(f"{nr:02}/2026", sides, ABOUT, begins), centre)
        unit = node.place(place).unit
        if unit is not None:
            _model(node, unit, place, centre, begins=begins, is_recognised=nr % 2 == 1)
            if unit not in assessed:  # two libraries may lie in one commune
                assessed.add(unit)
                _assessment(node, unit, centre, today=today, is_inspected=nr % 2 == 1)


def _report(node: Node, centre: At) -> None:
    """The library year so far, frozen and prepared; somebody else is to check it."""
    over = period_of("library_year", centre.on)
    at = reports.at(node, centre.by, centre.place)
    made = reports.freeze(node, over, kind=ANNUAL, unit="", where=at)
    assert not isinstance(made, Refusal), made
    done = reports.sign(node, made, PREPARED, at)
    assert not isinstance(done, Refusal), done


def _agreed(node: Node, body: agreements.AgreementSigned, centre: At) -> None:
    where = {"on": centre.on, "place": centre.place}
    subject = node.store.random.new_id()
    _say(node, subject, "agreement", centre, deed=lambda one: sign(one, body, **where))


def _model(
    node: Node, unit: str, place: str, centre: At, *, begins: str, is_recognised: bool
) -> None:
    subject = quality.model_subject(node.tenant, unit)
    said = quality.ModelDeclared(unit, (place,), begins)
    where = {"on": centre.on, "place": centre.place}
    _say(node, subject, "model", centre, deed=lambda one: declare(one, said, **where))
    if is_recognised:
        decided = quality.ModelRecognised(unit, (place,), "07/2026", begins)
        _say(node, subject, "model", centre, deed=lambda one: recognise(one, decided, **where))


def _assessment(node: Node, unit: str, centre: At, *, today: date, is_inspected: bool) -> None:
    """A commune held against the criteria; where inspected, one of them has to be mended."""
    year, at = assessing.library_year(centre.on), assess.At(centre.on, centre.place)
    opened = quality.AssessmentOpened(unit, "commune@1", year)
    criteria = assessing.sets()[opened.criteria]
    subject = quality.assessment_subject(
        node.tenant, unit=unit, criteria=opened.criteria, year=year
    )
    _say(node, subject, "assessment", centre, deed=lambda one: assess.begin(one, opened, at))
    if not is_inspected:
        return
    counted = assessing.counted(node, unit)
    said = tuple(
        quality.Answer(
            one.code,
            met=judged(one, counted.get(one.code, one.at_least)) is not False,
            value=counted.get(one.code, one.at_least),
            proof="12/2026" if one.kind == DOCUMENT else "",
        )
        for one in criteria.criteria
        if one.must
    )
    for deed in (
        lambda one: assess.answer(one, said, criteria, at),
        lambda one: assess.submit(one, criteria, at),
    ):
        _say(node, subject, "assessment", centre, deed=deed)
    photograph(node, subject, criteria, centre)
    due = (today + timedelta(days=60)).isoformat()
    given = node.store.state(subject, "assessment").given.fact
    seen = (
        quality.Found("periodicals", met=False, value=1, why="counted_anew", due_on=due),
        quality.Found("access", met=True),
    )
    body = quality.AssessmentInspected(centre.on, seen, given)
    _say(
        node,
        subject,
        "assessment",
        centre,
        deed=lambda one: assess.inspect(one, body, criteria, at),
    )
