"""A sheet typed in: a row at a time, each stored at once under its true date."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.library.copies.states import CopyState
from tusach.library.readers.rules import NewReader
from tusach.library.sheets.facts import LOANS, READERS, RETURNS, USES, VISITS, SheetPrinted
from tusach.library.sheets.rules import paper_of
from tusach.library.sheets.story import SheetState
from tusach.node.acts import sheets as acts
from tusach.node.acts import trusting
from tusach.node.acts.finding import CopyMeant, NamesMeant, ReaderMeant, meant
from tusach.node.acts.sheet_undoing import undo_row
from tusach.node.acts.sheets import Deed, Entered
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.persons import age_band, age_on, guessed_group
from tusach.node.desk.readers import SEXES
from tusach.node.desk.sheets import sheet_at
from tusach.node.desk.shown import copy_shown, names_of, place_name
from tusach.node.desk.visitors import groups
from tusach.node.pages.writing import day, day_from, number, plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.wording.months import say_month, say_sheet

_ON, TRUST = "sheet_on", "trust"
_FIELDS = ("on", "who", "reader", "copy", "back_on", "n", "name", "year", "sex", "hamlet")
_MORE = ("guardian", "card", "channel")


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("GET", "HEAD", "POST"))
def sheet(request: HttpRequest, counter: Counter, sheet: str) -> HttpResponse:
    """The rows of a sheet: those typed in, and those to be typed."""
    counter, state = sheet_at(counter, sheet)
    told: dict[int, dict[str, Any]] = {}
    row = 0
    if request.method == "POST":
        row = _number(request.POST.get("row", ""))
        done = _act(request, counter, state, row)
        is_fragment = bool(request.headers.get("HX-Request"))
        if isinstance(done, Entered) and not is_fragment:
            _leave(request, done)
            address = reverse("desk:sheet", kwargs={"sheet": sheet})
            return redirect(f"{address}#row-{row + 1}")
        told[row] = _said(counter, done, request)
        state = counter.node.store.state(sheet, "sheet")
        if is_fragment and request.POST.get("act") != "rest":
            values = _values(request, counter, state, told, rows=[row])
            return render(request, "desk/sheet_fragment.html", values)
        if is_fragment:
            return HttpResponse(headers={"HX-Refresh": "true"})
    values = _values(request, counter, state, told)
    return render(request, "desk/sheet.html", values, status=400 if told else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _leave(request: HttpRequest, done: Entered) -> None:
    request.session["sheet_done"] = [done.sheet, done.row, done.known, done.against]


def _act(request: HttpRequest, counter: Counter, state: SheetState, row: int) -> Entered | Refusal:
    node, by, printed = counter.node, counter.staff.staff_id, state.printed
    assert printed is not None
    match request.POST.get("act", ""):
        case "undo":
            return undo_row(node, state.subject, row, counter.at)
        case "empty":
            return acts.leave_empty(node, state.subject, first_row=row, last_row=row, by=by)
        case "rest":
            return acts.leave_empty(
                node, state.subject, first_row=row, last_row=printed.rows, by=by
            )
    on = _day(request, state, row)
    if isinstance(on, Refusal):
        return on
    deed = _deed(request, counter, printed, row=row, on=on)
    if isinstance(deed, Refusal):
        return deed
    done = acts.enter(node, state.subject, row, deed, on=on, by=by)
    if isinstance(done, Entered):
        request.session[_ON] = [state.subject, on]
    return done


def _day(request: HttpRequest, state: SheetState, row: int) -> str | Refusal:
    """The day of a row: written whole, as day and month, as the day alone; empty: as above."""
    printed = state.printed
    assert printed is not None
    if printed.what == VISITS:
        return f"{printed.month}-{row:02d}"
    found = written_day(request.POST.get("on", ""), printed.month)
    if found is not None:
        return found
    kept = request.session.get(_ON) or ["", ""]
    if not request.POST.get("on", "").strip() and kept[0] == state.subject:
        return str(kept[1])
    return Refusal("sheet.day_odd", {"row": row})


def written_day(text: str, month: str) -> str | None:
    """A day as it stands on a sheet of that month: 5, 5/3, 05/03/2026; None where it is none.

    >>> written_day("5", "2026-03"), written_day("2/4", "2026-03"), written_day("31", "2026-02")
    ('2026-03-05', '2026-04-02', None)
    """
    plain = text.strip().replace("-", "/").replace(".", "/")
    parts = plain.split("/")
    if len(parts) == 3 or is_day(text.strip()):
        return day_from(text)
    if len(parts) > 2 or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    year = int(month[:4])
    at = parts[1] if len(parts) == 2 else month[5:]
    if len(parts) == 2 and int(at) < int(month[5:]):
        year += 1  # a book of December comes back in January
    made = f"{year:04d}-{at:0>2}-{parts[0]:0>2}"
    return made if is_day(made) else None


def _deed(
    request: HttpRequest, counter: Counter, printed: SheetPrinted, *, row: int, on: str
) -> Deed | Refusal:
    node, posted = counter.node, request.POST
    if printed.what == VISITS:
        return _tally(request, counter, row)
    if printed.what == READERS:
        return _reader(request, counter, row, on)
    found = meant(node, plain_text(posted.get("copy", "")), place=counter.readers_of)
    if not isinstance(found, CopyMeant):
        return Refusal("sheet.copy_unknown", {})
    if printed.what == RETURNS:
        return acts.back(node, row, copy=found.copy)
    if printed.what == USES:
        times = _number(posted.get("n", "") or "1")
        return acts.use(node, row, copy=found.copy, times=times)
    who = _who(request, counter)
    if isinstance(who, Refusal):
        return who
    back_on = None
    if posted.get("back_on", "").strip():
        back_on = written_day(posted.get("back_on", ""), printed.month)
        if back_on is None:
            return Refusal("sheet.day_odd", {"row": row})
    return acts.loan(node, row, copy=found.copy, reader=who, back_on=back_on)


def _who(request: HttpRequest, counter: Counter) -> str | NewReader | Refusal:
    """Whose row it is: by card, by a name that is one person's, as was chosen, or by a word."""
    text = plain_text(request.POST.get("who", ""))
    if request.POST.get("act") == TRUST:
        group = next(iter(trusting.many_groups(counter.node, on_trust=True)), "")
        new = trusting.by_word(counter.node, text, group, counter.place)
        return new if isinstance(new, Refusal) else new.subject or new
    found = meant(counter.node, text, place=counter.readers_of)
    match found:
        case ReaderMeant(reader=reader):
            return reader
        case NamesMeant(readers=readers):
            look(counter.staff, counter.place, "names found")
            chosen = request.POST.get("reader", "")
            if chosen in readers or len(readers) == 1:
                return chosen if chosen in readers else readers[0]
            return Refusal("sheet.reader_several", {"among": list(readers)})
    return Refusal("sheet.reader_unknown", {})


def _tally(request: HttpRequest, counter: Counter, row: int) -> Deed | Refusal:
    channels = [one.code for one in counter.node.profile.lending.channels]
    channel = request.POST.get("channel", "")
    counts: dict[str, int] = {}
    for code in (*(one.code for one in groups(counter)), ""):
        text = request.POST.get(f"n_{code}", "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 5):
            return Refusal("visit.number_odd", {"n": text[:12], "most": 5000})
        counts[code] = int(text or 0)
    chosen = channel if channel in channels else channels[0]
    return acts.tally(counter.node, row, channel=chosen, counts=counts)


def _reader(request: HttpRequest, counter: Counter, row: int, on: str) -> Deed | Refusal:
    posted = {name: plain_text(request.POST.get(name, "")) for name in (*_FIELDS, *_MORE)}
    year = _number(posted["year"])
    if posted["year"] and not 1000 <= year <= 9999:
        return Refusal("reader.birth_year_odd", {"year": posted["year"][:12]})
    age = age_on(year or None, on)
    card = posted["card"].replace(" ", "")
    new = NewReader(
        subject="",
        name=posted["name"],
        group=guessed_group(counter, age),
        birth_year=year or None,
        age_band=age_band(counter, age),
        sex=posted["sex"] if posted["sex"] in {code for code, _words in SEXES} else "",
        hamlet=posted["hamlet"],
        guardian_name=posted["guardian"],
        card=card if card.isdigit() else posted["card"],
    )
    return acts.reader(counter.node, row, new=new)


def _said(counter: Counter, done: Entered | Refusal, request: HttpRequest) -> dict[str, Any]:
    """What came of a row, with what stands in its cells where it stays to be typed."""
    if isinstance(done, Entered):
        return {"good": _good(done)}
    typed = {name: request.POST.get(name, "")[:200] for name in (*_FIELDS, *_MORE)}
    counts = {key: value[:9] for key, value in request.POST.items() if key.startswith("n_")}
    choice: list[dict[str, str]] = []
    if done.code == "sheet.reader_several":
        names = names_of(counter.node, done.values["among"])
        choice = [{"reader": one, "name": names.get(one, "")} for one in done.values["among"]]
    return {
        "refused": counter.say(done),
        "typed": {**typed, **counts},
        "choice": choice,
        "word": done.code == "sheet.reader_unknown"
        and bool(trusting.many_groups(counter.node, on_trust=True))
        and bool(typed["who"].strip()),
    }


def _good(done: Entered) -> str:
    if done.known:
        return _("Counted already: not counted again.")
    if done.against:
        return _("Stored, and marked: it was against the rules of today.")
    return _("Stored.")


def _values(
    request: HttpRequest,
    counter: Counter,
    state: SheetState,
    told: dict[int, dict[str, Any]],
    *,
    rows: list[int] | None = None,
) -> dict[str, Any]:
    printed = state.printed
    assert printed is not None
    left = set(state.missing)
    kept = request.session.get(_ON) or ["", ""]
    if not told and (waits := request.session.pop("sheet_done", None)):
        told = {waits[1]: {"good": _good(Entered(waits[0], waits[1], None, *waits[2:]))}}
    wanted = [one for one in rows or range(1, printed.rows + 1) if 1 <= one <= printed.rows]
    return {
        "counter": counter,
        "sheet": state.subject,
        "code": printed.code,
        "what": printed.what,
        "title": say_sheet(printed.what),
        "month": say_month(printed.month),
        "place": place_name(counter.node, counter.place),
        "left": len(left),
        "done": printed.rows - len(left),
        "first_left": min(left, default=0),
        "channels": [
            (one.code, counter.words(one.names)) for one in counter.node.profile.lending.channels
        ],
        "sexes": SEXES,
        "groups": [
            *((one.code, counter.words(one.names)) for one in groups(counter)),
            ("", _("Others")),
        ],
        "last_on": str(kept[1])[8:].lstrip("0") if kept[0] == state.subject else "",
        "rows": [
            _row(counter, state, nr, done=nr not in left, **told.get(nr, {})) for nr in wanted
        ],
    }


def _row(
    counter: Counter, state: SheetState, nr: int, *, done: bool, **said: Any
) -> dict[str, Any]:
    printed = state.printed
    assert printed is not None
    # Every cell has a value: a template would take a missing `copy` for the method of that name.
    typed = {**dict.fromkeys((*_FIELDS, *_MORE), ""), **said.get("typed", {})}
    return {
        "nr": nr,
        "done": done,
        "words": _as_typed(counter, state, nr) if done else "",
        "on": day(f"{printed.month}-{nr:02d}") if printed.what == VISITS else "",
        "counts": [
            {"code": one, "words": words, "typed": typed.get(f"n_{one}", "")}
            for one, words in (
                *((one.code, counter.words(one.names)) for one in groups(counter)),
                ("", _("Others")),
            )
        ]
        if printed.what == VISITS and not done
        else [],
        "typed": typed,
        "good": said.get("good", ""),
        "refused": said.get("refused", ""),
        "choice": said.get("choice", []),
        "word": said.get("word", False),
    }


def _as_typed(counter: Counter, state: SheetState, nr: int) -> str:
    """What a row says, as it counts."""
    subject, printed = state.of(nr), state.printed
    assert printed is not None
    if subject is None:
        return _("nothing in this row")
    paper = paper_of(printed.code, nr)
    if printed.what == READERS:
        look(counter.staff, subject, "sheet row")
        return names_of(counter.node, [subject]).get(subject, "") or _("a reader")
    if printed.what == VISITS:
        told = counter.node.store.story(subject).tellings
        n = sum(one.body.n for one in told if getattr(one.body, "sheet", "") == paper)
        return _("%(n)s came") % {"n": number(n)}
    shown = copy_shown(counter, subject)
    title = shown.title.words if shown is not None else ""
    copy: CopyState = counter.node.store.state(subject, "copy")
    loan = next((one for one in copy.loans if one.paper == paper), None)
    if printed.what == LOANS and loan is not None:
        back = day(loan.ended_on) if loan.ended_on and not loan.implied else "…"
        return f"{day(loan.lent_on)} → {back} · {title}"
    return title
