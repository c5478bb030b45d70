"""Single words for codes that the core itself knows; a profile words its own."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from tusach.node.wording import stock

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
    "arrival": _("arrived"),
    "as_was": _("as it was"),
    "barred": _("service stopped"),
    "binding": _("binding loose"),
    "borrowed": _("borrowed from elsewhere"),
    "bought": _("bought"),
    "card_ended": _("card has run out"),
    "card_lost": _("card reported lost"),
    "copied": _("copied to another machine"),
    "count": _("stocktaking"),
    "damaged": _("damaged"),
    "deceased": _("deceased"),
    "destroyed": _("destroyed"),
    "display": _("on display"),
    "excused": _("excused"),
    "expired_law": _("law no longer in force"),
    "found": _("found"),
    "fulfilled": _("fulfilled"),
    "here": _("in the stock already"),
    "asked_for": _("for a reader who asked"),
    "lost": _("lost"),
    "lost_unsettled": _("lost copy not settled"),
    "manual": _("sent by hand"),
    "mended": _("mended by the reader"),
    "missing": _("not on its shelf"),
    "mistake": _("entered by mistake"),
    "money": _("paid"),
    "moved": _("moved away"),
    "not_fetched": _("not fetched in time"),
    "not_possible": _("not possible"),
    "obsolete": _("out of date"),
    "ordered": _("ordered"),
    "other": _("other"),
    "other_title": _("replaced by another title"),
    "overdue_many": _("many copies overdue"),
    "pages_missing": _("pages missing"),
    "processing": _("being prepared"),
    "promised": _("promised"),
    "quarantine": _("set apart"),
    "reader": _("the reader says so"),
    "reader_ended": _("the reader does not read here any more"),
    "repair": _("in repair"),
    "repaired": _("repaired"),
    "replaced": _("replaced by another machine"),
    "retention_over": _("retention period is over"),
    "retired": _("out of use"),
    "return_home": _("back to its shelf"),
    "return_owner": _("back to its owner"),
    "returned": _("given back"),
    "rotation": _("rotation"),
    "same_title": _("replaced by the same title"),
    "shelf": _("on the shelf"),
    "slip": _("slip of the hand"),
    "stolen": _("stolen"),
    "too_late": _("not needed any more"),
    "torn": _("torn"),
    "transferred": _("transferred"),
    "unconfirmed": _("registration not confirmed"),
    "undo": _("undone at the desk"),
    "unfillable": _("cannot be had"),
    "unfounded": _("what it stood for does not count"),
    "wet": _("wet"),
    "wish": _("at the reader's wish"),
    "worn": _("worn out"),
    "written_in": _("written in"),
}

CHANNELS = {
    "gathering": _("reading gathering or event"),
    "mobile": _("mobile library"),
    "on_site": _("on site"),
    "online": _("online"),
}

ANSWERS = {
    "parent": _("father or mother"),
    "grandparent": _("grandparent"),
    "teacher": _("teacher"),
    "self": _("the reader"),
    "paper": _("signed on paper"),
    "word": _("by word"),
}
"""Who answers for a reader, and how."""

TERMS = {**ACTS, **ANSWERS, **ROLES, **NODES, **REASONS, **CHANNELS, **stock.TERMS}

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
