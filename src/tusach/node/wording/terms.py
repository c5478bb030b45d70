"""Single words for codes that the core itself knows; a profile words its own."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ACTS = {
    "lend": _("borrowing"),
    "renew": _("renewing"),
    "hold": _("reserving"),
    "visit": _("visiting"),
}

ROLES = {
    "librarian": _("librarian"),
    "provincial": _("provincial librarian"),
    "administrator": _("administrator"),
}

NODES = {
    "hub": _("hub"),
    "library": _("library"),
    "vehicle": _("library vehicle"),
}

REASONS = {
    "agreed": _("right as it stands"),
    "barred": _("service stopped"),
    "card_ended": _("card has run out"),
    "card_lost": _("card reported lost"),
    "copied": _("copied to another machine"),
    "count": _("stocktaking"),
    "deceased": _("deceased"),
    "destroyed": _("destroyed"),
    "expired_law": _("law no longer in force"),
    "found": _("found"),
    "lost": _("lost"),
    "lost_unsettled": _("lost copy not settled"),
    "missing": _("not on its shelf"),
    "moved": _("moved away"),
    "obsolete": _("out of date"),
    "overdue_many": _("many copies overdue"),
    "reader": _("the reader says so"),
    "retention_over": _("retention period is over"),
    "replaced": _("replaced by another machine"),
    "retired": _("out of use"),
    "returned": _("given back"),
    "shelf": _("on the shelf"),
    "slip": _("slip of the hand"),
    "stolen": _("stolen"),
    "transferred": _("transferred"),
    "unconfirmed": _("registration not confirmed"),
    "unfounded": _("what it stood for does not count"),
    "undo": _("undone at the desk"),
    "wish": _("at the reader's wish"),
    "worn": _("worn out"),
}

CHANNELS = {
    "gathering": _("reading gathering or event"),
    "mobile": _("mobile library"),
    "on_site": _("on site"),
    "online": _("online"),
}

TERMS = {**ACTS, **ROLES, **NODES, **REASONS, **CHANNELS}

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
