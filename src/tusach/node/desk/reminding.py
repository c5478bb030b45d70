"""Reminders of what is overdue: slips on paper, texts to copy, a file for messages.

Nobody is reminded of a loan that is contested or claimed returned. A telephone number leaves the
desk only where its reader agreed to messages; the message names no title, since another person may
read it. What was sent is not told as a fact: no figure needs it (decision 36).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.library.places.story import PlaceState
from tusach.library.readers.facts import ConsentPrivate
from tusach.library.readers.story import ReaderState
from tusach.node.acts import consenting
from tusach.node.acts.consenting import MESSAGES
from tusach.node.acts.markets import next_in_unit
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.overdue import overdue_rows
from tusach.node.desk.shown import place_name
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.wording import lunar

SIZES = ("a6", "a5")
MOST_LETTERS = 160
"""Of one message without marks; with marks it holds 70, and telephones join several."""
WITHOUT_CONSENT = "consent"
"""Why nothing but paper may go to a reader."""
FEWEST_DIGITS, MOST_DIGITS = 8, 15
MARKET_WITHIN_DAYS = 15


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader still has. loans: rows of the overdue list.

    phone: empty where none may be used; why then says what is missing: consent, phone.
    """

    reader: str
    name: str
    hamlet: str
    guardian: str
    loans: tuple[dict[str, Any], ...]
    phone: str = ""
    why: str = ""


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def slips(request: HttpRequest, counter: Counter) -> HttpResponse:
    """A slip for each reader, to be cut and handed over, with the text that may be copied."""
    look(counter.staff, counter.place, "overdue slips")
    size = request.GET.get("size", "")
    hamlet = request.GET.get("hamlet", "")
    every = reminders(counter)
    chosen = [one for one in every if not hamlet or one.hamlet == hamlet]
    place = place_name(counter.node, counter.place)
    market = market_words(counter)
    values = {
        "counter": counter,
        "size": size if size in SIZES else SIZES[0],
        "sizes": SIZES,
        "hamlet": hamlet,
        "hamlets": sorted({one.hamlet for one in every if one.hamlet}),
        "slips": [{"one": one, "text": letter(one, place=place, market=market)} for one in chosen],
        "place": place,
        "market": market,
        "sendable": sum(bool(one.phone) for one in every),
        "without_consent": sum(one.why == WITHOUT_CONSENT for one in every),
        "without_phone": sum(one.why == "phone" for one in every),
    }
    return render(request, "desk/slips.html", values)


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def messages(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The file for messages: a number and a text in each row, of readers who agreed to it."""
    look(counter.staff, counter.place, "message file")
    place, market = place_name(counter.node, counter.place), market_words(counter)
    marks = "plain" not in request.GET
    rows = [
        (one.phone, message(one, place=place, market=market, marks=marks))
        for one in reminders(counter)
        if one.phone
    ]
    kept = io.StringIO()
    writer = csv.writer(kept, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(("phone", "text"))
    writer.writerows(rows)
    return HttpResponse(
        # Excel reads Vietnamese only after this mark.
        "\ufeff" + kept.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="messages-{counter.on}.csv"'},
    )


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def mail(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """The message to one reader as an e-mail without an address: that is not kept here."""
    one = next((one for one in reminders(counter) if one.reader == reader), None)
    if one is None or one.why == WITHOUT_CONSENT:
        return redirect("desk:slips")
    look(counter.staff, reader, "reminder by mail")
    place, market = place_name(counter.node, counter.place), market_words(counter)
    subject = _("Books of %(place)s") % {"place": place}
    body = message(one, place=place, market=market, marks=True)
    # The computer's own program for mail opens with what is written already.
    address = f"mailto:?subject={quote(subject)}&body={quote(body)}"
    return HttpResponse(status=302, headers={"Location": address})


def reminders(counter: Counter) -> list[Reminder]:
    """Whoever may be named here and has something overdue, in the order of the list."""
    rows = [row for row in overdue_rows(counter) if row["reader"]]
    found = []
    for reader, some in groupby(rows, key=lambda row: row["reader"]):
        loans = tuple(some)
        phone, why = _phone(counter, reader, loans[0]["phone"])
        found.append(
            Reminder(
                reader=reader,
                name=loans[0]["name"],
                hamlet=loans[0]["hamlet"],
                guardian=loans[0]["guardian"],
                loans=loans,
                phone=phone,
                why=why,
            )
        )
    return found


def _phone(counter: Counter, reader: str, noted: str) -> tuple[str, str]:
    """The number that may be used, or why there is none: consent, phone."""
    state: ReaderState = counter.node.store.state(reader, "reader")
    if not consenting.agrees(counter.node, state, MESSAGES, counter.on):
        return "", "consent"
    for one in reversed(state.consents):
        if MESSAGES in one.purposes and one.commitment:
            part = counter.node.store.vault.part(one.commitment)
            given = msgspec.json.decode(part.raw, type=ConsentPrivate).phone if part else ""
            if dialled(given):
                return dialled(given), ""
    number = dialled(noted)
    return number, "" if number else "phone"


def dialled(phone: str) -> str:
    """The digits of a number, or nothing where it cannot be dialled.

    >>> dialled("0912 000.111"), dialled("+84 912 000 111"), dialled("nhờ cô Mai")
    ('0912000111', '84912000111', '')
    """
    digits = "".join(letter for letter in phone if letter in "0123456789")
    return digits if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""


def market_words(counter: Counter) -> str:
    """The next market of the place's commune with its day in both calendars, or nothing."""
    place: PlaceState = counter.node.store.state(counter.place, "place")
    if not place.unit:
        return ""
    after = date.fromisoformat(counter.on)
    found = next_in_unit(counter.node, place.unit, after=after, within_days=MARKET_WITHIN_DAYS)
    if found is None or found[0].declared is None:
        return ""
    return _("%(market)s, %(day)s") % {
        "market": counter.words(found[0].declared.names),
        "day": lunar.both_calendars(found[1].on.isoformat()),
    }


def letter(one: Reminder, *, place: str, market: str) -> str:
    """The text to copy into a message, or a letter by mail: it names the books."""
    books = "\n".join(
        _("- %(title)s (due %(day)s)") % {"title": _title(loan), "day": day(loan["due_on"])}
        for loan in one.loans
    )
    lines = [
        _("Dear %(name)s,") % {"name": one.name},
        _("these books of %(place)s are past their date:") % {"place": place},
        books,
        _("Please bring them back, or ask to keep them longer. There is no fine."),
    ]
    if market:
        lines.append(_("You may also bring them on the next market: %(day)s.") % {"day": market})
    lines.append(_("Thank you! %(place)s") % {"place": place})
    return "\n".join(lines)


def message(one: Reminder, *, place: str, market: str, marks: bool) -> str:
    """A short message without titles; without marks it has at most 160 letters."""
    first = min(loan["due_on"] for loan in one.loans)
    values = {"name": one.name, "n": len(one.loans), "day": day(first), "place": place}
    whole = (
        _(
            "%(place)s: %(name)s has %(n)d books past their date (from %(day)s). Please bring them "
            "back. Thank you!"
        )
        % values
    )
    if market:
        whole += " " + _("Next market: %(day)s.") % {"day": market}
    if marks:
        return whole
    plain = without_marks(whole)
    if len(plain) <= MOST_LETTERS:
        return plain
    short = without_marks(
        _("Library: %(name)s has %(n)d books past their date (from %(day)s). Thank you!") % values
    )
    return short[:MOST_LETTERS]


def without_marks(text: str) -> str:
    """The text in letters that every telephone shows, capitals kept.

    >>> without_marks("Đàm Thị Hường, mùng 8")
    'Dam Thi Huong, mung 8'
    """
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.encode("ascii", "replace").decode()


def _title(loan: dict[str, Any]) -> str:
    return str(loan["title"] or loan["code"])
