"""What was just done in the office, in words, for the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.pages import toasts

WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "office.place_founded": lambda ids: _("The place was founded."),
    "office.place_changed": lambda ids: _("The place was changed."),
    "office.place_closed": lambda ids: _("The place is closed for good."),
    "office.visits_dated": lambda ids: _("The visits are entered."),
    "office.visit_off": lambda ids: _("The visit is called off."),
    "office.visit_gone": lambda ids: _("That visit was called off already."),
    "office.rule_set": lambda ids: _("The rule has a new version."),
    "office.appointed": lambda ids: _("Appointed."),
    "office.post_ended": lambda ids: _("The post has an end."),
    "office.login_shut": lambda ids: _("The login is shut; whoever was in is out."),
    "office.login_opened": lambda ids: _("The login is open again."),
    "office.import_removed": lambda ids: _("Removed from the list. What was stored stays."),
    "office.import_stopping": lambda ids: _("Stopping. What was stored stays."),
    "office.copies_folder": lambda ids: _("Backups are taken there from now on, every hour."),
    "office.copies_never": lambda ids: _("No automatic backups are taken any more."),
    "office.copy_soon": lambda ids: _("A backup is being taken. Look here again in a moment."),
    "office.copy_taken": lambda ids: _("A backup was taken, read back and found whole."),
    "office.title_typed": lambda ids: _("The title was entered."),
    "office.retried": lambda ids: (
        ngettext(
            "%(settled)d of %(tried)d rejected piece came in now.",
            "%(settled)d of %(tried)d rejected pieces came in now.",
            int(ids["tried"]),
        )
        % {"settled": int(ids["settled"]), "tried": int(ids["tried"])}
    ),
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)
