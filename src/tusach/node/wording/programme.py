"""Words of workers, courses, events, agreements, models, online use, and of gaps to a target."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "worker.engaged/1": _("Does library work from {valid_from} on: {how}."),
    "worker.named/1": _("The name of the worker was entered."),
    "worker.left/1": _("Does no library work there after {last_on}."),
    "worker.trained/1": _("A course was ended on {done_on}."),
    "worker.observed/1": _("Was seen at work on {seen_on}; done well: {shown}."),
    "worker.unproved/1": _("A result counts no longer from {from_on} on."),
    "course.offered/1": _("Course {names}, {first} to {last}."),
    "course.called_off/1": _("The course does not take place."),
    "gathering.planned/1": _("Planned for {first}: {title}."),
    "gathering.held/1": _("Held on {first}: {title}."),
    "gathering.cancelled/1": _("The event is not held."),
    "agreement.signed/1": _("Agreement {paper}, from {valid_from} on."),
    "agreement.ended/1": _("The agreement ends with {last_on}."),
    "model.declared/1": _("The commune says that it has a model, from {valid_from} on."),
    "model.recognised/1": _(
        "The model is recognised by decision {decision}, from {valid_from} on."
    ),
    "model.withdrawn/1": _("The recognition is taken back from {from_on} on."),
    "use.counted/1": _("Used online in {month}: {uses} times."),
}
MORE: dict[str, dict[str, str]] = {
    "worker.engaged/1": {
        "valid_until": _("Until {valid_until}."),
        "decision": _("Decision {decision}."),
    },
    "worker.left/1": {"reason": _("Reason: {reason}.")},
    "worker.trained/1": {"certificate": _("Certificate {certificate}.")},
    "worker.observed/1": {"lacking": _("Not yet: {lacking}.")},
    "worker.unproved/1": {"reason": _("Reason: {reason}.")},
    "course.offered/1": {"organiser": _("Held by {organiser}.")},
    "course.called_off/1": {"reason": _("Reason: {reason}.")},
    "gathering.cancelled/1": {"reason": _("Reason: {reason}.")},
    "agreement.signed/1": {"valid_until": _("Until {valid_until}.")},
    "agreement.ended/1": {
        "reason": _("Reason: {reason}."),
        "decision": _("Decision {decision}."),
    },
    "model.recognised/1": {"valid_until": _("Until {valid_until}.")},
    "model.withdrawn/1": {
        "reason": _("Reason: {reason}."),
        "decision": _("Decision {decision}."),
    },
    "use.counted/1": {"people": _("People: {people}.")},
}
TERMS: dict[str, str] = {
    "full_time": _("full time"),
    "part_time": _("part time"),
    "doubling": _("besides another post"),
    "contract": _("by contract"),
    "volunteer": _("as a volunteer"),
    "services": _("library services"),
    "promotion": _("reading promotion"),
    "catalogue": _("cataloguing"),
    "digital": _("digital services"),
    "law": _("legal books"),
    "lending": _("lends and takes back"),
    "readers": _("registers readers, asks for consent"),
    "crates": _("hands crates over"),
    "shelving": _("shelves and mends"),
    "finding": _("finds and orders for readers"),
    "offline": _("works without a network and exchanges"),
    "children": _("holds a children's hour"),
    "book_talk": _("presents books"),
    "mobile": _("serves at fairs and on trips"),
    "statistics": _("counts honestly"),
    "languages": _("works in the languages of the place"),
    "reading_day": _("day of books"),
    "story_hour": _("story hour"),
    "contest": _("contest"),
    "exhibition": _("exhibition"),
    "lesson": _("lesson"),
    "club": _("reading club"),
    "rotation": _("rotating books"),
    "online": _("online services"),
    "gatherings": _("reading events"),
    "stock": _("building the stock"),
    "training": _("training"),
    "website": _("website"),
    "digital_library": _("digital library"),
    "page": _("page of a social network"),
    "log": _("counted by the service"),
    "report": _("from a report"),
    "estimate": _("estimated"),
    "not_renewed": _("not renewed"),
    "train": _("train somebody"),
    "send_books": _("send books"),
    "recognise": _("propose it for recognition"),
    "sign": _("sign an agreement"),
    "hold_event": _("hold a reading event"),
    "trainer_days": _("days of trainers"),
}
REFUSALS: dict[str, str] = {
    "worker.how_odd": _("Choose from the list how the person works."),
    "worker.dates_reversed": _(
        "The last day ({last}) lies before the first ({first}). Check both."
    ),
    "worker.number_long": _("Shorten the number to at most {most} letters."),
    "worker.name_missing": _("Enter the name of the person."),
    "worker.name_long": _("Shorten name and telephone to at most {most} letters each."),
    "worker.works_there": _(
        "The person works there already in these days. End that first, or choose other days."
    ),
    "worker.works_not_there": _("The person does not work there after that day; nothing to end."),
    "worker.leaves_before_beginning": _("The work began on {from}. Enter that day or a later one."),
    "worker.reason_odd": _("Choose a reason from the list."),
    "worker.unknown": _("This worker is not known here. Look the person up in the list."),
    "worker.passed_unseen": _("Nobody passes who was not there. Check both."),
    "worker.items_missing": _(
        "Mark at least one item of the list, and none both as done well and as not yet."
    ),
    "worker.nothing_new": _("That is entered already; nothing to change."),
    "worker.proof_unknown": _("This result does not count any more; nothing to take back."),
    "worker.nobody_named": _("There is no name here to be erased."),
    "course.name_missing": _("Enter the name of the course, with at most {most} letters."),
    "course.covers_nothing": _("Mark what the course covers."),
    "course.dates_reversed": _(
        "The last day ({last}) lies before the first ({first}). Check both."
    ),
    "course.nothing_new": _("That is entered already; nothing to change."),
    "course.unknown": _("This course is not known here, or was called off. Choose another one."),
    "course.not_begun": _("The course begins on {first}. Enter a day from then on."),
    "gathering.kind_odd": _("Choose from the list what is held."),
    "gathering.title_missing": _("Enter what the event is called, with at most {most} letters."),
    "gathering.dates_reversed": _(
        "The last day ({last}) lies before the first ({first}). Check both."
    ),
    "gathering.partners_many": _("Enter at most {most} partners, each on a line of its own."),
    "gathering.heads_odd": _("Enter for each group how many came, from 0 to {most}."),
    "gathering.nothing_new": _("That is entered already; nothing to change."),
    "gathering.held_already": _("The event was held already. Open it to put it right."),
    "gathering.unknown": _("This event is not planned any more. Look it up in the list."),
    "gathering.reason_odd": _("Choose a reason from the list."),
    "agreement.number_missing": _(
        "Enter the number of the agreement, with at most {most} letters."
    ),
    "agreement.sides_missing": _(
        "Choose at least one library of the network and one more side, {most} in all at most."
    ),
    "agreement.about_nothing": _("Mark what the agreement is about."),
    "agreement.dates_reversed": _(
        "The last day ({last}) lies before the first ({first}). Check both."
    ),
    "agreement.nothing_new": _("That is entered already; nothing to change."),
    "agreement.unknown": _("This agreement is not known here. Look it up in the list."),
    "agreement.ends_before_beginning": _(
        "The agreement begins on {from}. Enter that day or a later one."
    ),
    "agreement.ended_already": _("The agreement ends with {on} already; nothing to change."),
    "agreement.reason_odd": _("Choose a reason from the list."),
    "model.places_missing": _("Choose the places that make up the model, at most {most}."),
    "model.decision_missing": _("Enter the number of the decision, with at most {most} letters."),
    "model.dates_reversed": _("The last day ({last}) lies before the first ({first}). Check both."),
    "model.nothing_new": _("That is entered already; nothing to change."),
    "model.not_recognised": _("On {on} the model is not recognised; nothing to take back."),
    "model.reason_odd": _("Choose a reason from the list."),
    "use.odd": _("Choose the service, and how the number is known, from the lists."),
    "use.month_odd": _("Choose a month."),
    "use.number_odd": _("Enter a number from 0 to {most}."),
    "use.more_people_than_uses": _("There are more people than uses. Check both numbers."),
    "use.nothing_new": _("That is entered already; nothing to change."),
    "gap.too_few": _(
        "Only {possible} communes can meet everything in time; {wanted} are wanted. Give them more "
        "time, or enter what else would help them."
    ),
    "gap.scarce": _(
        "With what there is, {possible} of {wanted} communes can be helped. There is too little "
        "of: {scarce}."
    ),
}
LEGAL: tuple[str, ...] = (
    _("Decree 93/2020, art. 13"),
    _("Decree 93/2020, art. 9"),
    _("Decree 93/2020, art. 24"),
    _("Decision 1862 of 2021"),
)
"""On what the criteria of `library.quality.first_set` stand, worded in each language."""
TITLES: dict[str, str] = {
    "worker.trained_apart": _("Two results of one course"),
    "course.offered_apart": _("A course described differently"),
    "gathering.held_apart": _("Two accounts of one event"),
    "gathering.cancelled_though_held": _("An event called off that was held"),
    "agreement.signed_apart": _("Two texts of one agreement"),
    "model.recognised_apart": _("One decision told differently"),
    "use.counted_apart": _("Two numbers of online use"),
}
DISAGREEMENTS: dict[str, str] = {
    "worker.trained_apart": _(
        "Two people who did not know of each other entered different results of one course. The "
        "later one counts: look at the list of the course and enter it once more."
    ),
    "course.offered_apart": _(
        "A course was described differently by people who did not know of each other. The later "
        "description counts: compare the two."
    ),
    "gathering.held_apart": _(
        "Two people who did not know of each other told differently of one event. The later "
        "account counts: ask who was there and enter it once more."
    ),
    "gathering.cancelled_though_held": _(
        "Somebody called the event off who did not know that it was held. It counts as held: ask "
        "who was there."
    ),
    "agreement.signed_apart": _(
        "An agreement was entered differently by people who did not know of each other. The later "
        "text counts: look at the paper and enter it once more."
    ),
    "model.recognised_apart": _(
        "One decision was entered differently by people who did not know of each other. The later "
        "entry counts: look at the paper and enter it once more."
    ),
    "use.counted_apart": _(
        "Two people who did not know of each other entered different numbers for one service and "
        "month. The later one counts: look it up and enter it once more."
    ),
}
