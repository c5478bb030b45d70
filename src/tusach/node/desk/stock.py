"""A title's copies, one more copy of it, and what is on the shelves of this place."""

from __future__ import annotations

from collections import Counter as Counts
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.node.acts import registering
from tusach.node.acts.registering import NewCopy
from tusach.node.desk import memory
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.parts import last_readers
from tusach.node.desk.screens import waiting
from tusach.node.desk.shown import CopyShown, copy_shown, names_of, title_of
from tusach.node.pages.writing import code_groups, plain_text
from tusach.node.people.access import Act, rule, staff

MOST_SHOWN = 200


class CopyForm(forms.Form):
    """One more copy; an empty number means the next printed one."""

    code = forms.CharField(
        label=gettext_lazy("Number on the label"),
        help_text=gettext_lazy(
            "Empty: the next number is drawn. An older number is kept as given."
        ),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": "fill"}),
    )
    material = forms.ChoiceField(label=gettext_lazy("Kind of material"))
    call_number = forms.CharField(label=gettext_lazy("Call number"), required=False, max_length=80)
    location = forms.CharField(label=gettext_lazy("Shelf or room"), required=False, max_length=80)

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["material"]
        assert isinstance(field, forms.ChoiceField)
        kinds = counter.node.profile.lending.material_kinds
        field.choices = [(one.code, counter.words(one.names)) for one in kinds]

    def clean(self) -> dict[str, Any]:
        """Texts composed, without what a person cannot have meant."""
        super().clean()
        for name in ("code", "call_number", "location"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = plain_text(self.cleaned_data[name])
        return self.cleaned_data


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def title(request: HttpRequest, counter: Counter, title: str) -> HttpResponse:
    """A title with its copies everywhere, and the form for one more copy here."""
    node = counter.node
    if node.store.state(title, "title").described is None:
        raise Http404
    form = CopyForm(counter, request.POST or None)
    token = request.POST.get("token", "") or node.store.random.new_id()
    if request.method == "POST" and form.is_valid():
        earlier = memory.answered(request, token)
        if earlier is not None:
            return redirect("desk:copy", copy=earlier[0])
        told = _register(counter, title, form.cleaned_data)
        if not isinstance(told, Refusal):
            memory.answer(request, token, [told])
            return redirect("desk:copy", copy=told)
        form.add_error("code" if told.code.startswith("copy.number") else None, counter.say(told))
    copies = copies_of(counter, title)
    here = [one for one in copies if one.belongs_here or one.is_here]
    values = {
        "title": title_of(node, title),
        "here": here,
        "elsewhere": by_place([one for one in copies if one not in here]),
        "form": form,
        "token": token,
        "outcome": waiting(request, counter),
        "back": title,
        **hold_part(request, counter, title),
    }
    return render(request, "desk/title.html", values)


def hold_part(request: HttpRequest, counter: Counter, title: str) -> dict[str, Any]:
    """For whom the title may be kept, and how many wait for it already."""
    kept = request.session.pop("hold_choice", [])
    people = names_of(counter.node, kept)
    (waits,) = counter.node.store.query(
        "SELECT count(*) FROM hold WHERE tenant = ? AND title = ? AND place = ? "
        "AND filled_on IS NULL AND ended_on IS NULL",
        (counter.node.tenant, title, counter.place),
    )
    return {
        "choice": [{"reader": one, "name": people[one]} for one in kept if one in people],
        "readers": last_readers(request, counter),
        "waits": waits[0],
    }


def _register(counter: Counter, title: str, told: dict[str, Any]) -> str | Refusal:
    """The copy's subject, or why it was not registered."""
    material = told["material"]
    kinds = {one.code: one for one in counter.node.profile.lending.material_kinds}
    new = NewCopy(
        title=title,
        code=told["code"].replace(" ", "") if _is_printed(told["code"]) else told["code"],
        material=material,
        call_number=told["call_number"],
        location=told["location"],
        legal=kinds[material].legal_stock,
    )
    done = registering.register_copy(counter.node, new, counter.at)
    if isinstance(done, Refusal):
        return done
    row = counter.node.store.fact(done.facts[-1])
    assert row is not None
    return _subject(row.raw)


def _is_printed(code: str) -> bool:
    joined = code.replace(" ", "")
    return len(joined) == 12 and joined.isascii() and joined.isdigit()


def _subject(raw: bytes) -> str:
    from tusach.ledger.fact import trusted

    return trusted(raw).subject


def copies_of(counter: Counter, title: str) -> list[CopyShown]:
    """The copies of a title, those of this place first."""
    rows = counter.node.store.query(
        "SELECT subject FROM copy WHERE tenant = ? AND title = ? ORDER BY code LIMIT ?",
        (counter.node.tenant, title, MOST_SHOWN),
    )
    shown = [copy_shown(counter, subject) for (subject,) in rows]
    found = [one for one in shown if one is not None]
    return sorted(found, key=lambda one: (not one.is_here, not one.belongs_here, one.home))


def by_place(copies: list[CopyShown]) -> list[dict[str, Any]]:
    """The copies by the place that holds them: how many, how they stand, their numbers."""
    found = []
    for place in sorted({one.holder or one.home for one in copies}):
        some = [one for one in copies if (one.holder or one.home) == place]
        due = sorted(one.loan.due_on for one in some if one.loan and not one.loan.days_over)
        states = Counts("available" if one.chip == "elsewhere" else one.chip for one in some)
        found.append(
            {
                "place": place,
                "copies": some,
                "states": sorted(states.items()),
                "due_on": due[0] if due else "",
            }
        )
    return found


def find_address(words: str) -> str:
    """Where books are searched: the catalogue for readers, which is the staff's as well."""
    from django.urls import NoReverseMatch

    try:
        return reverse("opac:home") + (f"?q={words}" if words else "")
    except NoReverseMatch:
        return reverse("desk:home")


@rule(staff("librarian"))
@at_desk(Act.LEND)
def find(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Find a book by title or author: each result says where a copy stands now."""
    words = plain_text(request.GET.get("q", ""))[:200]
    answer = counter.node.search.search(words, limit=20) if words else None
    results = []
    for hit in answer.hits if answer else ():
        copies = copies_of(counter, hit.title_id)
        here = [one for one in copies if one.is_here and one.chip == "available"]
        free = Counts(one.holder for one in copies if one.chip == "elsewhere" and one.holder)
        due = sorted((one.loan.due_on, one.loan.days_over) for one in copies if one.loan)
        results.append(
            {
                "title": title_of(counter.node, hit.title_id),
                "here": here,
                "others": [{"place": place, "free": free[place]} for place in sorted(free)][:3],
                "due_on": due[0][0] if due else "",
                "is_late": bool(due) and due[0][1] > 0,
                "copies": len(copies),
            }
        )
    values = {
        "q": words,
        "results": results,
        "total": answer.total if answer else 0,
        "searched_for": answer.searched_for if answer else None,
        "words": _("Title, author, subject"),
        "code": code_groups(words),
    }
    return render(request, "desk/find.html", values)
