"""Words of money for the tasks of the plan."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "money.planned/1": _("Paper {paper}: {dong} dong planned for {year}, {source}."),
    "money.spent/1": _("Paper {paper}: {dong} dong spent for {year}, {source}."),
    "money.taken_back/1": _("What was told of this paper counts no more: {reason}."),
}
TERMS: dict[str, str] = {
    "central_budget": _("central budget"),
    "province_budget": _("budget of the province"),
    "commune_budget": _("budget of the commune"),
    "sponsor": _("sponsors"),
    "typed_wrong": _("typed wrong"),
    "paper_withdrawn": _("the paper was withdrawn"),
}
REFUSALS: dict[str, str] = {
    "money.task_odd": _("Choose a task of the plan from the list."),
    "money.source_odd": _("Choose from the list where the money comes from."),
    "money.year_odd": _("Enter a year from {first} to {last}."),
    "money.dong_odd": _("Enter whole dong, from 0 to {most}."),
    "money.paper_missing": _(
        "Enter the number of the paper as one word of at most {most} letters, as 12/QD-UBND."
    ),
    "money.nothing_new": _("That is entered already; nothing to change."),
    "money.not_told": _("Nothing of this paper counts now; there is nothing to take back."),
    "money.reason_odd": _("Choose a reason from the list."),
}
TITLES: dict[str, str] = {
    "money.told_apart": _("Two amounts of one paper"),
}
DISAGREEMENTS: dict[str, str] = {
    "money.told_apart": _(
        "Two people who did not know of each other entered different amounts of one paper. The "
        "later one counts: look at the paper and enter it once more."
    ),
}
