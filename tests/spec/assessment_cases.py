"""Examples and stories of assessments: opened, answered, submitted, inspected, told apart."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.quality import facts

ON, LATER = "2026-10-05", "2026-11-20"
UNIT = named("unit")
ASSESSMENT = facts.assessment_subject(TENANT, unit=UNIT, criteria="commune@1", year=2026)
OPENED = facts.AssessmentOpened(UNIT, "commune@1", 2026)
OF = named("answered")

COPIES = facts.Answer("copies", met=True, value=2100)
FLOOR = facts.Answer("floor", met=False, value=30)
PAPER = facts.Answer("education", met=True, proof="12/QĐ-UBND")
ANSWERED = facts.AssessmentAnswered((COPIES, FLOOR, PAPER))
INSPECTED = facts.AssessmentInspected(
    LATER,
    (
        facts.Found("copies", met=False, value=1900, why="counted_anew", due_on="2027-03-01"),
        facts.Found("education", met=True, proof="12/QĐ-UBND"),
    ),
    OF,
)

PICTURE = facts.AssessmentPhotographed(
    hash="07" * 32,
    bytes=150_000,
    media="jpeg",
    width=1280,
    height=960,
    children="none",
    taken_on=LATER,
    criterion="copies",
)

ASSESSMENTS: list[tuple[Any, ...]] = [
    ("of a commune", "assessment.opened/1", OPENED),
    ("with a number, a shortfall and a paper", "assessment.answered/1", ANSWERED),
    ("nothing known", "assessment.answered/1", facts.AssessmentAnswered(())),
    ("handed in", "assessment.submitted/1", facts.AssessmentSubmitted(OF)),
    ("found otherwise", "assessment.inspected/1", INSPECTED),
    (
        "by another commune until a day",
        "assessment.review_assigned/1",
        facts.AssessmentReviewAssigned(named("other unit"), due_on=LATER),
    ),
    (
        "by another commune",
        "assessment.review_assigned/1",
        facts.AssessmentReviewAssigned(named("other unit")),
    ),
    (
        "by another commune, found otherwise",
        "assessment.reviewed/1",
        facts.AssessmentReviewed(
            named("other unit"),
            LATER,
            (facts.Found("copies", met=False, value=1900, why="counted_anew"),),
            OF,
        ),
    ),
    (
        "the shelves, no child can be recognised",
        "assessment.photographed/1",
        PICTURE,
    ),
    (
        "the place as a whole, with consent",
        "assessment.photographed/1",
        replace(PICTURE, hash="08" * 32, children="consent", criterion=""),
    ),
    (
        "who is seen asks",
        "assessment.photograph_removed/1",
        facts.AssessmentPhotographRemoved("07" * 32, "seen_asks"),
    ),
    (
        "before any answer",
        "assessment.inspected/1",
        facts.AssessmentInspected(LATER, (facts.Found("access", met=True),)),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "assessment.opened/1": [
        ("a year nobody means", {"unit": UNIT, "criteria": "commune@1", "year": 26}),
        ("no criteria", {"unit": UNIT, "year": 2026}),
    ],
    "assessment.answered/1": [
        ("unknown is no answer", {"answers": [{"criterion": "copies", "met": None}]}),
        (
            "less than none",
            {"answers": [{"criterion": "copies", "met": False, "value": -1}]},
        ),
    ],
    "assessment.submitted/1": [("nothing meant", {})],
    "assessment.inspected/1": [("no day", {"found": []})],
    "assessment.photographed/1": [("no hash", {"bytes": 1, "media": "jpeg", "taken_on": LATER})],
    "assessment.photograph_removed/1": [("no reason", {"hash": "07" * 32})],
    "assessment.reviewed/1": [("by nobody", {"reviewed_on": LATER, "found": []})],
}

Row = tuple[str, str, list[Held]]


def assessment_rows() -> list[Row]:
    """Answered, submitted, inspected, mended, re-checked; answered and inspected apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("assessment.opened/1", ASSESSMENT, OPENED, on=ON)
    first = a.say("assessment.answered/1", ASSESSMENT, ANSWERED, on=ON)
    a.say("assessment.submitted/1", ASSESSMENT, facts.AssessmentSubmitted(first.id), on=ON)
    submitted = a.held(ASSESSMENT)
    b.meet(a)
    seen = facts.AssessmentInspected(LATER, INSPECTED.found, first.id)
    a.say("assessment.inspected/1", ASSESSMENT, seen, on=LATER)
    mended = facts.AssessmentAnswered((facts.Answer("copies", met=True, value=2050), FLOOR, PAPER))
    a.say("assessment.answered/1", ASSESSMENT, mended, on="2027-02-01")
    again = facts.AssessmentInspected(
        "2027-03-02", (facts.Found("copies", met=True, value=2050),), ""
    )
    a.say("assessment.inspected/1", ASSESSMENT, again, on="2027-03-02")
    whole = a.held(ASSESSMENT)
    c = Teller("A")
    c.say("assessment.opened/1", ASSESSMENT, OPENED, on=ON)
    c.say("assessment.photographed/1", ASSESSMENT, PICTURE, on=LATER)
    c.say("assessment.photographed/1", ASSESSMENT, replace(PICTURE, hash="08" * 32), on=LATER)
    gone = facts.AssessmentPhotographRemoved("07" * 32, "mistake")
    c.say("assessment.photograph_removed/1", ASSESSMENT, gone, on=LATER)
    b.say("assessment.answered/1", ASSESSMENT, facts.AssessmentAnswered((COPIES,)), on=LATER)
    other = facts.AssessmentInspected(
        LATER, (facts.Found("copies", met=True, value=2100),), first.id
    )
    b.say("assessment.inspected/1", ASSESSMENT, other, on=LATER)
    a.meet(b)
    return [
        ("submitted", ASSESSMENT, submitted),
        ("mended and re-checked", ASSESSMENT, whole),
        ("told apart", ASSESSMENT, a.held(ASSESSMENT)),
        ("two photographs, one removed", ASSESSMENT, c.held(ASSESSMENT)),
    ]
