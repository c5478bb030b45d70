"""One title: what it is, where its copies stand, what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tusach.ledger.ident import is_id
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.governing import is_late
from tusach.node.opac import words
from tusach.node.opac.asking import Asked
from tusach.node.opac.front import CardShown
from tusach.node.opac.lines import title_lines
from tusach.node.opac.placing import Place, places
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.standing import inside_only, standings
from tusach.node.opac.unchanged import unchanged
from tusach.node.people.access import actor_from, public, rule
from tusach.node.people.actors import Staff

BESIDE: Final = 6
MOST_ROWS: Final = 400
MOST_SUBJECTS: Final = 40

_COPIES = (
    "SELECT coalesce(c.holder, c.loan_place, c.home, c.owner), c.status, c.material, "
    "c.call_number, c.location, c.due_on, c.loan_rule, r.nr, c.crate_until, c.on_way_to, "
    "count(*) FROM copy c "
    "LEFT JOIN crate r ON r.tenant = c.tenant AND r.subject = c.crate "
    "WHERE c.tenant = ? AND c.title = ? AND c.status NOT IN ('withdrawn', 'unregistered') "
    "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 LIMIT ?"
)


_CHIPS: Final = {
    "on_loan": "on-loan",
    "lost": "lost",
    "reserved": "on-hold",
    "on_way": "in-transit",
    "packed": "in-crate",
    "in_question": "in-question",
    "withheld": "withheld",
}


class CopiesShown(msgspec.Struct, frozen=True):
    """Equal copies at one place. chip: a state of the design system; due_on: of those on loan.

    crate: number of the crate they travel with; until: when it leaves again; to: where it goes.
    """

    copies: int
    chip: str
    call_number: str
    location: str
    due_on: str
    is_late: bool
    crate: int | None = None
    until: str = ""
    to: str = ""


class PlaceShown(msgspec.Struct, frozen=True):
    """The copies of one place; place: None where it is not known here."""

    place: Place | None
    rows: tuple[CopiesShown, ...]
    free: int


class BesideShown(msgspec.Struct, frozen=True):
    """Other titles of the same author, or on the same subject."""

    name: str
    cards: tuple[CardShown, ...]
    address: str


@rule(public())
@seated()
@unchanged()
def show(request: HttpRequest, seat: Seat, title: str) -> HttpResponse:
    """Show a title."""
    said = described(seat, title)
    if said is None:
        return unknown(request)
    known = places(seat)
    line = title_lines(seat, (title,)).get(title)
    if line is None:
        return unknown(request)
    copies = _copies(seat, title, known)
    profile = seat.node.profile
    values = {
        "title_id": title,
        "said": said,
        "line": line,
        "places": copies,
        "free": sum(one.free for one in copies),
        "copies": sum(row.copies for one in copies for row in one.rows if row.chip != "lost"),
        "authors": [(name, Asked(name).address()) for name in said.authors],
        "subjects": [
            (name, Asked(" ".join(name.split(" -- "))).address())
            for name in said.subjects[:MOST_SUBJECTS]
        ],
        "kind": words.kind_name(said.kind),
        "languages": ", ".join(words.language_name(one, profile) for one in said.languages),
        "audience": words.audience_name(said.audience, profile) if said.audience else "",
        "hundred": words.hundred_name(line.hundred, profile) if line.hundred else "",
        "hundred_address": Asked("", (("dewey", line.hundred),)).address(),
        "beside": _beside(seat, title, said, known),
        "has_record": has_record(said),
        "permalink": request.build_absolute_uri(request.path),
        "desk": _desk(request, title),
    }
    return render(request, "opac/title.html", values)


def described(seat: Seat, title: str) -> TitleDescribed | None:
    """The description of a title, None where there is none."""
    if not is_id(title):
        return None
    found: TitleDescribed | None = seat.node.store.state(title, "title").described
    return found


def has_record(said: TitleDescribed) -> bool:
    """Whether a MARC record stands behind the description."""
    return said.format in ("marc21", "marcxml")


def unknown(request: HttpRequest) -> HttpResponse:
    """Say that there is no such title, and offer the search."""
    return render(request, "opac/unknown.html", {"asked": Asked("")}, status=404)


def _copies(seat: Seat, title: str, known: Mapping[str, Place]) -> list[PlaceShown]:
    rows = seat.node.store.query(_COPIES, (seat.node.tenant, title, MOST_ROWS))
    inside = inside_only(seat)
    by_place: dict[str, list[CopiesShown]] = {}
    for place, status, material, call_number, location, due_on, made_by, *crate, copies in rows:
        lent = status == "on_loan"
        chip = _CHIPS.get(status, "available")
        if chip == "available" and material in inside:
            chip = "reading-room"
        by_place.setdefault(place or "", []).append(
            CopiesShown(
                copies=int(copies),
                chip=chip,
                call_number=call_number or "",
                location=location or "",
                due_on=due_on if lent and due_on else "",
                is_late=lent and is_late(seat.node, due_on, made_by, seat.on),
                crate=crate[0],
                until=crate[1] or "",
                to=known[crate[2]].name if crate[2] in known else "",
            )
        )
    shown = []
    for place, held in by_place.items():
        held.sort(key=lambda row: (row.chip, row.due_on, row.call_number, row.until))
        free = sum(row.copies for row in held if row.chip == "available")
        shown.append(PlaceShown(known.get(place), tuple(held), free))
    order = {place: nr for nr, place in enumerate(known)}

    def key(one: PlaceShown) -> tuple[Any, ...]:
        place = one.place
        if place is None:
            return (True, True, True, len(order))
        return (not place.is_here, not one.free, not place.is_open, order[place.place])

    return sorted(shown, key=key)


def _beside(
    seat: Seat, title: str, said: TitleDescribed, known: Mapping[str, Place]
) -> list[BesideShown]:
    rows: list[tuple[str, list[str], str]] = []
    seen = {title}
    if said.authors:
        author = said.authors[0]
        found = _sharing(seat, author, seen, field="author_list")
        rows.append((_("Also by %(author)s") % {"author": author}, found, Asked(author).address()))
        seen.update(found)
    if said.subjects:
        subject = said.subjects[0]
        found = _sharing(seat, subject, seen, field="subject_list")
        address = Asked(" ".join(subject.split(" -- "))).address()
        rows.append((_("Also on: %(subject)s") % {"subject": subject}, found, address))
    ids = [one for _name, found, _address in rows for one in found]
    lines, where = title_lines(seat, ids), standings(seat, ids, known)
    return [
        BesideShown(
            words.cut(name, 120),
            tuple(CardShown(lines[one], where[one]) for one in found if one in lines),
            address,
        )
        for name, found, address in rows
        if found
    ]


def _sharing(seat: Seat, text: str, seen: set[str], *, field: str) -> list[str]:
    """Titles whose authors or subjects hold exactly this text, as far as the search finds them."""
    query = " ".join(text.split(" -- "))[:120]
    hits = seat.node.search.search(query, limit=3 * BESIDE).hits
    ids = [hit.title_id for hit in hits if hit.title_id not in seen]
    lines = title_lines(seat, ids)
    return [one for one in ids if one in lines and text in getattr(lines[one], field)][:BESIDE]


def _desk(request: HttpRequest, title: str) -> dict[str, str]:
    """For staff: where this title is worked on, and its facts."""
    if not isinstance(actor_from(request), Staff):
        return {}
    found = {}
    for name, address, ids in (
        ("title", "desk:title", {"title": title}),
        ("ledger", "desk:ledger", {"subject": title}),
    ):
        try:
            found[name] = reverse(address, kwargs=ids)
        except NoReverseMatch:
            continue
    return found
