"""Spot checks: records drawn by a public value, what was found of them, what that says."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table
from tusach.ledger.draft import Draft, Refusal
from tusach.library.doubts import facts, rules
from tusach.library.doubts.drawing import Interval
from tusach.library.doubts.story import SpotcheckState
from tusach.node.acts import spot_checking
from tusach.node.acts.spot_checking import Drawable
from tusach.node.desk.shown import titles_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day
from tusach.node.people import directory
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.programme.doubt_forms import DrawForm, FoundForm
from tusach.node.programme.doubts import months
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    seen,
    show_list,
    show_thing,
)
from tusach.node.wording import doubts as words
from tusach.node.wording.doubts import say_code
from tusach.node.wording.months import say_month

Told = tuple[Draft, ...] | Refusal


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def spot_checks(request: HttpRequest, room: Room) -> HttpResponse:
    """Every spot check of the places of this person; the province draws here."""
    names = seen(room)
    states = [one for one in spot_checking.listed(room.node) if one.place in names]
    listing = Listing(
        title=_("Spot checks"),
        intro=_(
            "A few records of a month are drawn by a number that nobody can choose, and looked "
            "at on the spot or by telephone. They show how many of all records are borne out."
        ),
        heads=(_("Place"), _("Month"), _("Drawn from"), _("Standing"), _("Not borne out")),
        rows=[(one.subject, _listed(names, one)) for one in states],
        empty=_("Nothing is drawn yet. The provincial library draws, once a month is over."),
        name="kiem-tra-ngau-nhien",
        page="programme:spot-check",
    )
    asked = [_drawing(request, room, names)] if room.may(Act.SET_RULES) else []
    return show_list(request, room, listing, asked)


def _listed(names: dict[str, str], state: SpotcheckState) -> tuple[str, ...]:
    assert state.drawn is not None  # it stands in the list
    said = state.drawn.told
    return (
        names[state.place or ""],
        say_month(said.month),
        say_code(words.CHECKED, said.of),
        say_code(words.STANDINGS, state.standing),
        _estimate(state.estimate),
    )


def _estimate(found: Interval | None) -> str:
    """How many of all, in shares and in numbers."""
    if found is None:
        return UNKNOWN
    low, high = 100 * found.low // found.size, -(-100 * found.high // found.size)
    return _("{low} to {high} of {size} records ({least} to {most} %)").format(
        low=found.low, high=found.high, size=found.size, least=low, most=high
    )


def _drawing(request: HttpRequest, room: Room, names: dict[str, str]) -> Asked:
    some = months(room.today)[:-1]
    form = DrawForm(
        bound(request, "draw"),
        prefix="draw",
        choices={"place": list(names.items()), "month": some},
        initial={"month": some[0][0], "public_on": room.today},
    )

    def doing(said: dict[str, Any]) -> Doing:
        place = said["place"]
        asked = rules.Drawing(
            month=said["month"],
            of=said["of"],
            source=said["source"],
            public_on=said["public_on"],
            public=said["public"],
            n=said["n"] or rules.USUAL_DRAWN,
        )
        at = rules.At(room.today, place, room.staff.staff_id)
        subject = spot_checking.subject(room.node, place=place, month=asked.month, of=asked.of)

        def drawn(state: SpotcheckState) -> Told:
            return spot_checking.draw(room.node, state, asked, at)

        return Doing(noun="spotcheck", subject=subject, place=place, rule=drawn)

    return Asked(
        step="draw",
        title=_("Draw records"),
        button=_("Draw"),
        form=form,
        doing=doing,
        leads="programme:spot-check",
    )


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def spot_check(request: HttpRequest, room: Room, check: str) -> HttpResponse:
    """One spot check: what was drawn and how, the list to look at, what was found."""
    state, names = spot_checking.check(room.node, check), seen(room)
    if state.drawn is None or state.place not in names:
        raise Http404
    rows = _records(room, state)
    named = {one.fact: cells for one, cells in rows}
    thing = _thing(room, state, names[state.place], [cells for _one, cells in rows])
    return show_thing(request, room, thing, [_finding(request, room, state, named)])


def _records(room: Room, state: SpotcheckState) -> list[tuple[Drawable, tuple[str, ...]]]:
    """The records with what is needed to find them; readers are named to their own library only."""
    found = spot_checking.records(room.node, state)
    is_own = room.place == state.place and not room.is_wide
    names: dict[str, str] = {}
    if is_own and any(one.reader for one in found) and room.may(Act.SEE_READER, state.place):
        look(room.staff, state.place or "", "spot check")
        some = sorted({one.reader for one in found if one.reader})
        names = spot_checking.people(room.node, state.place or "", some)
    copies = spot_checking.copies(room.node, [one.copy for one in found if one.copy])
    titles = titles_of(room.node, [title for _code, title in copies.values()])
    said = state.found.told if state.found else facts.SpotcheckAnswered("")
    rows: list[tuple[Drawable, tuple[str, ...]]] = []
    for nr, one in enumerate(found, start=1):
        if not one.is_known:
            what = _("not held on this machine")
        elif one.copy:
            code, about = copies.get(one.copy, (one.copy[:8], ""))
            title = titles[about].words if about in titles else ""
            what = " · ".join(filter(None, (code, title, names.get(one.reader, ""))))
        else:
            what = _("visits: {n}").format(n=one.n)
        rows.append((one, (str(nr), day(one.on), what, say_code(words.FOUND, _of(said, one.fact)))))
    return rows


def _of(said: facts.SpotcheckAnswered, fact: str) -> str:
    for what in ("confirmed", "wrong", "unreached"):
        if fact in getattr(said, what):
            return what
    return ""


def _thing(room: Room, state: SpotcheckState, name: str, rows: list[tuple[str, ...]]) -> Thing:
    assert state.drawn is not None
    said = state.drawn.told
    source = say_code(words.SOURCES, said.source)
    heads = (_("No."), _("Day"), _("Record"), _("Outcome of the check"))
    title = f"{name}, {say_month(said.month)}"
    lines = [
        (_("Drawn from"), f"{say_code(words.CHECKED, said.of)}: {said.size}"),
        (_("Public value"), f"{said.public} · {source} · {day(said.public_on)}"),
        (_("Drawn on"), f"{day(state.drawn.on)}, {_who(room, state.drawn.by)}"),
        (_("Standing"), say_code(words.STANDINGS, state.standing)),
        (_("Not borne out, of all records"), _estimate(state.estimate)),
    ]
    if state.found is not None:
        lines.append((_("Entered by"), f"{day(state.found.on)}, {_who(room, state.found.by)}"))
    if state.at_worst is not None:
        lines.append((_("If those whom nobody reached were not either"), _estimate(state.at_worst)))
    lines.append((_("Hash of the records"), said.frame[:16]))
    lines.append((_("Drawn anew here"), _again(room, state)))
    return Thing(
        title=title,
        back=reverse("programme:spot-checks"),
        back_words=_("All spot checks"),
        lines=lines,
        tables=((_("Records to look at"), heads, rows),),
        notes=(
            _(
                "With a safety of 95 % the true number lies in the range. Where it begins above "
                "zero, look for the reason together with the library."
            ),
        ),
        file=("kiem-tra-ngau-nhien", Table(name=title, header=heads, rows=rows)),
    )


def _who(room: Room, by: str | None) -> str:
    """Who drew or looked; an inspector is shown no names."""
    return (not room.is_inspected and directory.current().staff_name(by or "")) or UNKNOWN


def _again(room: Room, state: SpotcheckState) -> str:
    """What comes of it when this node draws once more."""
    later = spot_checking.came_later(room.node, state)
    if later is None:
        return _("the records are not those that the public value gives")
    if spot_checking.is_same_frame(room.node, state):
        return _("the same records")
    return _("the same order; other records are held here by now")


def _finding(
    request: HttpRequest,
    room: Room,
    state: SpotcheckState,
    named: dict[str, tuple[str, ...]],
) -> Asked:
    assert state.drawn is not None
    of, drawn = state.drawn.fact, state.drawn.told.drawn
    said = state.found.told if state.found else facts.SpotcheckAnswered(of)
    form = FoundForm(
        bound(request, "found"),
        prefix="found",
        drawn=drawn,
        named={one: " · ".join(filter(None, cells[1:3])) for one, cells in named.items()},
        initial={"drawing": of} | {one: _of(said, one) for one in drawn},
    )

    def doing(_said: dict[str, Any]) -> Doing:
        at = rules.At(room.today, state.place or "", room.staff.staff_id)
        body, who = form.found(), spot_checking.tellers(room.node, drawn)
        return Doing(
            noun="spotcheck",
            subject=state.subject,
            place=at.place,
            rule=lambda now: rules.found(now, body, at, tellers=who),
        )

    return Asked(
        step="found",
        title=_("Enter what was found"),
        button=_("Enter what was found"),
        form=form,
        doing=doing,
        is_quiet=state.standing == "answered",
    )
