"""Handover minutes: who gave and who took which books, to be printed, signed, entered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.exchange.documents.docx import MEDIA, docx
from tusach.exchange.documents.papers import Figures, Paper, Paragraph, Signature, laid_out
from tusach.ledger.draft import Refusal
from tusach.library.crates.facts import CrateHandedOver, Signer, SignersPrivate
from tusach.library.crates.rules import BOTH, GAVE, KEY, PAPER, TOOK, expected
from tusach.library.crates.story import CrateState
from tusach.node.acts import crating
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages import toasts
from tusach.node.pages.writing import code_groups, day, number
from tusach.node.papers.answers import pdf_answer
from tusach.node.papers.official import paper
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.store.store import Done
from tusach.node.trips import said
from tusach.node.trips.crate import state_of
from tusach.node.trips.forms import SignForm
from tusach.node.trips.shown import books


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def minutes(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The minutes to print; sent to, who signed is entered."""
    state = state_of(counter, crate)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = _sign(counter, state, form.cleaned_data)
        if isinstance(told, Refusal):
            said.refuse(request, told)
        else:
            toasts.add(request, "crates.signed")
        return redirect("trips:minutes", crate=crate)
    values = _values(counter, state)
    if values["names"]:
        look(counter.staff, counter.place, "signers of a crate")
    values |= {
        "form": form,
        "crate": crate,
        "has_press": has_press(),
        "may_forget": bool(values["names"]),
        "sentences": sentences(values),
    }
    return render(request, "trips/minutes.html", values, status=422 if form.errors else 200)


def _sign(counter: Counter, state: CrateState, told: dict[str, Any]) -> Done | Refusal:
    """Both on one paper; one alone signs for their side, at their own node."""
    gave = Signer(told["gave"], told["gave_post"]) if told["gave"] else None
    took = Signer(told["took"], told["took_post"]) if told["took"] else None
    side = BOTH if gave and took else GAVE if gave else TOOK
    last = state.last
    body = CrateHandedOver(
        side=side,
        how=PAPER if side == BOTH or told["paper"] else KEY,
        copies=len(expected(state)),
        sent=last.sent if last else None,
        paper=told["paper"],
    )
    private = SignersPrivate(gave, took)
    return crating.hand_over(counter.node, state.subject, counter.at, body, private=private)


def _values(counter: Counter, state: CrateState) -> dict[str, Any]:
    node, last = counter.node, state.last
    rows = books(counter, state)
    names: dict[str, Any] = {}
    for one in state.signed:
        if last is not None and one.said.sent not in (None, last.sent):
            continue
        signers = crating.signers_of(node, one.part)
        if signers is not None:
            names |= {
                side: {"name": who.name, "post": who.post}
                for side, who in ((GAVE, signers.gave), (TOOK, signers.took))
                if who is not None
            }
    of = last.of if last and last.of else state.at
    return {
        "nr": state.made.nr if state.made else None,
        "code": state.made.code if state.made else "",
        "of": place_name(node, of),
        "to": place_name(node, (last.to or last.at) if last else None),
        "on": last.sent_on if last and last.sent_on else counter.on,
        "back_on": last.back_on if last else None,
        "received_on": last.received_on if last else "",
        "missing": len(last.missing) if last else 0,
        "surplus": len(last.surplus) if last else 0,
        "damaged": len(last.damaged) if last else 0,
        "books": rows,
        "names": names,
        "signed": [{"on": one.on, "said": one.said} for one in state.signed],
        "above": counter.words(node.profile.province.owner),
        "is_of_viet_nam": node.profile.province.country == "VN",
    }


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def file(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The minutes as a file that may be changed before it is signed."""
    values = _seen(counter, crate)
    answer = HttpResponse(docx(laid_out(_paper(counter, values))), content_type=MEDIA)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(values, crate)}.docx"'
    return answer


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def as_pdf(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The minutes as they are printed and kept, with room for two signatures."""
    values = _seen(counter, crate)
    return pdf_answer(
        laid_out(_paper(counter, values)),
        name=_name(values, crate),
        on=counter.today,
        instead=reverse("trips:minutes", kwargs={"crate": crate}),
    )


def _seen(counter: Counter, crate: str) -> dict[str, Any]:
    """What the minutes say; names that are looked at are noted."""
    values = _values(counter, state_of(counter, crate))
    if values["names"]:
        look(counter.staff, counter.place, "signers of a crate")
    return values


def _name(values: dict[str, Any], crate: str) -> str:
    return f"bien-ban-thung-{values['nr'] or crate[:8]}"


def _paper(counter: Counter, values: dict[str, Any]) -> Paper:
    books = Figures(
        caption="",
        header=(_("No."), _("Number"), _("Title"), _("Note")),
        rows=tuple(
            (nr, code_groups(one.code), one.title.words, "")
            for nr, one in enumerate(values["books"], start=1)
        ),
        widths=(8, 27, 45, 20),
    )
    last = _("These minutes are made in two copies; each side keeps one.")
    return paper(
        counter.node,
        kind="minutes",
        about=_("Handing over books for rotation"),
        agency=values["of"],
        on=values["on"],
        body=(*(Paragraph(one) for one in sentences(values)), books, Paragraph(last)),
        signatures=(
            _signature(_("For the side that hands over"), values["names"].get(GAVE)),
            _signature(_("For the side that receives"), values["names"].get(TOOK)),
        ),
    )


def sentences(values: dict[str, Any]) -> list[str]:
    """What the minutes say above the list."""
    n = len(values["books"])
    lines = [
        _("On %(on)s, %(of)s hands over to %(to)s:")
        % {"on": day(values["on"]), "of": values["of"], "to": values["to"] or "…"},
        ngettext(
            "Crate %(nr)s, number %(code)s, with %(n)s book as listed below.",
            "Crate %(nr)s, number %(code)s, with %(n)s books as listed below.",
            n,
        )
        % {"nr": values["nr"] or "…", "code": code_groups(values["code"]), "n": number(n)},
    ]
    if values["back_on"]:
        lines.append(
            _("The receiving side keeps the books and returns them by %(day)s.")
            % {"day": day(values["back_on"])}
        )
    if values["received_on"]:
        lines.append(
            _(
                "Received on %(on)s; missing: %(missing)s, too many: %(surplus)s, "
                "damaged: %(damaged)s."
            )
            % {
                "on": day(values["received_on"]),
                "missing": number(values["missing"]),
                "surplus": number(values["surplus"]),
                "damaged": number(values["damaged"]),
            }
        )
    return lines


def _signature(words: str, who: dict[str, str] | None) -> Signature:
    note = _("(signature, full name)")
    if who is None:
        return Signature(words, note=note)
    return Signature(who["post"] or words, who["name"], words if who["post"] else "", note)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def forget(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The names that this place's minutes hold are removed everywhere."""
    told = crating.forget_signers(counter.node, crate, counter.at)
    if isinstance(told, Refusal):
        said.refuse(request, told)
    else:
        toasts.add(request, "crates.forgotten", tone="note")
    return redirect("trips:minutes", crate=crate)
