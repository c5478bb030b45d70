"""Why something was not done, as one says it to the reader at the account: no codes, no reasons.

What stands against a card the librarian tells at the desk, where nobody looks over a shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.ledger.draft import Refusal
from tusach.node.wording.values import say_day

RENEWING: Final = {
    "loan.renewals_used": _(
        "This book was renewed as often as it may be. Please bring it back by %(due_on)s."
    ),
    "loan.overdue": _(
        "The day to bring it back, %(due_on)s, is over, so it cannot be renewed here. "
        "Please bring it back, or talk to the librarian."
    ),
    "loan.renewal_not_later": _(
        "You may keep it until %(due_on)s already. Renewing now would not make it longer; try "
        "again closer to that day."
    ),
    "reader.expired": _("Your card ran out on %(until)s. The librarian extends it at the desk."),
    "reader.blocked": _("Renewing is stopped for your card. The librarian tells you why."),
    "reader.overdue_many": _("Renewing is stopped for your card. The librarian tells you why."),
    "reader.lost_unsettled": _("Renewing is stopped for your card. The librarian tells you why."),
    "reader.ended": _("This card does not hold any more. The librarian helps you at the desk."),
    "copy.not_for_loan": _("This book is read in the library only. Please bring it back."),
    "loan.none": _("This book counts as brought back already. Thank you."),
}
ASKING: Final = {
    "hold.limit": _(
        "You have asked for %(open)s books already, as many as one may. Give one up first."
    ),
    "hold.placed_already": _("You have asked for this book already. You see it at your loans."),
    "hold.has_it": _("You have this book at home."),
    "reader.expired": _("Your card ran out on %(until)s. The librarian extends it at the desk."),
    "reader.blocked": _("Asking for books is stopped for your card. The librarian tells you why."),
    "reader.overdue_many": _(
        "Asking for books is stopped for your card. The librarian tells you why."
    ),
    "reader.lost_unsettled": _(
        "Asking for books is stopped for your card. The librarian tells you why."
    ),
    "reader.ended": _("This card does not hold any more. The librarian helps you at the desk."),
    "copy.withdrawn": _("This book left the stock. Ask for another one."),
}
OTHERWISE = _("It cannot be done here. Please ask the librarian at the desk.")


def say_to_reader(refusal: Refusal, words: Mapping[str, str]) -> str:
    """Why it was not done. words: those of the act, by refusal."""
    values = {
        name: say_day(str(value)) if value and name in ("due_on", "until", "on") else value
        for name, value in refusal.values.items()
    }
    template = gettext(words.get(refusal.code, OTHERWISE))
    try:
        return template % values
    except KeyError:
        return gettext(OTHERWISE)
