"""Words of baselines, targets and tasks: their facts, refusals, disagreements."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "baseline.declared/1": _(
        "Declared baseline of {period}: {num}, by paper {paper} of {dated} ({grade})."
    ),
    "baseline.withdrawn/1": _("The declared baseline counts no longer."),
    "target.set/1": _("The target was set by paper {paper} of {dated}."),
    "target.withdrawn/1": _("The target counts again as its definition says it."),
    "task.given/1": _("To be done by {due_on}: {what}."),
    "task.done/1": _("Done on {done_on}."),
    "task.withdrawn/1": _("The task need not be done any more."),
}
MORE: dict[str, dict[str, str]] = {
    "baseline.declared/1": {"den": _("Out of {den}.")},
    "baseline.withdrawn/1": {"reason": _("Reason: {reason}.")},
    "target.withdrawn/1": {"reason": _("Reason: {reason}.")},
    "task.given/1": {"start_on": _("To be begun by {start_on}.")},
    "task.done/1": {"proof": _("Paper {proof}.")},
    "task.withdrawn/1": {"reason": _("Reason: {reason}.")},
}
TERMS: dict[str, str] = {
    "recorded": _("from registers"),
    "gap_plan": _("from the way to the target"),
    "inspection": _("from an inspection"),
    "by_hand": _("entered by hand"),
    "to_do": _("to be done"),
    "done": _("done"),
    "remind": _("remind the library"),
    "visit_place": _("visit the place"),
    "linear": _("a straight line"),
    "growth": _("the same growth every day"),
    "step": _("nothing before its day"),
    "ceil_units": _("whole communes or people, rounded up"),
    "exact": _("exactly"),
    "library_year": _("library year, 1 December to 30 November"),
    "year": _("calendar year"),
}
REFUSALS: dict[str, str] = {
    "figure.period_not_asked": _(
        "This figure is not asked of a period like {period}. Choose a period that its definition "
        "names."
    ),
    "figure.level_not_asked": _(
        "This figure is not asked of a single commune, or of the whole province. Choose the other."
    ),
    "target.indicator_unknown": _("No figure is called {id}. Choose one from the list."),
    "target.reading_unknown": _("No such way to read it. There are: {known}."),
    "target.milestones_missing": _("Enter at least one milestone, and at most {most}."),
    "target.milestones_backward": _(
        "The milestone of {year} asks for less than that of {before}. Correct one of them."
    ),
    "target.milestones_overlap": _(
        "Two milestones have the same year: {years}. Keep one for each year."
    ),
    "target.milestone_year_odd": _("A milestone has a year from 2000 to 2199."),
    "target.more_than_whole": _("A share is at most 100 %. Check the milestones."),
    "target.way_odd": _("Choose from the list how the line runs and how it is rounded."),
    "target.year_odd": _("Choose the calendar year or the library year."),
    "target.paper_odd": _(
        "Enter the number of the paper without spaces, with at most {most} letters."
    ),
    "target.paper_later": _("The paper is dated after {on}. Check its day."),
    "target.nothing_new": _("That is entered already; nothing to change."),
    "target.none": _("The target is as its definition says it; nothing to take back."),
    "target.reason_odd": _("Choose a reason from the list."),
    "baseline.period_runs": _(
        "This period ends on {last}. A baseline is declared once the period is over."
    ),
    "baseline.other_year": _("Growth is not held against this year. It is held against: {known}."),
    "baseline.zero": _(
        "Nothing can grow from 0: a baseline is at least 1. Without a number enter none; then the "
        "growth is not computed."
    ),
    "baseline.whole_missing": _("Enter out of how many, at least 1."),
    "baseline.no_whole": _("This baseline is a plain number; leave “out of how many” empty."),
    "baseline.grade_odd": _("Choose from the list how the number is known."),
    "baseline.nothing_new": _("That is entered already; nothing to change."),
    "baseline.none": _("No baseline is declared here; nothing to take back."),
    "task.what_odd": _("Choose from the list what is to be done."),
    "task.due_past": _("Enter a day from {on} on."),
    "task.dates_reversed": _("The last day ({last}) lies before the first ({first}). Check both."),
    "task.nothing_new": _("This task is given already."),
    "task.unknown": _("This task is not known here. Look it up in the list."),
    "task.ended_already": _("This task has ended already. Look at the list."),
    "task.done_later": _("It cannot be done after {on}. Check the day."),
    "task.proof_odd": _(
        "Enter the number of the paper without spaces, with at most {most} letters."
    ),
}
TITLES: dict[str, str] = {
    "baseline.declared_apart": _("Two numbers for one baseline"),
    "target.set_apart": _("One target set differently"),
    "task.given_apart": _("One task given differently"),
    "task.done_though_withdrawn": _("A task done and withdrawn"),
}
DISAGREEMENTS: dict[str, str] = {
    "baseline.declared_apart": _(
        "Two people who did not know of each other declared one baseline differently. The later "
        "one counts: look at the papers and enter it once more."
    ),
    "target.set_apart": _(
        "Two people who did not know of each other set one target differently. The later one "
        "counts: look at the papers and enter it once more."
    ),
    "task.given_apart": _(
        "Two people who did not know of each other gave one task differently. The later one "
        "counts: look at its day and give it once more."
    ),
    "task.done_though_withdrawn": _(
        "One person says that the task is done, another one who did not know it withdrew it. It "
        "counts as done."
    ),
}
