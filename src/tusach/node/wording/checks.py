"""The questions that are asked before a loan, what makes a due date, and what skips a day."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CHECKS: dict[str, str] = {
    "age": _("The age fits the rule"),
    "blocks": _("Nothing is stopped for the reader"),
    "card": _("The reader's card holds"),
    "copy": _("The copy is neither lost nor kept back"),
    "day": _("The day is not still to come"),
    "due": _("A due date can be set"),
    "early": _("The time for renewing has come"),
    "entered": _("Copy and reader were entered by that day"),
    "for_loan": _("It may leave the library"),
    "inside": _("It was taken along, not read here"),
    "limit": _("Not too many copies at a time"),
    "on_loan": _("Nobody has the copy"),
    "overdue": _("It is not too late to renew"),
    "renewals": _("It was not renewed too often"),
    "reserved": _("It is kept for nobody else"),
    "stock": _("The copy belongs to the stock"),
    "unsettled": _("Nothing overdue or lost stands in the way"),
    "wanted": _("Nobody else waits for it"),
}
MADE_BY: dict[str, str] = {
    "": _("So many days as the rule says."),
    "card": _("The card ends on that day, and no loan outlives its card."),
    "hard": _("It is the last day that the rule sets for all loans."),
    "inside": _("Read here: it stays in the library and is due the same day."),
    "visit": _("On that day the library vehicle comes again."),
}
SKIPPED: dict[str, str] = {
    "called_off": _("the visit was called off"),
    "closed": _("closed on that day"),
    "holiday": _("public holiday"),
    "weekday": _("not open on that weekday"),
}
GOVERNED: dict[str, str] = {
    "desk": _("The rule of the place where it is lent holds."),
    "holder": _("The rule of the place that has the copy holds."),
    "owner": _("The rule of the place that owns the copy holds."),
}
DUTIES: dict[str, str] = {
    "house_rules": _(
        "Whoever loses or damages it makes it good, as the house rules say. Agree it with the "
        "reader; no money is asked by itself."
    ),
    "public_property": _(
        "It is public property: by law, whoever loses or damages it makes it good. Write it down "
        "with the reader; no money is asked by itself."
    ),
}
