"""Words of markets, the announced calendar, and places that are visited."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "calendar.announced/1": _("Lunar month {month} of {year} begins on {starts_on}, as announced."),
    "market.declared/1": _("Market: {names} ({code})."),
    "market.rule_set/1": _("On which days the market meets, from {valid_from} on."),
    "market.days_changed/1": _("From {first} to {last}: {how}."),
    "market.judged/1": _("Suits the library vehicle: {suitable}, from {valid_from} on."),
    "market.ended/1": _("The market is no more from {ended_on} on."),
    "unit.classed/1": _("Class from {valid_from} on: {place_class}."),
    "place.classed/1": _("Class from {valid_from} on: {place_class}."),
    "place.service_set/1": _("How the library vehicle serves it, from {valid_from} on."),
    "visit.requested/1": _("A visit is asked for, from {first} to {last}."),
    "visit.answered/1": _("The request is answered: {answer}."),
    "road.closed/1": _("The road is closed."),
    "road.opened/1": _("The road is open again."),
    "road.measured/1": _("The road was driven in {minutes} minutes."),
    "road.told/1": _("Somebody said how long the road takes."),
}
_CLASSED: dict[str, str] = {
    "valid_until": _("Until {valid_until}."),
    "decision": _("Decision {decision}."),
    "provisional": _("An estimate; the province has to confirm it."),
    "withdrawn": _("Entered by mistake; it never was of this class."),
}
MORE: dict[str, dict[str, str]] = {
    "calendar.announced/1": {
        "leap": _("The leap month."),
        "citation": _("Stands on: {citation}."),
    },
    "market.declared/1": {
        "unit_doubted": _("It is not sure in which commune it lies."),
        "source": _("Source: {source}."),
    },
    "market.rule_set/1": {
        "valid_until": _("Until {valid_until}."),
        "certainty": _("How sure: {certainty}."),
        "sources": _("Source: {sources}."),
    },
    "market.days_changed/1": {"reason": _("Reason: {reason}.")},
    "market.judged/1": {"reasons": _("Reason: {reasons}."), "decision": _("Decision {decision}.")},
    "market.ended/1": {"reason": _("Reason: {reason}."), "decision": _("Decision {decision}.")},
    "unit.classed/1": _CLASSED,
    "place.classed/1": _CLASSED,
    "place.service_set/1": {
        "service_minutes": _("Minutes needed: {service_minutes}."),
        "visits_a_year": _("Visits wanted a year: {visits_a_year}."),
    },
    "visit.requested/1": {"paper": _("Paper {paper}."), "people": _("People: {people}.")},
    "visit.answered/1": {"on": _("On {on}."), "reason": _("Reason: {reason}.")},
    "road.closed/1": {"reason": _("Reason: {reason}."), "until": _("Foreseen until {until}.")},
    "road.measured/1": {"metres": _("Metres: {metres}.")},
    "road.told/1": {
        "minutes": _("Minutes: {minutes}."),
        "metres": _("Metres: {metres}."),
        "source": _("Source: {source}."),
    },
}
TERMS: dict[str, str] = {
    "confirmed": _("confirmed by the commune"),
    "published": _("printed, not confirmed"),
    "contested": _("sources contradict each other"),
    "closed": _("no market"),
    "held": _("market all the same"),
    "by_rule": _("as the rule says"),
    "tet": _("lunar New Year"),
    "festival": _("festival"),
    "works": _("building works"),
    "flood": _("flood"),
    "disease": _("disease"),
    "weather": _("weather"),
    "crowd": _("many people come"),
    "space": _("room for the vehicle"),
    "parking": _("nowhere to park"),
    "road": _("the road"),
    "distance": _("too far for a morning"),
    "safety": _("safety"),
    "early_end": _("over too early"),
    "small": _("too few people"),
    "commune_agrees": _("the commune agrees"),
    "commune_declines": _("the commune does not wish it"),
    "accepted": _("accepted"),
    "later": _("put off"),
    "declined": _("declined"),
    "usual": _("an ordinary visit"),
    "market": _("a market"),
    "school_term": _("beginning or end of term"),
    "book_day": _("day of books"),
    "opening": _("an opening"),
    "no_vehicle": _("no vehicle free"),
    "no_crew": _("no crew"),
    "season": _("not in this season"),
    "planned_already": _("planned already"),
    "too_far": _("too far"),
    "landslide": _("landslide"),
    "bridge": _("bridge broken"),
    "fog": _("fog"),
    "accident": _("accident"),
    "event": _("closed for an event"),
    "driver": _("a driver"),
    "map": _("the map"),
    "office": _("the office"),
    "letter": _("letter"),
    "phone": _("telephone"),
    "in_person": _("in person"),
    "driven": _("driven"),
    "told": _("said by somebody"),
    "driven_otherwise": _("driven in another season"),
    "pieced": _("pieced together"),
    "estimated": _("estimated"),
}
ASKED: dict[str, str] = {
    "no_rule": _("on which days it meets is not known"),
    "contested": _("sources contradict each other about its days"),
    "not_confirmed": _("the commune has not confirmed its days"),
    "short_month": _("what it does in a month of 29 days is not known"),
    "unit_unknown": _("in which commune it lies is not known"),
    "unit_doubted": _("in which commune it lies is not sure"),
    "not_judged": _("whether it suits the vehicle is not decided"),
}
"""By code of `library.markets.sessions.asks`: what has to be asked about a market."""


def say_asked(code: str) -> str:
    """What has to be asked about a market, in words."""
    return gettext(ASKED[code])


REFUSALS: dict[str, str] = {
    "calendar.citation_missing": _(
        "Say who announced it and where, in at most {most} letters: a paper and its number."
    ),
    "calendar.nothing_new": _("It is announced so already; nothing to change."),
    "calendar.unfit": _(
        "With {on} a lunar month would have other than 29 or 30 days, or there is no such month. "
        "Check the day; where the next month moves too, enter that one first."
    ),
    "market.change_odd": _("Choose whether the market is held, and a reason from the list."),
    "market.certainty_odd": _("Choose how sure the rule is."),
    "market.closes_before_opening": _("The market would end before it begins. Check both times."),
    "market.code_odd": _(
        "Write the code in small letters without marks, words joined by _, for example tong_cot."
    ),
    "market.code_taken": _("The code {code} belongs to a market already. Choose another one."),
    "market.contested_by_none": _(
        "Where sources contradict each other, enter both rules; where they do not, choose another "
        "word for how sure it is."
    ),
    "market.days_too_many": _(
        "{days} days at once cannot be right. Enter at most {most}, or end the market."
    ),
    "market.ended": _("This market is no more since {on}; nothing can be entered for it."),
    "figure.unknown": _("There is no figure called “{id}”. `tusach figures --json` names them."),
    "figure.period_unknown": _(
        "“{period}” is no period. Write 2026, L2026 (library year), 2026H1, 2026Q3 or 2026-03."
    ),
    "figure.moment_unknown": _(
        "“{moment}” is no day that is over with facts before it, and no number of a fact. Write "
        "2026-06-30, or the number that a figure prints as its last fact."
    ),
    "figure.part_unknown": _(
        "This figure is not shown so. Its parts: {known}. As known on an earlier day it has none."
    ),
    "settlement.nothing_new": _("These people were settled already, with the same numbers."),
    "settlement.odd": _("People are settled for a place, a commune or the province. Choose one."),
    "figure.reading_unknown": _("This figure is not read so. Its readings: {known}."),
    "market.last_before_first": _(
        "The last day ({last}) lies before the first ({first}). Check both."
    ),
    "market.lunar_day_missing": _(
        "There is no day {day} in a lunar month. Lunar days go from 1 to 30."
    ),
    "market.name_missing": _("Enter the name of the market, with at most {most} letters."),
    "market.nothing_new": _("That is known already; nothing to change."),
    "market.place_unknown": _(
        "No commune and no place has the code {place}. Look it up in the list of places."
    ),
    "market.span_long": _("Ask for at most {most} days at once."),
    "market.reasons_missing": _("Choose at least one reason for the decision."),
    "market.rule_empty": _(
        "The rule names no day. Enter days, or choose that they are not known yet."
    ),
    "market.short_month_odd": _(
        "Choose what the market does in a month of 29 days, or leave it open."
    ),
    "market.source_missing": _("Say who says so, in at most {most} letters."),
    "place.access_long": _("Shorten the way there to at most {most} letters."),
    "place.ages_odd": _("Enter people by the age bands of the list, at most {most} in each."),
    "place.class_unknown": _("Choose a class from the list."),
    "place.class_without_paper": _(
        "Enter the number of the decision, or mark the class as an estimate."
    ),
    "place.no_unit": _("It is not known in which commune this place lies. Enter that first."),
    "place.minutes_odd": _("A visit takes 1 to {most} minutes. Check the number."),
    "place.spacing_odd": _(
        "At most {most} days between two visits and at least {least} cannot both be. Check both."
    ),
    "place.visits_do_not_fit": _(
        "{visits} visits with at least {least} days between them do not fit into a year. Enter "
        "fewer visits or fewer days."
    ),
    "place.visits_many": _("Enter at most {most} visits a year."),
    "place.window_ends_first": _("A window ends before it begins. Check its times."),
    "place.window_short": _(
        "A visit takes {minutes} minutes, but the longest window has {longest}. Change one of them."
    ),
    "place.windows_overlap": _(
        "Two windows cover the same minutes of one weekday. Join them, or change their times."
    ),
    "request.answer_odd": _("Choose an answer and a reason from the lists."),
    "request.day_missing": _("Enter the day on which the vehicle comes."),
    "request.nothing_new": _("That is entered already; nothing to change."),
    "request.occasion_odd": _("Choose the occasion and the way it was asked from the lists."),
    "request.over_already": _("The last day ({last}) is over. Enter days to come."),
    "request.reason_missing": _("Choose the reason, so that the commune can be told."),
    "request.unknown": _("This request is not known here. Open the list again."),
    "road.closed_already": _("It is entered as closed since {on} already; nothing to change."),
    "road.ends_same": _("Choose two different places, or one place for every road to it."),
    "road.metres_odd": _("A road has at most {most} kilometres. Check the number."),
    "road.minutes_odd": _("A road takes 1 to {most} minutes. Check the number."),
    "road.nothing_said": _("Enter minutes, or kilometres, or both."),
    "road.open_already": _("This road is not closed; nothing to change."),
    "road.over_already": _("The last day ({until}) is over. Enter a day to come, or none."),
    "road.reason_odd": _("Choose a reason from the list."),
    "market.unknown": _("This market is not known here. Look it up in the list of markets."),
}
TITLES: dict[str, str] = {
    "calendar.announced_apart": _("A lunar month with two first days"),
    "market.declared_apart": _("A market described differently"),
    "market.judged_apart": _("Two decisions about one market"),
    "market.rule_set_apart": _("Two rules for the days of one market"),
    "request.answered_apart": _("A request with two answers"),
}
DISAGREEMENTS: dict[str, str] = {
    "calendar.announced_apart": _(
        "Two people who did not know of each other entered different first days of one lunar "
        "month. The later entry counts: look at the announcement and enter it once more."
    ),
    "market.declared_apart": _(
        "A market was described differently by people who did not know of each other. The later "
        "description counts: compare the two."
    ),
    "market.judged_apart": _(
        "Two decisions about one market from the same day on contradict each other. The later one "
        "counts: look which paper is right and enter it once more."
    ),
    "request.answered_apart": _(
        "A request was answered differently by people who did not know of each other. The later "
        "answer counts: tell the commune which one holds."
    ),
    "market.rule_set_apart": _(
        "Two rules for the days of one market were entered by people who did not know of each "
        "other. The later one counts: ask the commune."
    ),
}
