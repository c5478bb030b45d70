"""What makes one visit, in words: printed under every figure that counts by the rule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tusach.node.wording.terms import CHANNELS
from tusach.node.wording.values import say_day

LOANS = ("never", "least", "each")


def say_visit_rule(
    *,
    loans: str,
    loan_channel: str,
    leave_out: str,
    valid_from: str = "",
    words: Mapping[str, str] | None = None,
) -> str:
    """The rule in two or three sentences. words: wording of a profile's own codes."""
    channels = {**{code: _(word) for code, word in CHANNELS.items()}, **(words or {})}
    way = channels.get(loan_channel, loan_channel)
    said = [
        _(
            "One visit is one person counted by the button, on a tally sheet, in a group or at a "
            "stop of the vehicle; who comes again is counted again."
        ),
        {
            "never": _("Loans make no visits."),
            "least": _(
                "Where loans of a day show more kinds of readers (group, age band, sex) than were "
                "counted, the difference is added (%(way)s)."
            ),
            "each": _(
                "Where a day has more loans than were counted, the difference is added (%(way)s)."
            ),
        }.get(loans, "")
        % {"way": way},
    ]
    left_out = [channels.get(one, one) for one in leave_out.split()]
    if left_out:
        said.append(_("Not counted: %(channels)s.") % {"channels": ", ".join(left_out)})
    if valid_from:
        said.append(_("Rule in force from %(day)s.") % {"day": say_day(valid_from)})
    return " ".join(said)
