"""A report of the demonstration that was signed and issued, and a sheet that came too late."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.calendar.months import months_later
from tusach.library.programme.periods import period_of
from tusach.library.reports.facts import CHECKED, PERIODIC, PREPARED, SIGNED
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import reports, signed_reports
from tusach.node.acts.node import At, Node

NUMBER, MARK, CAME_LATE = 12, "TVT", 14


def report_a_quarter(node: Node, centre: At, signer: str, *, late: str) -> None:
    """The quarter that ended last is reported and issued; then a sheet of its last day is typed.

    signer: checks and signs what whoever speaks for the province prepared. late: a library.
    """
    over = period_of("quarter", months_later(centre.on, -3))
    prepares = reports.at(node, centre.by, centre.place)
    signs = reports.at(node, signer, centre.place)
    made = reports.freeze(node, over, kind=PERIODIC, unit="", where=prepares)
    assert not isinstance(made, Refusal), made
    for step, where in ((PREPARED, prepares), (CHECKED, signs), (SIGNED, signs)):
        done = reports.sign(node, made, step, where)
        assert not isinstance(done, Refusal), done
    deed = signed_reports.issuing(signs, number=NUMBER, mark=MARK, dated=centre.on, file=b"")
    issued = node.store.act(signer, lambda transaction: deed(transaction.state(made, "report")))
    assert not isinstance(issued, Refusal), issued
    body = VisitCounted(channel="on_site", n=CAME_LATE)
    drafts = visits.count(body, tenant=node.tenant, place=late, on=over.last, today=centre.on)
    assert not isinstance(drafts, Refusal), drafts
    told = node.store.tell(centre.by, drafts)
    assert not isinstance(told, Refusal), told
