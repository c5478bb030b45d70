"""Words of assessments: criteria, what a commune says, what inspectors found."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "assessment.opened/1": _("Held against the criteria {criteria}, library year {year}."),
    "assessment.answered/1": _("The commune said which criteria it meets."),
    "assessment.submitted/1": _("The commune handed its answers in."),
    "assessment.inspected/1": _("Inspected on {inspected_on}."),
    "assessment.photographed/1": _("A photograph of what was looked at was added."),
    "assessment.photograph_removed/1": _("A photograph is removed everywhere: {reason}."),
    "assessment.review_assigned/1": _("Another commune was asked to review it."),
    "assessment.reviewed/1": _("Another commune reviewed it on {reviewed_on}."),
}
TERMS: dict[str, str] = {
    "counted_anew": _("counted anew on the spot"),
    "paper_missing": _("the paper was not shown"),
    "changed_since": _("it changed since"),
    "read_otherwise": _("the criterion was read otherwise"),
    "photographed": _("the photograph shows it"),
    "opened": _("opened"),
    "answered": _("answered"),
    "submitted": _("handed in"),
    "inspected": _("inspected"),
    "computed": _("from records"),
    "observed": _("seen on the spot"),
    "document": _("by a paper"),
    "subscribe": _("order newspapers and magazines"),
    "enlarge": _("give it more space"),
    "relocate": _("move it near people or a road"),
    "appoint": _("appoint somebody who finished school"),
}
COUNTED: dict[str, str] = {
    "copies": _("copies on hand at the libraries of the commune today, without digital ones"),
    "stock": _("copies on hand at the libraries of the commune today"),
    "worker": _("people at work there today whose courses hold"),
    "agreement": _("agreements in force today with a library of the commune"),
    "event": _("events held there in the last 12 months"),
}
"""How records tell a number, by criterion."""
REFUSALS: dict[str, str] = {
    "assessment.not_submitted": _("The commune has not handed these answers in yet."),
    "assessment.reviews_itself": _("A commune does not review itself. Choose another one."),
    "assessment.review_past": _("Choose a day from {on} on."),
    "assessment.not_asked": _("Your commune was not asked to review this assessment."),
    "assessment.open_already": _("This assessment is open already. Look it up in the list."),
    "assessment.unknown": _("This assessment is not known here. Look it up in the list."),
    "assessment.answers_missing": _("Answer at least one criterion first."),
    "assessment.criteria_odd": _("The criteria changed. Open the page anew."),
    "assessment.value_odd": _("Enter a number from 0 to {most} for: {criteria}."),
    "assessment.proof_odd": _(
        "Enter only the number of the paper, without spaces, with at most {most} letters, for: "
        "{criteria}."
    ),
    "assessment.proof_missing": _("Enter the number of the paper for: {criteria}."),
    "assessment.nothing_new": _("That is entered already; nothing to change."),
    "assessment.submitted_already": _("It is handed in already; nothing to change."),
    "assessment.must_unknown": _(
        "What has to be met has no answer yet: {criteria}. Answer it, met or not met, then hand in."
    ),
    "assessment.found_missing": _("Enter what was found for at least one criterion."),
    "assessment.inspected_later": _("The inspection lies after {on}. Check the day."),
    "assessment.answered_meanwhile": _(
        "The commune answered anew in between. Open the page anew and compare."
    ),
    "assessment.why_missing": _(
        "The commune said otherwise. Choose why your answer is different for: {criteria}."
    ),
    "assessment.photograph_missing": _(
        "Add a photograph first, or choose another reason, for: {criteria}."
    ),
    "assessment.due_missing": _(
        "Enter until when it has to be mended, only where it is not met: {criteria}."
    ),
    "assessment.due_early": _("Enter a day after the inspection for: {criteria}."),
}
TITLES: dict[str, str] = {
    "assessment.answered_apart": _("Two answers of one commune"),
    "assessment.inspected_apart": _("Two inspections of one day"),
}
DISAGREEMENTS: dict[str, str] = {
    "assessment.answered_apart": _(
        "Two people who did not know of each other answered differently for one commune. The later "
        "answers count: compare the two and enter them once more."
    ),
    "assessment.inspected_apart": _(
        "Two people who did not know of each other found different things on one day. The later "
        "entry counts: ask both and enter it once more."
    ),
}
