"""Examples and stories of workers, courses, gatherings, agreements, models and online use."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.agreements import facts as agreements
from tusach.library.digital import facts as digital
from tusach.library.gatherings import facts as gatherings
from tusach.library.quality import facts as quality
from tusach.library.readers.facts import PersonErased
from tusach.library.workers import facts as workers

ON = "2026-03-02"
PLACE, OTHER, UNIT = named("place A"), named("place B"), named("unit")
WORKER, COURSE = workers.worker_subject(TENANT, named("person")), named("course")
EVENT, AGREEMENT = named("event"), named("agreement")
MODEL = quality.model_subject(TENANT, UNIT)
USE = digital.use_subject(TENANT, PLACE, "catalogue", "2026-02")

ENGAGED = workers.WorkerEngaged(PLACE, "doubling", "2025-01-01")
OFFERED = workers.CourseOffered(
    {"vi": "Tập huấn thư viện cơ sở"}, ("services", "promotion"), "2026-01-12", "2026-01-16"
)
TRAINED = workers.WorkerTrained(COURSE, "2026-01-16", passed=True)
HELD = gatherings.GatheringHeld(
    PLACE, "reading_day", "Ngày Sách", "2026-02-21", heads=(("child", 40), ("adult", 12))
)
PLANNED = gatherings.GatheringPlanned(PLACE, "reading_day", "Ngày Sách", "2026-02-21")
SIGNED = agreements.AgreementSigned("12/TT", (PLACE, OTHER), ("rotation", "online"), "2026-01-01")
RECOGNISED = quality.ModelRecognised(UNIT, (PLACE,), "7/QĐ-UBND", "2026-02-01")
COUNTED = digital.OnlineUseCounted(PLACE, "catalogue", "2026-02", 310, "log")

PROGRAMME: list[tuple[Any, ...]] = [
    ("besides another post", "worker.engaged/1", ENGAGED),
    (
        "of the network, until a day",
        "worker.engaged/1",
        workers.WorkerEngaged(PLACE, "full_time", ON, "2027-01-31", named("staff"), "3/QĐ"),
    ),
    (
        "the name is private",
        "worker.named/1",
        workers.WorkerNamed(),
        workers.WorkerNamedPrivate("Nông Thị Hoa", "0912 000 111"),
    ),
    ("left", "worker.left/1", workers.WorkerLeft(PLACE, "2026-06-30")),
    ("moved", "worker.left/1", workers.WorkerLeft(PLACE, "2026-06-30", "moved")),
    ("passed", "worker.trained/1", TRAINED),
    (
        "was not there",
        "worker.trained/1",
        workers.WorkerTrained(COURSE, "2026-01-16", missed=True),
    ),
    (
        "with a certificate until a day",
        "worker.trained/1",
        workers.WorkerTrained(
            COURSE, "2026-01-16", passed=True, valid_until="2028-12-31", certificate="15/CN"
        ),
    ),
    ("seen", "worker.observed/1", workers.WorkerObserved(ON, ("lending", "crates"))),
    (
        "seen by the province",
        "worker.observed/1",
        workers.WorkerObserved(ON, ("lending",), ("statistics",), named("staff"), "2029-03-02"),
    ),
    ("counts no longer", "worker.unproved/1", workers.WorkerUnproved("0" * 32, ON, "mistake")),
    ("a course", "course.offered/1", OFFERED),
    (
        "all of a course",
        "course.offered/1",
        workers.CourseOffered(
            names={"vi": "Tập huấn", "en": "Training"},
            covers=("services",),
            first=ON,
            last="2026-03-06",
            hours=40,
            valid_months=36,
            organiser="Thư viện tỉnh",
            decision="21/KH-TVT",
        ),
    ),
    ("called off", "course.called_off/1", workers.CourseCalledOff("weather")),
    ("planned", "gathering.planned/1", PLANNED),
    (
        "all of a plan",
        "gathering.planned/1",
        gatherings.GatheringPlanned(
            place=PLACE,
            kind="story_hour",
            title="Kể chuyện bằng tiếng Tày",
            first=ON,
            last="2026-03-03",
            minute=480,
            languages=("tyz", "vi"),
            partners=("Trường Tiểu học Tổng Cọt",),
        ),
    ),
    ("held", "gathering.held/1", HELD),
    (
        "all of what was held, nobody counted",
        "gathering.held/1",
        gatherings.GatheringHeld(
            place=PLACE,
            kind="story_hour",
            title="Kể chuyện bằng tiếng Tày",
            first=ON,
            last="2026-03-03",
            languages=("tyz", "vi"),
            partners=("Trường Tiểu học Tổng Cọt",),
            titles=(named("title"),),
        ),
    ),
    ("not held", "gathering.cancelled/1", gatherings.GatheringCancelled("weather")),
    ("two places", "agreement.signed/1", SIGNED),
    (
        "with the post, until a day",
        "agreement.signed/1",
        agreements.AgreementSigned(
            paper="3/TTLT",
            places=(PLACE,),
            about=("rotation",),
            valid_from=ON,
            valid_until="2028-03-01",
            partners=("Bưu điện tỉnh",),
        ),
    ),
    ("ended", "agreement.ended/1", agreements.AgreementEnded("2027-01-31", "not_renewed", "2/TB")),
    ("declared", "model.declared/1", quality.ModelDeclared(UNIT, (PLACE, OTHER), ON)),
    (
        "declared against criteria",
        "model.declared/1",
        quality.ModelDeclared(UNIT, (PLACE,), ON, "grassroots@1"),
    ),
    ("recognised", "model.recognised/1", RECOGNISED),
    (
        "recognised until a day",
        "model.recognised/1",
        quality.ModelRecognised(UNIT, (PLACE,), "8/QĐ-UBND", ON, "2029-03-01", "grassroots@1"),
    ),
    ("taken back", "model.withdrawn/1", quality.ModelWithdrawn(ON, "closed", "9/QĐ-UBND")),
    ("by the log", "use.counted/1", COUNTED),
    (
        "with people",
        "use.counted/1",
        digital.OnlineUseCounted(PLACE, "page", "2026-02", 310, "report", 45),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "worker.engaged/1": [("no day", {"place": PLACE, "how": "full_time"})],
    "worker.trained/1": [
        ("passed in words", {"course": COURSE, "done_on": ON, "passed": "yes"}),
    ],
    "course.offered/1": [
        (
            "0 hours",
            {"names": {"vi": "X"}, "covers": ["law"], "first": ON, "last": ON, "hours": 0},
        )
    ],
    "gathering.held/1": [
        (
            "heads below nothing",
            {"place": PLACE, "kind": "club", "title": "X", "first": ON, "heads": [["child", -1]]},
        )
    ],
    "use.counted/1": [
        (
            "a thirteenth month",
            {
                "place": PLACE,
                "offer": "page",
                "month": "2026-13",
                "uses": 1,
                "source": "log",
            },
        )
    ],
}

Row = tuple[str, str, list[Held]]


def _two() -> tuple[Teller, Teller]:
    return Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)


def worker_rows() -> list[Row]:
    """Somebody who works, learns, shows it, loses a result, leaves and is erased; told apart."""
    a, b = _two()
    private = workers.WorkerNamedPrivate("Nông Thị Hoa")
    a.say("worker.engaged/1", WORKER, ENGAGED, on=ON)
    a.say("worker.named/1", WORKER, workers.WorkerNamed(), on=ON, private=private)
    result = a.say("worker.trained/1", WORKER, TRAINED, on=ON)
    seen = workers.WorkerObserved(ON, ("lending",), ("crates",))
    a.say("worker.observed/1", WORKER, seen, on=ON)
    b.meet(a)
    other = workers.WorkerTrained(COURSE, "2026-01-16", passed=False)
    b.say("worker.trained/1", WORKER, other, on=ON)
    a.say("worker.trained/1", WORKER, workers.WorkerTrained(COURSE, "2026-01-15"), on=ON)
    a.meet(b)
    apart = a.held(WORKER)
    a.say("worker.unproved/1", WORKER, workers.WorkerUnproved(result.id, ON), on=ON)
    a.say("worker.left/1", WORKER, workers.WorkerLeft(PLACE, "2026-06-30", "moved"), on=ON)
    whole = a.held(WORKER)
    commitments = tuple(one.fact.commitment for one in whole if one.fact.commitment)
    a.say("person.erased/1", WORKER, PersonErased(commitments, "asked"), on=ON)
    return [
        ("results told apart", WORKER, apart),
        ("left, a result taken back", WORKER, whole),
        ("erased", WORKER, a.held(WORKER)),
    ]


def course_rows() -> list[Row]:
    """Offered, put right, told apart, called off."""
    a, b = _two()
    a.say("course.offered/1", COURSE, OFFERED, on=ON)
    b.meet(a)
    longer = workers.CourseOffered(OFFERED.names, OFFERED.covers, OFFERED.first, "2026-01-17")
    a.say("course.offered/1", COURSE, longer, on=ON)
    other = workers.CourseOffered(OFFERED.names, ("law",), OFFERED.first, OFFERED.last)
    b.say("course.offered/1", COURSE, other, on=ON)
    a.meet(b)
    apart = a.held(COURSE)
    a.say("course.called_off/1", COURSE, workers.CourseCalledOff("weather"), on=ON)
    return [("offered apart", COURSE, apart), ("called off", COURSE, a.held(COURSE))]


def gathering_rows() -> list[Row]:
    """Planned and held; held apart; called off by one who did not know that it was held."""
    a, b = _two()
    a.say("gathering.planned/1", EVENT, PLANNED, on=ON)
    b.meet(a)
    a.say("gathering.held/1", EVENT, HELD, on=ON)
    whole = a.held(EVENT)
    fewer = gatherings.GatheringHeld(
        PLACE, "reading_day", "Ngày Sách", "2026-02-21", heads=(("child", 30),)
    )
    b.say("gathering.held/1", EVENT, fewer, on=ON)
    c = Teller("C", now_ms=BEGAN_MS + 120_000)
    c.say("gathering.planned/1", EVENT, PLANNED, on=ON)
    c.say("gathering.cancelled/1", EVENT, gatherings.GatheringCancelled("weather"), on=ON)
    cancelled = c.held(EVENT)
    a.meet(b)
    a.meet(c)
    return [
        ("planned and held", EVENT, whole),
        ("called off", EVENT, cancelled),
        ("held apart, called off apart", EVENT, a.held(EVENT)),
    ]


def agreement_rows() -> list[Row]:
    """Signed, ended, signed apart."""
    a, b = _two()
    a.say("agreement.signed/1", AGREEMENT, SIGNED, on=ON)
    a.say("agreement.ended/1", AGREEMENT, agreements.AgreementEnded("2027-01-31"), on=ON)
    whole = a.held(AGREEMENT)
    other = agreements.AgreementSigned("12/TT", (PLACE, OTHER), ("rotation",), "2026-01-01")
    b.say("agreement.signed/1", AGREEMENT, other, on=ON)
    a.meet(b)
    return [("signed and ended", AGREEMENT, whole), ("signed apart", AGREEMENT, a.held(AGREEMENT))]


def model_rows() -> list[Row]:
    """Declared, recognised, taken back, recognised anew; one decision told apart."""
    a, b = _two()
    a.say("model.declared/1", MODEL, quality.ModelDeclared(UNIT, (PLACE,), ON), on=ON)
    a.say("model.recognised/1", MODEL, RECOGNISED, on=ON)
    a.say("model.withdrawn/1", MODEL, quality.ModelWithdrawn("2026-05-01"), on=ON)
    again = quality.ModelRecognised(UNIT, (PLACE, OTHER), "9/QĐ-UBND", "2026-06-01")
    a.say("model.recognised/1", MODEL, again, on=ON)
    whole = a.held(MODEL)
    other = quality.ModelRecognised(UNIT, (OTHER,), "7/QĐ-UBND", "2026-02-01")
    b.say("model.recognised/1", MODEL, other, on=ON)
    a.meet(b)
    return [("recognised again", MODEL, whole), ("told apart", MODEL, a.held(MODEL))]


def use_rows() -> list[Row]:
    """Counted, put right, counted apart."""
    a, b = _two()
    a.say("use.counted/1", USE, COUNTED, on=ON)
    b.meet(a)
    more = digital.OnlineUseCounted(PLACE, "catalogue", "2026-02", 330, "log", 60)
    a.say("use.counted/1", USE, more, on=ON)
    whole = a.held(USE)
    guess = digital.OnlineUseCounted(PLACE, "catalogue", "2026-02", 500, "estimate")
    b.say("use.counted/1", USE, guess, on=ON)
    a.meet(b)
    return [("put right", USE, whole), ("counted apart", USE, a.held(USE))]
