"""What needs verification: the places of a month, and one of them with what would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table
from tusach.ledger.draft import Draft, Refusal
from tusach.library.calendar.months import months_later
from tusach.library.doubts import facts, rules
from tusach.library.doubts.custody import Contradiction
from tusach.library.doubts.month import grades, median_lag
from tusach.library.doubts.signs import SIGNS
from tusach.library.doubts.story import DoubtState, Looked
from tusach.library.programme.periods import period
from tusach.node.acts import doubting, spot_checking
from tusach.node.acts.doubting import Doubt
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.doubt_forms import AnswerForm
from tusach.node.programme.grades import grade_bar, in_words
from tusach.node.programme.showing import UNKNOWN, Asked, Doing, bound, file_of, mine, told
from tusach.node.wording import doubts as words
from tusach.node.wording.doubts import say_code, say_sign
from tusach.node.wording.months import say_month

MONTHS_BACK = 12


def months(today: str) -> list[tuple[str, str]]:
    """Months to choose from, the latest that is over first, then this one."""
    some = [months_later(f"{today[:7]}-01", -back)[:7] for back in range(1, MONTHS_BACK + 1)]
    return [(one, say_month(one)) for one in (*some, today[:7])]


def asked_month(request: HttpRequest, room: Room) -> str:
    """The month that the address names, else the last one that is over."""
    wanted = period(request.GET.get("month", ""))
    return wanted.name if wanted and wanted.kind == "month" else months(room.today)[0][0]


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS)
def doubts(request: HttpRequest, room: Room) -> HttpResponse:
    """The places of a month, those that need verification first."""
    month, names = asked_month(request, room), mine(room)
    found = doubting.doubts(room.node, names, month)
    rows = [_row(names, one) for one in found]
    if "as" in request.GET:
        return file_of(request, _table(rows), "can-xac-minh")
    values = {"rows": rows, "month": month, "months": months(room.today)}
    return render(request, "programme/doubts.html", values)


def _row(names: dict[str, str], one: Doubt) -> dict[str, Any]:
    lag = median_lag(one.records)
    return {
        "place": one.place,
        "name": names[one.place],
        "points": len(one.open) + len(one.still),
        "reasons": [say_sign(x.code, x.value) for x in one.open],
        "answered": bool(one.state.looked),
        "is_known": one.judged.score is not None,
        "grades": in_words(grades(one.records)),
        "lag": UNKNOWN if lag is None else lag,
    }


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    lag = _("Days until it was entered")
    heads = (_("Place"), _("Needs verification"), _("Why"), _("How it was entered"), lag)
    cells = [
        (one["name"], one["points"], " ".join(one["reasons"]), one["grades"], one["lag"])
        for one in rows
    ]
    return Table(name=_("What needs verification"), header=heads, rows=cells)


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def doubt(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """A month of one place: how its numbers are known, what needs verification, what settles it."""
    names, month = mine(room), asked_month(request, room)
    if place not in names:
        raise Http404
    found = doubting.doubt(room.node, place, month)
    asked = [_answering(request, room, found)] if found.stands else []
    if told(request, room, asked):
        return redirect(f"{request.path}?{urlencode({'month': month})}")
    lag = median_lag(found.records)
    values = {
        "name": names[place],
        "month": month,
        "months": months(room.today),
        "said_month": say_month(month),
        "grades": grade_bar(grades(found.records)),
        "lines": (
            (_("Records"), len(found.records)),
            (_("Days until it was entered"), UNKNOWN if lag is None else lag),
        ),
        "is_known": found.judged.score is not None,
        "open": [_point(one.code, one.value) for one in found.open],
        "apart": [_apart(room, found, one) for one in found.apart],
        "answers": [_answer(one) for one in found.state.looked],
        "measures": _measures(found),
        "asked": asked,
    }
    status = 422 if any(one.form.errors for one in asked) else 200
    return render(request, "programme/doubt.html", values, status=status)


def _point(code: str, value: int) -> dict[str, str]:
    return {"said": say_sign(code, value), "settles": say_code(words.SETTLES, code)}


def _apart(room: Room, found: Doubt, one: Contradiction) -> dict[str, Any]:
    code, _title = spot_checking.copies(room.node, [one.copy]).get(one.copy, ("", ""))
    return {
        "copy": one.copy,
        "code": code or one.copy[:8],
        "what": say_code(words.USES, one.what),
        "on": one.on,
        "use": one.use,
        "stood": room.name(one.stood) or UNKNOWN,
        "since": one.since,
        "stood_by": one.stood_by,
        "stands": one in found.still,
    }


def _answer(one: Looked) -> str:
    said = one.told
    points = [say_code(words.SIGNS_SHORT, code) for code in said.reasons]
    if said.facts:
        points.append(_("copies that were elsewhere"))
    how = say_code(words.HOWS, said.how)
    if said.event:
        how = f"{how} ({say_code(words.EVENTS, said.event)})"
    who = directory.current().staff_name(one.by or "") or UNKNOWN
    return f"{day(one.on)}, {who}: {', '.join(points)} – {how}"


def _measures(found: Doubt) -> list[tuple[str, str, str]]:
    values = found.measured
    limits = doubting.limits().limits
    return [
        (
            say_code(words.SIGNS_SHORT, sign.code),
            UNKNOWN if values[sign.code] is None else str(values[sign.code]),
            str(limits[sign.code]),
        )
        for sign in SIGNS
    ]


def _answering(request: HttpRequest, room: Room, found: Doubt) -> Asked:
    points = [(one.code, say_sign(one.code, one.value)) for one in found.open]
    for apart in found.still:
        code = _apart(room, found, apart)["code"]
        points.append((apart.use, _("copy {code}, {on}").format(code=code, on=day(apart.on))))
    form = AnswerForm(bound(request, "answer"), prefix="answer", points=points)

    def doing(said: dict[str, Any]) -> Doing:
        codes = {one.code for one in found.open}
        body = facts.DoubtAnswered(
            month=found.month,
            how=said["how"],
            size=len(found.records),
            reasons=tuple(one for one in said["points"] if one in codes),
            facts=tuple(one for one in said["points"] if one not in codes),
            event=said["event"],
        )
        return _doing(room, found, body)

    return Asked(
        step="answer",
        title=_("Say what was found"),
        button=_("Enter what was found"),
        form=form,
        doing=doing,
    )


def _doing(room: Room, found: Doubt, body: facts.DoubtAnswered) -> Doing:
    at = rules.At(room.today, found.place, room.staff.staff_id)

    def asked(state: DoubtState) -> tuple[Draft, ...] | Refusal:
        settled = state.settled(len(found.records))
        return rules.answer(
            state,
            body,
            at,
            reasons=[one.code for one in found.judged.reasons if one.code not in settled],
            contradictions=[one.use for one in found.apart if one.use not in state.seen],
        )

    subject = facts.doubt_subject(room.node.tenant, found.place, found.month)
    return Doing(noun="doubt", subject=subject, place=found.place, rule=asked)
