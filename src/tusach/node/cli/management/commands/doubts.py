"""List what needs verification in the numbers of a month, and how they are known."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.calendar.months import months_later
from tusach.library.doubts.month import grades, median_lag
from tusach.library.programme.periods import period
from tusach.node.acts import doubting
from tusach.node.acts.doubting import Doubt
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.wording.doubts import say_sign


class Command(ReadingCommand):
    """tusach doubts."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--month", default="", help="as 2026-09; else the last one that is over"
        )
        parser.add_argument("--place", default="", metavar="CODE", help="only this place")

    def look(self, node: Node) -> Outcome:
        month = self.options.month or months_later(f"{node.today()[:7]}-01", -1)[:7]
        over = period(month)
        if over is None or over.kind != "month":
            return refused(Refusal("figure.period_unknown", {"period": month}))
        places = _places(node, self.options.place)
        if isinstance(places, Refusal):
            return refused(places)
        found = doubting.doubts(node, places, month)
        return Outcome(
            {"month": month, "places": [_fields(node, one) for one in found]},
            tuple(_line(node, one) for one in found),
        )


def _places(node: Node, code: str) -> list[str] | Refusal:
    rows = node.store.query(
        "SELECT subject, code FROM place WHERE tenant = ? ORDER BY code", (node.tenant,)
    )
    found = [str(subject) for subject, known in rows if not code or known == code]
    return found or Refusal("market.place_unknown", {"place": code})


def _fields(node: Node, one: Doubt) -> dict[str, Any]:
    """What scripts get: no person is in it."""
    return {
        "place": node.place(one.place).code,
        "needs_verification": one.stands,
        "score": one.judged.score,
        "reasons": [{"code": x.code, "value": x.value, "limit": x.limit} for x in one.open],
        "answered": sorted({x.code for x in one.judged.reasons} - {x.code for x in one.open}),
        "contradictions": [{"copy": x.copy, "use": x.use, "by": x.stood_by} for x in one.still],
        "measured": one.measured,
        "known": dict(grades(one.records)),
        "lag_days": median_lag(one.records),
        "records": len(one.records),
    }


def _line(node: Node, one: Doubt) -> str:
    points = [say_sign(x.code, x.value) for x in one.open]
    points += [_("copies that were elsewhere")] * bool(one.still)
    said = " ".join(points) or _("nothing")
    return f"{node.place(one.place).code}: {said}"
