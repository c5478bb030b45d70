"""Examples and stories of reports: frozen, signed, returned, issued, corrected, told apart."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.reports import facts

ON, LATER = "2026-12-05", "2026-12-20"
UNIT = named("unit")
REPORT = facts.report_subject(TENANT, "annual", "", "L2026")


def key(name: str) -> str:
    """A hash of a test."""
    return hashlib.sha256(name.encode()).hexdigest()


MODEL = facts.ReportValue(
    indicator="model",
    reading="recognised",
    definition=key("model 1"),
    num=9,
    den=56,
    num_root=key("nine"),
    den_root=key("fifty-six"),
)
SILENT = facts.ReportValue(
    indicator="visits", reading="all", definition=key("visits 1"), lacking="nothing_heard"
)
PEOPLE = facts.ReportValue(
    indicator="new_readers", reading="all", definition=key("new readers 1"), num=41
)


def frozen(**more: Any) -> facts.ReportFrozen:
    """The province's year, as it is known."""
    told: dict[str, Any] = {
        "kind": "annual",
        "period": "L2026",
        "known": 4711,
        "heads": key("heads"),
        "evidence": key("evidence"),
        "values": (MODEL, SILENT, PEOPLE),
        "due": 60,
        "heard": 52,
        "silent": 8,
    }
    return facts.ReportFrozen(**(told | more))


OF = named("frozen")
REPORTS: list[tuple[Any, ...]] = [
    ("of the province", "report.frozen/1", frozen()),
    (
        "of the term, with a year that has a report of its own and one that has none",
        "report.years_kept/1",
        facts.ReportYearsKept(
            (
                facts.TermYear("L2026", (MODEL,), frozen=named("report of 2026")),
                facts.TermYear("L2027", (SILENT,)),
            )
        ),
    ),
    (
        "what is proposed for the next term",
        "report.proposed/1",
        facts.ReportProposed(
            OF,
            (
                facts.Proposal("model", wanted=70, means=("more_books", "more_training")),
                facts.Proposal("far_trips", means=("more_vehicles",)),
            ),
        ),
    ),
    (
        "of a commune, with the last day told",
        "report.frozen/1",
        frozen(kind="periodic", period="2026H1", unit=UNIT, up_to="2026-06-28", values=(MODEL,)),
    ),
    ("checked", "report.signed/1", facts.ReportSigned(OF, "checked")),
    ("returned", "report.returned/1", facts.ReportReturned(OF, "figures_wrong")),
    ("issued", "report.issued/1", facts.ReportIssued(OF, 12, LATER)),
    (
        "issued, with the mark of the agency and the signed file",
        "report.issued/1",
        facts.ReportIssued(OF, 12, LATER, "TVT", key("file")),
    ),
    (
        "one value is different",
        "report.corrected/1",
        facts.ReportCorrected(OF, 15, LATER, 4800, key("later heads"), (MODEL,)),
    ),
    (
        "a letter with the mark of the agency",
        "report.corrected/1",
        facts.ReportCorrected(OF, 15, LATER, 4800, key("later heads"), (MODEL, PEOPLE), "TVT"),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "report.issued/1": [
        ("number in words", {"frozen": OF, "number": "twelve", "dated": LATER}),
        ("no day", {"frozen": OF, "number": 12}),
    ],
    "report.signed/1": [("nothing meant", {"step": "checked"})],
}

Row = tuple[str, str, list[Held]]


def report_rows() -> list[Row]:
    """Signed, returned, frozen anew, issued, corrected; frozen apart and issued apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    first = a.say("report.frozen/1", REPORT, frozen(), on=ON)
    a.say("report.signed/1", REPORT, facts.ReportSigned(first.id, "prepared"), on=ON)
    a.say("report.returned/1", REPORT, facts.ReportReturned(first.id, "text_wrong"), on=ON)
    returned = a.held(REPORT)
    again = a.say("report.frozen/1", REPORT, frozen(known=4720), on=ON)
    for step in facts.STEPS:
        a.say("report.signed/1", REPORT, facts.ReportSigned(again.id, step), on=ON)
    b.meet(a)
    a.say("report.issued/1", REPORT, facts.ReportIssued(again.id, 12, LATER), on=LATER)
    more = facts.ReportValue("model", "recognised", key("model 1"), 10, 56, "", key("10"), key("w"))
    letter = facts.ReportCorrected(again.id, 15, LATER, 4800, key("later heads"), (more,))
    a.say("report.corrected/1", REPORT, letter, on=LATER)
    whole = a.held(REPORT)
    b.say("report.issued/1", REPORT, facts.ReportIssued(again.id, 13, LATER), on=LATER)
    c = Teller("C", now_ms=BEGAN_MS + 120_000)
    other = c.say("report.frozen/1", REPORT, frozen(known=99), on=ON)
    c.say("report.signed/1", REPORT, facts.ReportSigned(other.id, "prepared"), on=ON)
    c.meet(b)
    a.meet(c)
    return [
        ("returned", REPORT, returned),
        ("issued and corrected", REPORT, whole),
        ("frozen and issued apart", REPORT, a.held(REPORT)),
    ]
