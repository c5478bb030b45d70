"""Single words for codes that the core itself knows; a profile words its own."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from tusach.node.wording import assessments, crates, programme, roads_and_markets, stock, trips

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
    "copy_gone": _("the copy stands there no more"),
    "damaged": _("damaged"),
    "deceased": _("deceased"),
    "destroyed": _("destroyed"),
    "display": _("on display"),
    "elsewhere": _("seen at another place"),
    "excused": _("excused"),
    "expired_law": _("law no longer in force"),
    "filled": _("fetched"),
    "found": _("found"),
    "fulfilled": _("fulfilled"),
    "gone": _("the copy is not there any more"),
    "here": _("in the stock already"),
    "asked_for": _("for a reader who asked"),
    "lent": _("lent"),
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
    "put_back": _("put back"),
    "quarantine": _("set apart"),
    "reader": _("the reader says so"),
    "reader_ended": _("the reader does not read here any more"),
    "repair": _("in repair"),
    "repaired": _("repaired"),
    "returned_late": _("brought back after its date"),
    "replaced": _("replaced by another machine"),
    "retention_over": _("retention period is over"),
    "retired": _("out of use"),
    "return_home": _("back to its shelf"),
    "return_owner": _("back to its owner"),
    "returned": _("given back"),
    "rotation": _("rotation"),
    "same_title": _("replaced by the same title"),
    "sent": _("sent away"),
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
    "withdrawn": _("withdrawn"),
    "withheld": _("not lent for now"),
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

RULE_VALUES = {
    "age_from": _("from age"),
    "age_until": _("until age"),
    "by": _("whose rule holds"),
    "compensation": _("loss and damage"),
    "desk": _("place where it is lent"),
    "grace_days": _("days of grace"),
    "hard_due_on": _("last day for all loans"),
    "holder": _("place that has the copy"),
    "holds": _("holds at a time"),
    "inside_limit": _("copies read here at a time"),
    "inside_only": _("read in the library only"),
    "limit": _("copies at a time"),
    "loan_days": _("days"),
    "not_after_card_ends": _("not after the card ends"),
    "owner": _("place that owns the copy"),
    "renew_not_before_days": _("renewed only in the last days"),
    "renew_overdue": _("overdue loans may be renewed"),
    "renewal_days": _("days of a renewal"),
    "renewals": _("times renewed"),
    "shelf_days": _("days on the shelf of holds"),
    "skip_closed_days": _("closed days are skipped"),
    "suspend_most": _("at most so many days without borrowing"),
    "suspend_per_day": _("days without borrowing for each day late"),
    "until_next_visit": _("until the next visit"),
    "visit_least_days": _("least days until a visit"),
}

TERMS = {
    **trips.TERMS,
    **RULE_VALUES,
    **ACTS,
    **ANSWERS,
    **ROLES,
    **NODES,
    **roads_and_markets.TERMS,
    **programme.TERMS,
    **assessments.TERMS,
    **REASONS,
    **CHANNELS,
    **stock.TERMS,
    **crates.TERMS,
}

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
