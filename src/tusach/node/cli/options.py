"""The words of argparse itself, in the language of the command."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

WORDS = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
    _("expected at least one argument"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("invalid %(type)s value: %(value)r"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("argument %(argument_name)s: %(message)s"),
    _("one of the arguments %s is required"),
    _("not allowed with argument %s"),
)
"""What argparse says to people; where it says it otherwise, it stays English."""


def speak() -> None:
    """From now on argparse looks up its words where ours are; it has no door for that."""
    vars(argparse).update(_=gettext, ngettext=ngettext)
