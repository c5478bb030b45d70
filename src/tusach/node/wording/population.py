"""Words of the people of communes: their facts, refusals, disagreements."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "population.told/1": _(
        "{people} people lived there on {counted_on}, by paper {paper} of {dated}."
    ),
    "population.withdrawn/1": _("A number of people counts no longer."),
}
MORE: dict[str, dict[str, str]] = {
    "population.withdrawn/1": {"reason": _("Reason: {reason}.")},
}
REFUSALS: dict[str, str] = {
    "population.number_odd": _("Enter a number of people from 1 to {most}."),
    "population.nothing_new": _("These numbers stand already; nothing to change."),
    "population.none": _("No number of that day was told, or it was withdrawn."),
}
TITLES: dict[str, str] = {
    "population.told_apart": _("Two numbers of the people of one commune"),
}
DISAGREEMENTS: dict[str, str] = {
    "population.told_apart": _(
        "Two people who did not know of each other told different numbers of the people of one "
        "commune on one day. The later one counts: look at the papers."
    ),
}
