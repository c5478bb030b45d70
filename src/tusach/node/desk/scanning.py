"""The one field: whatever a person or a scanner puts into it, the desk decides what was meant."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tusach.library.readers.story import ReaderState
from tusach.node.acts.finding import (
    CopyMeant,
    CrateMeant,
    GuestMeant,
    NamesMeant,
    NothingMeant,
    ReaderMeant,
    SheetMeant,
    TitlesMeant,
    meant,
)
from tusach.node.desk import circulating, guests, memory
from tusach.node.desk.counter import Counter, at_desk, choose_day, day_fault
from tusach.node.desk.offers import Offer
from tusach.node.desk.outcomes import Outcome
from tusach.node.desk.persons import age_on, person_row
from tusach.node.desk.screens import Screen, done, screen_from, show, waiting
from tusach.node.desk.shown import copy_shown, place_name, titles_of
from tusach.node.pages.writing import code_groups, day_from, plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look

SHORTEST_NAME = 2
_AFTER_DAY = ("home", "return", "visitors", "month")
"""Pages to which the choice of a day leads on."""
_MISREAD = ("half_read", "rewritten", "wrong_isbn", "unknown_code")


@rule(staff("librarian"))
@at_desk(Act.LEND)
def home(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The first page of the desk."""
    return show(request, counter, Screen(), outcome=waiting(request, counter))


@rule(staff("librarian"))
@at_desk(Act.LEND)
def lend(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Lending begins with the reader."""
    copy = request.GET.get("copy", "")
    known = copy if len(copy) == 32 and copy_shown(counter, copy) is not None else ""
    return show(request, counter, Screen("lend", copy=known), outcome=waiting(request, counter))


@rule(staff("librarian"))
@at_desk(Act.RETURN)
def take_back_pile(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The pile that came back: scan after scan."""
    return show(request, counter, Screen("return"), outcome=waiting(request, counter))


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def scan(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Do what was meant: lend, take back, show, offer a choice, or say why nothing fits."""
    screen = screen_from(request)
    # The reader on the screen was looked at when the page opened; the right is asked anew.
    circulating.stands_with(request, counter, screen)
    found = meant(counter.node, plain_text(request.POST.get("code", "")), place=counter.readers_of)
    match found:
        case CopyMeant(copy=copy):
            return _copy(request, counter, screen, copy)
        case GuestMeant(text=text):
            return guests.arrive(request, counter, screen, text)
        case ReaderMeant(reader=reader):
            return _reader(request, counter, screen, reader)
        case SheetMeant(sheet=sheet):
            return _elsewhere(request, reverse("desk:sheet", kwargs={"sheet": sheet}))
        case CrateMeant(crate=crate):
            return _elsewhere(request, reverse("trips:crate", kwargs={"crate": crate}))
        case TitlesMeant(titles=titles):
            return show(
                request, counter, screen, outcome=_titles(counter, titles), changed="nothing"
            )
        case NamesMeant(readers=readers, more=more):
            look(counter.staff, counter.place, "names found")
            choice = _names(counter, readers)
            outcome = Outcome(tone="note", title=_("Who is it?"), more=_more(more))
            return show(request, counter, screen, outcome=outcome, changed="nothing", choice=choice)
        case NothingMeant(why=why, text=text):
            return show(
                request, counter, screen, outcome=not_understood(why, text), changed="nothing"
            )


def _copy(request: HttpRequest, counter: Counter, screen: Screen, copy: str) -> HttpResponse:
    if screen.name == "return":
        return circulating.bring_back(request, counter, screen, copy)
    if screen.name == "guest":
        return guests.lend(request, counter, screen.reader, copy)
    if screen.name == "reader":
        came = circulating.lend_one(counter, copy=copy, reader=screen.reader)
        return done(request, counter, screen, came)
    # Scanned without a reader: show where it is, and what may be done with it.
    target = Screen("copy", copy=copy)
    if request.headers.get("HX-Request"):
        return show(request, counter, target)
    return redirect(target.address)


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """What was scanned has a page of its own: a paper sheet is typed in, a crate received there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _reader(request: HttpRequest, counter: Counter, screen: Screen, reader: str) -> HttpResponse:
    state: ReaderState = counter.node.store.state(reader, "reader")
    if not counter.sees(state):
        look(counter.staff, reader, "refused")
        outcome = Outcome(
            tone="bad",
            title=_("A reader of another library"),
            words=_(
                "This card belongs to a reader of %(place)s. "
                "Scan the large code on the back of it, or register them here."
            )
            % {"place": place_name(counter.node, state.place)},
        )
        return show(request, counter, screen, outcome=outcome)
    return circulating.begin_with(request, counter, screen, reader)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def choose(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """One of several readers whose names fit was meant."""
    return circulating.begin_with(request, counter, screen_from(request), reader)


def _names(counter: Counter, readers: tuple[str, ...]) -> list[dict[str, object]]:
    shown = []
    for reader in readers:
        row = person_row(counter, reader)
        if row is None:
            continue
        state: ReaderState = counter.node.store.state(reader, "reader")
        elsewhere = state.place != counter.place
        shown.append(
            {
                "reader": reader,
                "name": row[0],
                "age": age_on(row[1], counter.on),
                "hamlet": row[2],
                "place": place_name(counter.node, state.place) if elsewhere else "",
            }
        )
    return shown


def _more(more: bool) -> tuple[str, ...]:
    return (_("More readers have such a name: type one more word of it."),) if more else ()


def _titles(counter: Counter, titles: tuple[str, ...]) -> Outcome:
    known = titles_of(counter.node, titles)
    offers = tuple(
        Offer(
            known[title].words,
            "book",
            reverse("desk:title", kwargs={"title": title}),
            is_link=True,
            quiet=True,
        )
        for title in titles
        if title in known
    )
    words = _("This is the number of an edition. Open it to see its copies.")
    return Outcome(tone="note", title=_("ISBN known here"), words=words, offers=offers)


def not_understood(why: str, text: str) -> Outcome:
    """Why nothing fits what stood in the field, and what to do next."""
    shown = {"text": code_groups(text)}
    words = {
        "empty": _("Scan a card or a book, or type a name or a number, then press Enter."),
        "half_read": _(
            "“%(text)s” is not a whole number: some digits are missing or misread. "
            "Scan once more, or type the 12 digits printed under the square code."
        ),
        "rewritten": _(
            "“%(text)s” may be a code of which the Vietnamese keyboard made other letters. "
            "Switch the keyboard to English and scan again; or type the number."
        ),
        "wrong_isbn": _(
            "The ISBN %(text)s was misread: its last digit does not fit. "
            "Scan it once more, or type the 13 digits under the bars."
        ),
        "unknown_code": _(
            "“%(text)s” is no number that a card or a book bears. Please scan once more."
        ),
        "unknown_card": _(
            "The card %(text)s is not known here, or a newer one took its place. Look for the "
            "reader by name; of a reader of another library scan the large code on the back."
        ),
        "unknown_copy": _(
            "The copy %(text)s is not known here. Put it aside: it must be registered first."
        ),
        "unknown_sheet": _(
            "The sheet %(text)s is not known here yet. Exchange with the machine that printed it, "
            "or type it in at the provincial library."
        ),
        "unknown_isbn": _("No title here has the ISBN %(text)s. Import it, or enter the book now."),
        "unknown": _(
            "Nothing here is called “%(text)s”. Try fewer words, with or without marks; "
            "or register a new reader."
        ),
    }
    title = _("Not read rightly") if why in _MISREAD else _("Not found")
    if why == "empty":
        title = _("The field is empty")
    tone = "note" if why == "empty" else "bad"
    offers = _enter_it(text) if why == "unknown_isbn" else ()
    return Outcome(tone=tone, title=title, words=words[why] % shown, offers=offers)


def _enter_it(isbn: str) -> tuple[Offer, ...]:
    """The way to enter a book that is not known, where this node has such a page."""
    try:
        address = f"{reverse('stock:enter')}?q={isbn}"
    except NoReverseMatch:
        return ()
    return (Offer(_("Enter this book"), "plus", address, is_link=True),)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def set_sound(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Outcomes are heard, or not."""
    memory.set_sound(request, request.POST.get("sound") == "on")
    return redirect("desk:home")


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def set_day(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Type in the paper list of an earlier day; today again by an empty field."""
    text = request.POST.get("on", "").strip()
    following = request.POST.get("next", "")
    following = f"desk:{following if following in _AFTER_DAY else 'home'}"
    if not text or day_from(text) == counter.today:
        choose_day(request, None)
        return redirect(following)
    on = day_from(text)
    why = "odd" if on is None else day_fault(on, counter.today)
    if on is None or why is not None:
        words = {
            "odd": _("Write the day as dd/mm/yyyy, for example 20/11/2026."),
            "future": _("That day has not come yet. Choose today or an earlier day."),
            "old": _("That is more than 60 days ago. Ask your provincial librarian to enter it."),
        }
        outcome = Outcome(tone="bad", title=_("This day cannot be"), words=words[why or "odd"])
        return show(request, counter, Screen(), outcome=outcome)
    choose_day(request, on)
    return redirect(following)
