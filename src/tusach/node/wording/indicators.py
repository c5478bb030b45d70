"""Words of indicators that a province defines itself: facts, refusals, disagreements, standings."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "indicator.defined/1": _(
        "Indicator {indicator}, version {version}, was defined by paper {paper} of {dated}."
    ),
    "indicator.withdrawn/1": _("A definition of this indicator counts no longer."),
}
MORE: dict[str, dict[str, str]] = {
    "indicator.withdrawn/1": {"reason": _("Reason: {reason}.")},
}
REFUSALS: dict[str, str] = {
    "indicator.hub_only": _(
        "Only the provincial library says what the province counts. Send it the file."
    ),
    "indicator.nothing_new": _("This definition holds already; nothing to change."),
    "indicator.version_low": _(
        "Version {version} was given already, or comes with the program. Write version {least} or "
        "a higher one into the file."
    ),
    "indicator.none": _("No such definition was told, or it was withdrawn; nothing to take back."),
    "indicator.which": _(
        "Two definitions stand for this version. Say which one is withdrawn, by the beginning of "
        "its fact: {known}."
    ),
    "report.program_too_old": _(
        "This program is too old to count: {known}. Install the newer version, then freeze the "
        "report."
    ),
}
TITLES: dict[str, str] = {
    "indicator.defined_apart": _("Two definitions of one version of an indicator"),
}
DISAGREEMENTS: dict[str, str] = {
    "indicator.defined_apart": _(
        "Two people who did not know of each other defined one version of an indicator "
        "differently. Neither counts; the version before does. Look at both papers, and withdraw "
        "one of the two or define the next version."
    ),
}
STANDINGS: dict[str, str] = {
    "in_force": _("counts"),
    "disputed": _("two definitions of one version: neither counts"),
    "earlier": _("an earlier version"),
    "withdrawn": _("withdrawn"),
    "shipped": _("comes with the program; the province defined its own"),
}
TOO_OLD = _("This program is too old for it; install the newer version.")
