"""Consents at the desk: noted with one tap, withdrawn, and forms to be signed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.readers.consenting import SELF, Said
from tusach.node.acts import consenting
from tusach.node.desk import circulating
from tusach.node.desk.consent_parts import ANSWERERS, PROOFS
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.outcomes import Came, refused
from tusach.node.desk.persons import age_on, person_row
from tusach.node.desk.screens import Screen, done
from tusach.node.desk.shown import names_of, place_name
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff

MOST_FORMS = 200


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def note(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """What is missing was signed; or somebody said something else, as the form tells."""
    circulating.seen_reader(counter, reader)
    if "signed" in request.POST:
        told = consenting.note_signed(counter.node, [reader], counter.at)
    else:
        told = consenting.note(counter.node, reader, _said(request), counter.at)
    screen = Screen("reader", reader=reader)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, reader=reader))
    # One tap may note two answers; undoing the last one would leave half, so it offers none.
    fact = told.facts[0] if len(told.facts) == 1 else ""
    return done(request, counter, screen, Came("changed", {"what": "consent", "fact": fact}))


def _said(request: HttpRequest) -> Said:
    by, proof = request.POST.get("by", ""), request.POST.get("proof", "")
    return Said(
        purposes=tuple(dict.fromkeys(request.POST.getlist("purposes")))[:20],
        by=by if by in ANSWERERS else "",
        proof=proof if proof in PROOFS else "",
        guardian_name="" if by == SELF else plain_text(request.POST.get("guardian_name", ""))[:200],
        phone=plain_text(request.POST.get("phone", ""))[:40],
    )


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def withdraw(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """A consent counts no more, from this moment on."""
    circulating.seen_reader(counter, reader)
    purposes = tuple(dict.fromkeys(request.POST.getlist("purposes")))[:20]
    told = consenting.withdraw(counter.node, reader, purposes, counter.at)
    screen = Screen("reader", reader=reader)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, reader=reader))
    came = Came("changed", {"what": "withdrawn", "fact": told.facts[-1]})
    return done(request, counter, screen, came)


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def forms(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Forms to be signed, one for each reader who was ticked; they say what is asked for."""
    readers = list(dict.fromkeys(one for one in request.GET.getlist("r") if is_id(one)))
    if not readers:
        raise Http404
    told = counter.node.profile.consent
    asks = {one.code: counter.words(one.asks) for one in told.purposes} if told else {}
    shown = []
    for reader in readers[:MOST_FORMS]:
        state = reader_at(counter, reader, "consent form")
        row = person_row(counter, reader)
        lacks = consenting.lacks_of(counter.node, state, counter.on)
        name, birth_year, hamlet, phone, _household, guardian, guardian_name = row or ("",) * 7
        if guardian and not guardian_name:
            guardian_name = names_of(counter.node, [guardian]).get(guardian, "")
        shown.append(
            {
                "reader": reader,
                "name": name,
                "age": age_on(birth_year or None, counter.on),
                "birth_year": birth_year,
                "hamlet": hamlet,
                "phone": phone,
                "guardian_name": guardian_name,
                "own_word": any(one.by == SELF for one in lacks),
                "guardian_asked": any(one.by != SELF for one in lacks),
                "asks": [asks[code] for code in dict.fromkeys(one.purpose for one in lacks)],
            }
        )
    values = {
        "forms": [one for one in shown if one["asks"]],
        "nothing": [one for one in shown if not one["asks"]],
        "place": place_name(counter.node, counter.place),
        "citation": sorted({one.citation for one in told.rules}) if told else [],
    }
    return render(request, "desk/consent_forms.html", values)
