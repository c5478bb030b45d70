"""Filters and tags of the office's templates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.node.acts.job_files import DONE, FAILED, RUNNING, STOPPED, WAITING
from tusach.node.pages import writing
from tusach.node.pages.templatetags.tusach import chip
from tusach.node.people.access import may_open
from tusach.node.wording.reasons import say_mended, say_reason
from tusach.node.wording.values import say_day

register = template.Library()

_STATES = {
    WAITING: ("waiting", gettext_lazy("Waits for you")),
    RUNNING: ("in-transit", gettext_lazy("Being brought in")),
    DONE: ("done", gettext_lazy("Done")),
    STOPPED: ("in-question", gettext_lazy("Stopped")),
    FAILED: ("rejected", gettext_lazy("Broke off")),
}


@register.filter
def day(value: Any) -> str:
    """A day as the language of the page writes it."""
    return writing.day(value)


@register.filter
def slashes(value: Any) -> str:
    """A day as a person types it."""
    return writing.slashes(str(value or ""))


@register.filter
def whole(value: Any) -> str:
    """A whole number with the language's separators."""
    return writing.number(int(value or 0))


@register.filter
def term(value: Any) -> str:
    """The word for a code that the core itself knows."""
    return writing.term(str(value or ""))


@register.filter
def code(value: Any) -> str:
    """A printed code in groups of four digits."""
    return writing.code_groups(str(value or ""))


@register.filter
def moment(value: Any) -> str:
    """Day and minute of an instant: milliseconds since 1970, or a datetime."""
    if not value:
        return ""
    told = value if isinstance(value, datetime) else datetime.fromtimestamp(value / 1000, tz=UTC)
    local = timezone.localtime(told)
    return f"{say_day(local.date().isoformat())}, {local:%H:%M}"


@register.filter
def size(value: Any) -> str:
    """How large a file is."""
    return str(filesizeformat(int(value or 0)))


@register.filter
def reason(value: Any) -> str:
    """Why a piece was rejected."""
    return say_reason(str(value))


@register.filter
def mended(value: Any) -> str:
    """What was mended, as one line."""
    return ", ".join(say_mended(str(one)) for one in value)


@register.simple_tag
def job_state(job: Any, interrupted: bool = False) -> SafeString:
    """How an import stands, as a chip."""
    if interrupted:
        return chip("in-question", _("Interrupted"))
    if job.state == "done" and job.account.letters_lost:
        return chip("in-question", _("Done, letters lost"))
    shown, words = _STATES.get(job.state, ("unknown", job.state))
    return chip(shown, words)


_NAV = (
    ("office:home", gettext_lazy("Office"), "office"),
    ("office:imports", gettext_lazy("Bring in"), "upload"),
    ("office:places", gettext_lazy("Places"), "place"),
    ("office:rules", gettext_lazy("Loan rules"), "rules"),
    ("office:staff", gettext_lazy("People"), "reader"),
    ("worklist:list", gettext_lazy("To settle"), "alert"),
    ("network:home", gettext_lazy("Network"), "network"),
    ("privacy:home", gettext_lazy("Private data"), "key"),
    ("office:looks", gettext_lazy("Looks"), "history"),
    ("office:health", gettext_lazy("Machine"), "settings"),
    ("office:backups", gettext_lazy("Backups"), "file"),
    ("office:version", gettext_lazy("Version"), "renew"),
)


@register.simple_tag(takes_context=True)
def office_nav(context: template.Context) -> list[dict[str, Any]]:
    """The ways within the office that this person may go, and where they are."""
    request: HttpRequest = context["request"]
    found = []
    for name, words, picture in _NAV:
        if may_open(request, name):
            address = reverse(name)
            here = request.path == address or (
                name != "office:home" and request.path.startswith(f"{address.rstrip('/')}/")
            )
            found.append({"address": address, "words": words, "icon": picture, "here": here})
    return found


@register.simple_tag
def ledger(subject: str) -> str:
    """Where the facts of a subject are shown; empty where no page shows them."""
    try:
        return reverse("desk:ledger", kwargs={"subject": subject})
    except NoReverseMatch:
        return ""


@register.simple_tag
def page_of(name: str, **values: str) -> str:
    """The address of a page that another app may have; empty where it has none."""
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""
