"""Template tags of the design system, available in every template without `{% load %}`.

`{% icon "book" %}` · `{% chip "on-loan" %}` · `{% field form.name %}` · `{% errors form %}` ·
`{% pager page_number page_count %}` · `{% progress done total %}` · `{% static "…" %}` ·
`{% scan_field %}` · `{{ due_on|both_calendars }}`
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.http import HttpRequest
from django.templatetags.static import static as static_address
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tusach.ledger.fact import is_day
from tusach.node.settings import told
from tusach.node.wording import lunar

register = template.Library()


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in colour, word and icon: never in colour alone."""

    tone: str
    icon: str
    words: Any


CHIPS: dict[str, Chip] = {
    "available": Chip("good", "check", _("On the shelf")),
    "on-loan": Chip("busy", "clock", _("On loan")),
    "overdue": Chip("bad", "alert", _("Overdue")),
    "on-hold": Chip("note", "bookmark", _("Kept for a reader")),
    "in-transit": Chip("note", "van", _("On the way")),
    "in-crate": Chip("note", "crate", _("In a crate")),
    "elsewhere": Chip("note", "place", _("At another library")),
    "withheld": Chip("quiet", "block", _("Not lent for now")),
    "missing": Chip("bad", "lost", _("Missing")),
    "lost": Chip("bad", "lost", _("Lost")),
    "damaged": Chip("bad", "alert", _("Damaged")),
    "in-question": Chip("busy", "help", _("Being checked")),
    "withdrawn": Chip("quiet", "block", _("Withdrawn")),
    "reading-room": Chip("quiet", "book-open", _("Read in the library only")),
    "unknown": Chip("quiet", "help", _("Not known here")),
    "blocked": Chip("bad", "block", _("Stopped")),
    "expired": Chip("busy", "calendar", _("Card expired")),
    "active": Chip("good", "check", _("Valid")),
    "waiting": Chip("busy", "pending", _("Waiting to be sent")),
    "sent": Chip("good", "send", _("Sent")),
    "corrected": Chip("note", "edit", _("Corrected")),
    "voided": Chip("quiet", "undo", _("Taken back")),
    "disagreement": Chip("bad", "alert", _("Facts contradict each other")),
    "done": Chip("good", "check", _("Done")),
    "rejected": Chip("bad", "cross", _("Rejected")),
    "present": Chip("quiet", "check", _("Already there")),
    "synthetic": Chip("quiet", "info", _("Invented for demonstration")),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite. It is always decoration: a word stands beside it."""
    return _drawn(name, _sprite_now() if told.debug() else _sprite())


@cache
def _sprite() -> str:
    # A page draws dozens of icons, and while a node runs its files do not change.
    return _sprite_now()


def _sprite_now() -> str:
    return static_address("tusach/icons.svg")


@lru_cache(maxsize=512)
def _drawn(name: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.simple_tag
def static(path: str) -> str:
    """Return the versioned address of a static file."""
    return static_address(path)


@register.filter
def both_calendars(value: Any) -> str:
    """A day with its weekday and its lunar day; anything but a day as it is."""
    if isinstance(value, str) and is_day(value):
        return lunar.both_calendars(value)
    return str(value or "")


@register.simple_tag
def chip(state: str, words: Any = "") -> SafeString:
    """Draw a state as a chip; `words` says it more exactly where needed."""
    shown = CHIPS.get(state, CHIPS["unknown"])
    return format_html(
        '<span class="chip chip-{}">{}{}</span>', shown.tone, icon(shown.icon), words or shown.words
    )


@register.inclusion_tag("parts/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """Draw one field of a form: label, help, what is wrong, the field."""
    kind = type(bound.field.widget)
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label}-help")
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "drawn": bound.as_widget(attrs=attrs),
        "is_tick": issubclass(kind, forms.CheckboxInput),
        "is_group": issubclass(kind, (forms.RadioSelect, forms.CheckboxSelectMultiple)),
    }


@register.inclusion_tag("parts/errors.html")
def errors(*all_forms: forms.BaseForm) -> dict[str, Any]:
    """Draw the summary of what is wrong, on top of the page, each line leading to its field."""
    lines: list[dict[str, str]] = []
    for form in all_forms:
        if not form.is_bound:
            continue
        lines += [{"words": str(words), "at": ""} for words in form.non_field_errors()]
        for bound in form:
            lines += [{"words": str(words), "at": bound.id_for_label} for words in bound.errors]
    return {"lines": lines}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: template.Context, number: int, count: int) -> dict[str, Any]:
    """Draw the way to other pages of a list; the address keeps its other values."""
    request: HttpRequest = context["request"]
    kept = [(key, value) for key, value in _values(request) if key != "page"]

    def address(page: int) -> str:
        return "?" + urlencode([*kept, ("page", str(page))])

    near = [n for n in range(number - 1, number + 2) if 1 <= n <= count]
    wanted = sorted({1, count, *near}) if count else []
    pages: list[dict[str, Any]] = []
    before = 0
    for page in wanted:
        if page - before > 1:
            pages.append({"gap": True})
        pages.append({"number": page, "address": address(page), "here": page == number})
        before = page
    return {
        "pages": pages,
        "several": count > 1,
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < count else "",
    }


def _values(request: HttpRequest) -> list[tuple[str, str]]:
    return [(key, value) for key, values in request.GET.lists() for value in values]


@register.inclusion_tag("parts/progress.html")
def progress(done: int, total: int, words: Any = "") -> dict[str, Any]:
    """Draw how far long work has come; `total` 0 means that the end is not known."""
    return {"done": done, "total": total, "words": words}


@register.inclusion_tag("parts/scan_field.html", takes_context=True)
def scan_field(
    context: template.Context, action: str, *, name: str = "code", value: str = "", label: Any = ""
) -> dict[str, Any]:
    """Draw the one field that takes anything: card, copy, ISBN or name."""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "action": action,
        "name": name,
        "value": value,
        "label": label or _("Card, book, ISBN or name"),
    }
