"""Why something may not be done now, and what to do next: one sentence for each code."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from tusach.ledger.draft import Refusal
from tusach.node.wording import (
    assessments,
    crates,
    doubts,
    indicators,
    money,
    plans,
    population,
    programme,
    reports,
    roads_and_markets,
    stock,
    targets,
    trips,
)
from tusach.node.wording.desk_refusals import OF_COPIES
from tusach.node.wording.values import Name, fill, worded

REFUSALS: dict[str, str] = {
    **OF_COPIES,
    **crates.REFUSALS,
    **stock.REFUSALS,
    **trips.REFUSALS,
    **roads_and_markets.REFUSALS,
    **programme.REFUSALS,
    **money.REFUSALS,
    **reports.REFUSALS,
    **targets.REFUSALS,
    **indicators.REFUSALS,
    **population.REFUSALS,
    **assessments.REFUSALS,
    **doubts.REFUSALS,
    **plans.REFUSALS,
    "act.not_allowed": _(
        "Your role does not allow this here. Ask the provincial library or the administrator."
    ),
    "amend.other_teller": _(
        "Somebody else told this. Ask that person, or the provincial library, to correct it."
    ),
    "block.acts_missing": _("Choose what is to be stopped: borrowing, renewing, reserving."),
    "block.unknown": _("This stop is lifted already. Open the reader's page again."),
    "block.until_past": _("{until} is over already. Choose a later day, or none."),
    "card.number_missing": _("Scan the new card, or type its number."),
    "card.number_taken": _(
        "Card {number} belongs to somebody already. Take another card, or find that reader."
    ),
    "clock.behind": _(
        "This machine's clock says {now_ms}, but it must be {bound_ms} or later; nothing was "
        "stored. Set date and time of the machine and try again, or start it with the true time: "
        "tusach serve --now 2026-11-23T08:00"
    ),
    "date.future": _("{on} is still to come. Choose today ({today}) or an earlier day."),
    "date.malformed": _("{on} is no day. Write it as 2026-11-23."),
    "import.running": _(
        "Another file is being brought in: {name}. Wait until it is done, or stop it."
    ),
    "import.upload_gone": _("The file itself is not here any more. Choose it once more."),
    "list.column_unknown": _("There is no column {name} in this list. Look at its header."),
    "group.responsible_missing": _("Enter who is responsible for the books of this group."),
    "group.unknown": _("Choose the kind of group from the list."),
    "list.fields_odd": _(
        "One meaning was given to two columns. Give each meaning to one column only."
    ),
    "list.name_missing": _("Say which column holds the names; without them nobody is registered."),
    "list.title_missing": _("Say which column holds the titles; without it no row can be read."),
    "invited.nobody": _(
        "Nobody with the key {node} waits to be looked at any more. Open the list again."
    ),
    "invited.not_a_hub": _("Only the province says who is let in. Do it at a hub."),
    "invited.other_inside": _(
        "With this stick another machine was let in already. If that one is not yours, shut it out "
        "on its own page first; then let this one in."
    ),
    "lunar.day_odd": _("There is no lunar day {day}. Days go from 1 to 30."),
    "lunar.month_odd": _("There is no lunar month {month}. Months go from 1 to 12."),
    "lunar.no_leap": _("Lunar year {year} has no leap month. Take the month without “leap”."),
    "lunar.other_leap": _(
        "In lunar year {year} month {leap} comes twice, not month {month}. Take month {month} "
        "without “leap”, or month {leap} with it."
    ),
    "lunar.out_of_scope": _(
        "{asked} lies outside this lunar calendar, which holds from {first} to {last}. Choose a "
        "day in between."
    ),
    "lunar.short_month": _(
        "{asked}: that lunar month has only {days} days. Take day {days}, or the first day of the "
        "month after it."
    ),
    "place.closed": _("This place was closed for good on {on}; nothing about it changes any more."),
    "place.closes_before_founding": _(
        "It was founded on {founded_on} and cannot have ended before. Check the day."
    ),
    "place.code_odd": _(
        "A code has 1 to 40 letters without marks, digits, dots or hyphens, for example TV-05."
    ),
    "place.code_taken": _(
        "Code {code} belongs to {name} already. A code is never given twice: choose another."
    ),
    "place.days_missing": _(
        "No day here would change anything. Choose days that are not entered yet."
    ),
    "place.days_too_many": _("{days} days at once are too many. Enter at most {most}."),
    "place.has_loans": _(
        "{open} copies lent here are still out. Take them back first, here or at another place."
    ),
    "place.kind_unknown": _("Choose the kind of place from the list."),
    "place.name_missing": _("Enter the name of the place."),
    "place.name_too_long": _(
        "The name has {letters} letters, more than {most}. Check what was pasted there."
    ),
    "place.no_open_day": _(
        "No open day is known after {from}, so no due date can be set. Enter the opening days of "
        "this place."
    ),
    "place.nothing_new": _("It reads so already; nothing to change."),
    "place.visits_itself": _("A vehicle does not visit itself. Choose another, or none."),
    "place.visits_missing": _(
        "None of these days changes anything: they are entered already, or over. Choose others."
    ),
    "place.unknown": _("There is no place {place} here. Name it by its code."),
    "place.weekdays_missing": _("Choose at least one weekday on which the place is open."),
    "consent.answer_missing": _("Say who answered, and whether on paper or by word."),
    "consent.none_to_withdraw": _("No such consent stands. Open the reader's page again."),
    "consent.nothing_missing": _("Nothing is missing of this reader. Open the page again."),
    "consent.purpose_missing": _("Tick at least one purpose to which was agreed."),
    "reader.birth_year_odd": _("The year of birth {year} cannot be right. Check it."),
    "reader.blocked": _("Stopped for now: {acts}. Reason: {reason}. See the reader's page."),
    "reader.ended": _("This reader left on {on}. Register the person again to lend."),
    "reader.expired": _("The card ran out on {until}. Extend it, then lend."),
    "reader.guardian_missing": _(
        "A reader under {below} needs an adult who answers for the child. Enter a guardian."
    ),
    "reader.has_copies": _(
        "The person still has {open} copies, and until they are settled the library must know "
        "whose they are. Take them back first; one that never comes is entered as lost and then "
        "withdrawn."
    ),
    "reader.inside_limit": _(
        "The reader reads {open} copies here already and may have {limit}. Take one back first."
    ),
    "reader.too_old": _(
        "This is lent to readers up to the age of {until}. Let the reader use it here, or lend "
        "another."
    ),
    "reader.too_young": _(
        "This is lent to readers from the age of {from} on. Let the reader use it here, or lend "
        "another."
    ),
    "reader.limit": _(
        "The reader has {open} copies and may have {limit}. Take one back, then lend this one."
    ),
    "reader.lost_unsettled": _(
        "The reader has {count} lost copies that are not settled. If one is found, take it back; "
        "else withdraw it from the stock once it is replaced, then go on."
    ),
    "reader.merged_with_itself": _("This is the same registration. Choose the other one."),
    "reader.name_missing": _("Enter the reader's name."),
    "reader.name_too_long": _(
        "The name has {letters} letters, more than {most}. Check what was pasted there."
    ),
    "reader.none_to_renew": _("All these cards hold as long as they can. Tick others."),
    "reader.not_merged": _("These registrations are parted already. Open the page again."),
    "reader.overdue_many": _(
        "The reader has {count} copies overdue; from {from_count} on this is stopped. Take them "
        "back or renew them, then go on. Nothing is to be paid."
    ),
    "reader.registered_elsewhere": _(
        "The person is also registered at {place}, of whose readers this machine may tell nothing. "
        "Ask the provincial library to erase the person."
    ),
    "reader.registered_later": _(
        "The reader was registered on {registered_on}, so nothing can have been lent on {on}. "
        "Check the day."
    ),
    "reader.renewal_not_later": _("The card holds until {until} already. Choose a later day."),
    "reader.unknown": _("This reader is not known here. Scan the card again, or register."),
    "reason.missing": _("Choose a reason from the list."),
    "release.not_a_vehicle": _(
        "Only a vehicle gives up places after a trip; this machine keeps its own."
    ),
    "release.not_held": _("Nothing of {place} is here for a trip. Check the code of the place."),
    "release.unsent": _(
        "{n} entries of the trip are not at the province yet; their readers would be lost. "
        "Exchange first (tusach sync, or a parcel there and one back), then give the place up."
    ),
    "rule.ages_reversed": _("The age it ends at, {until}, lies below {from}. Check both."),
    "rule.governing_of_places": _("Whose rule holds is said for places, not for groups or kinds."),
    "rule.hard_due_before": _(
        "The last day for all loans, {on}, lies before the rule begins on {from}. Check both."
    ),
    "rule.suspend_most_missing": _("Say at most how many days borrowing stops."),
    "rule.dates_reversed": _(
        "The last day of force, {until}, lies before the first, {from}. Check both."
    ),
    "rule.place_and_kind": _("Choose one place or a kind of place, not both."),
    "rule.value_odd": _(
        "A value cannot be right: {names}. Days go from 0 to 3650, copies and renewals from 0 to "
        "10,000; a day is written as 2026-11-23."
    ),
    "scan.unknown_card": _("No reader holds card {text}. Scan it again, or look for the name."),
    "scan.unknown_copy": _("No copy bears number {text}. Scan it again, or enter the copy first."),
    "settle.above_you": _(
        "The provincial library has corrected this already. Ask them to correct it once more."
    ),
    "settle.done_already": _(
        "This was settled meanwhile, or more has become known. Nothing is left to do here."
    ),
    "settle.no_desk": _("Say first at which library you work today; the copy is taken back there."),
    "settle.not_yours": _(
        "Only the place whose entry it is, or the provincial library, can settle it in this way."
    ),
    "settle.option_unknown": _("Open the list again and choose one of the ways that it offers."),
    "staff.inspection_endless": _(
        "An inspector's account ends by itself: enter its last day, at most {most} days from the "
        "first."
    ),
    "staff.inspection_long": _(
        "An inspector's account lasts at most {most} days. Enter an earlier last day, and appoint "
        "once more where it takes longer."
    ),
    "staff.dates_reversed": _("The last day, {until}, lies before the first, {from}. Check both."),
    "staff.ends_before_beginning": _(
        "The post began on {from} and cannot have ended before. Check the day."
    ),
    "staff.last_administrator": _(
        "This is the last administrator. Appoint another one first, or nobody could."
    ),
    "staff.name_missing": _("Enter the name of the staff member."),
    "staff.name_too_long": _(
        "The name has {letters} letters, more than {most}. Check what was pasted there."
    ),
    "staff.no_such_post": _("This post has ended already. Open the page again."),
    "staff.post_held": _("The person holds this post already. Choose another role or place."),
    "staff.role_above_own": _("Nobody decides about a role above their own. Ask an administrator."),
    "staff.role_unknown": _("Choose a role: librarian, provincial librarian or administrator."),
    "subject.unknown": _("Nothing is known here of {text}. Check what was typed."),
    "trip.no_place": _("No place has the code {place}. Look it up under “Places”."),
    "trip.no_vehicle": _(
        "No vehicle of this network is called {vehicle}. Give the code of its own place, or its "
        "key."
    ),
    "trip.not_a_hub": _("Only the province sends a vehicle on a trip. Do this at the hub."),
    "trip.over_already": _("{until} is over already. Choose the last day of the trip."),
    "undo.done_already": _("This was undone already; nothing more to do."),
    "undo.erasure": _(
        "An erasure cannot be taken back: what it removed is gone on every machine. Register the "
        "reader anew."
    ),
    "undo.followed": _("Something was done with it since then. Undo that first."),
    "undo.other_teller": _("A colleague did this; only that person can undo it now."),
    "undo.too_late": _(
        "More than {minutes} minutes have passed. Ask the provincial library to correct it."
    ),
    "undo.unknown": _("This entry is not known here. Open the page again."),
    "trust.word_missing": _("Enter one word by which you know the household or class again."),
    "trust.word_odd": _(
        "A word by which you know them again is enough: at most {most} letters, no telephone or "
        "identity number."
    ),
    "visitor.card_needed": _(
        "This is lent to a reader of another library. Scan the back of their card first: only it "
        "says until when it holds."
    ),
    "visitor.expired": _(
        "This card of {place} ran out on {until}. The reader renews it there; until then register "
        "them here."
    ),
    "visitor.half_read": _(
        "The large code was not read whole. Hold the card flat, about a hand's breadth away, and "
        "scan once more."
    ),
    "visitor.newer": _(
        "This card was printed by a newer version of the software. Update this machine, or "
        "register the reader here."
    ),
    "visitor.seal_wrong": _(
        "The seal of this card is not right: the print is damaged, or it was not printed by a "
        "library of this province. Do not lend on it."
    ),
    "visitor.signer_revoked": _(
        "This card was printed by a machine of {place} that was shut out of the network. The "
        "reader needs a new card there."
    ),
    "visitor.signer_unknown": _(
        "The machine that printed this card is not known here yet. It will be after the next "
        "exchange with the province."
    ),
}

LINE = _("Line {line}: {said}")
UNKNOWN = _("This cannot be done now ({code}). Tell the administrator this word.")


def say_refusal(
    refusal: Refusal,
    *,
    name: Name | None = None,
    words: Mapping[str, str] | None = None,
) -> str:
    """A refusal in a sentence or two; of several people registered at once, with the line."""
    values = worded(refusal.values, name=name, words=words)
    template = REFUSALS.get(refusal.code)
    if template is None:
        values["code"] = refusal.code
        template = UNKNOWN
    values["said"] = fill(template, values)
    return fill(LINE, values) if "line" in refusal.values else values["said"]
