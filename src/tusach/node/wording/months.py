"""Months and the sheets of paper that are filled in them, in words."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

SHEETS = {
    "loans": _("Loans"),
    "returns": _("Returns"),
    "readers": _("New readers"),
    "visits": _("Visitors"),
    "uses": _("Read inside"),
}
"""What is written on a sheet."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def say_sheet(what: str) -> str:
    """What a sheet is for."""
    return gettext(SHEETS[what]) if what in SHEETS else what


def say_month(month: str) -> str:
    """A month as the language writes it: tháng 11/2026, November 2026."""
    if (get_language() or "").startswith("vi"):
        return f"tháng {month[5:]}/{month[:4]}"
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"
