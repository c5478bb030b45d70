"""Words of reports: their facts, refusals, disagreements, and what does not hold in a bundle."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "report.frozen/1": _("The figures of {period} were frozen."),
    "report.years_kept/1": _("The values of the years before were kept with it."),
    "report.proposed/1": _("Proposals for the next term were entered."),
    "report.signed/1": _("Step of the report done: {step}."),
    "report.returned/1": _("The report was sent back: {reason}."),
    "report.issued/1": _("The report was issued as number {number}, dated {dated}."),
    "report.corrected/1": _("Letter number {number} of {dated} corrects the report."),
}
TERMS: dict[str, str] = {
    "periodic": _("periodic report"),
    "annual": _("annual report"),
    "term": _("report of the term"),
    "frozen": _("frozen, not prepared yet"),
    "prepared": _("prepared"),
    "checked": _("checked"),
    "signed": _("signed"),
    "sent_back": _("sent back"),
    "issued": _("issued"),
    "corrected": _("corrected by a letter"),
    "more_books": _("more books"),
    "more_vehicles": _("more library vehicles"),
    "more_training": _("more training"),
    "more_agreements": _("more agreements"),
    "more_funds": _("more funds"),
    "better_rooms": _("better rooms"),
    "better_network": _("a better network and machines"),
    "figures_wrong": _("figures are wrong"),
    "places_silent": _("too many places are silent"),
    "text_wrong": _("the text is wrong"),
}
REFUSALS: dict[str, str] = {
    "report.few_heard": _(
        "Only {heard} of {due} places were heard; {least} in a hundred are needed to sign. Ask "
        "the silent ones on “This week”, send the report back and freeze it again."
    ),
    "report.period_unknown": _(
        "There is no period {period}. Write it as 2026, L2026, 2026H1, 2026Q3 or 2026-03."
    ),
    "report.period_ahead": _("This period begins on {first}. Choose one that has begun."),
    "report.term_period": _(
        "A report of the term stands at the end of a library year from {first} on. Choose one."
    ),
    "report.no_term": _("Only a report of the term bears proposals."),
    "report.proposal_odd": _(
        "Enter at least one proposal: a number from 1 on, or what it takes, for figures of this "
        "report."
    ),
    "report.nothing_in_it": _(
        "Not enough data: nothing was heard of this period, so there is no figure to freeze. "
        "Choose another period."
    ),
    "report.exists": _(
        "There is a report of {period} already, frozen on {on}. Open it; to freeze anew, send it "
        "back first."
    ),
    "report.unknown": _("This report is not known here. Look it up in the list."),
    "report.step_not_due": _("This step is not due now. Where it stands: {due}."),
    "report.nobody_signs": _("Only a person can stand for a step. Log in and do it on the page."),
    "report.same_person": _(
        "You did the step “{step}” of this report. Somebody else must do this one."
    ),
    "report.issued_already": _(
        "The report was issued on {on}. Write a letter that corrects it instead."
    ),
    "report.returned_already": _("The report was sent back already. Freeze it anew."),
    "report.reason_odd": _("Choose a reason from the list."),
    "report.number_odd": _(
        "Enter a number from 1 on, and a mark of at most {most} letters without spaces."
    ),
    "report.day_odd": _("Enter a day from {first} to {last}."),
    "report.file_odd": _("The file cannot be named so. Choose it once more."),
    "report.not_issued": _("The report is not issued yet. Send it back instead and freeze anew."),
    "report.nothing_different": _("No value is different now; there is nothing to correct."),
    "report.evidence_elsewhere": _(
        "The evidence of this report lies at the node that froze it, and the facts here are others "
        "by now. Make the bundle there."
    ),
    "report.definition_gone": _(
        "This version counts {indicator} by another definition. Make the bundle with the version "
        "that froze the report."
    ),
    "report.file_no_pdf": _("This is no PDF file. Choose the one that was signed."),
    "report.seed_odd": _("Enter a seed of at most {most} letters, as it was said in public."),
    "report.sample_odd": _("Enter a number from 1 to {most}."),
    "report.file_torn": _(
        "The PDF is not whole: its end is missing. Save it from the signing tool once more."
    ),
    "report.file_locked": _("The PDF asks for a password. Choose one that opens without."),
    "report.file_large": _("The file is too large. At most {most} MB are kept."),
}
TITLES: dict[str, str] = {
    "report.frozen_apart": _("One report frozen twice"),
    "report.issued_apart": _("One report with two numbers"),
    "report.other_meant": _("A step of another freezing"),
}
DISAGREEMENTS: dict[str, str] = {
    "report.frozen_apart": _(
        "Two people who did not know of each other froze this report. The later one counts unless "
        "the other was issued: compare both and sign the right one."
    ),
    "report.issued_apart": _(
        "The report was issued with two numbers by people who did not know of each other. The "
        "earlier one counts: look at the paper."
    ),
    "report.other_meant": _(
        "Somebody signed, issued or sent back a freezing that does not count. Open the report and "
        "do the step once more, if it is still right."
    ),
}
FAULTS: dict[str, str] = {
    "not_a_bundle": _("This file is no bundle of a report."),
    "too_large": _("The file is larger than any bundle of a report."),
    "file_missing": _("A file is missing from the bundle."),
    "file_extra": _("A file lies in the bundle that does not belong there."),
    "file_changed": _("The file was changed: its hash is another one."),
    "fact_odd": _("The facts of the report cannot be read."),
    "fact_differs": _("The report is not the one that was frozen as a fact."),
    "evidence_odd": _("The evidence cannot be read."),
    "evidence_differs": _("The evidence is not the one that the report names."),
    "definition_odd": _("The definition cannot be read."),
    "definition_fails": _("The definition does not hold to its own examples."),
    "definition_missing": _("The definition by which it was counted is missing."),
    "period_unknown": _("There is no such period."),
    "coverage_odd": _("More places are told than there are."),
    "evidence_of_nothing": _("There is evidence for a value that the report does not have."),
    "lacking_odd": _("It says both a value and that there is none, or neither."),
    "evidence_missing": _("Evidence is missing."),
    "evidence_of_people": _("Evidence lists what may not be listed."),
    "root_differs": _("The evidence is not the one that the value names."),
    "evidence_twice": _("Something is counted twice, or out of order."),
    "count_differs": _("The evidence does not add up to the value."),
}
"""What `library.reports.checking` and the reader of bundles find, by code."""
