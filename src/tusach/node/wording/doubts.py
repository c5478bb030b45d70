"""Words of doubts and spot checks. They ask for verification and blame nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.values import Values, fill

FACTS: dict[str, str] = {
    "doubt.answered/1": _("What needed verification in {month} was looked at."),
    "spotcheck.drawn/1": _("Records of {month} were drawn for a spot check, out of {size}."),
    "spotcheck.answered/1": _("What a spot check found was entered."),
}
REFUSALS: dict[str, str] = {
    "doubt.nobody_looked": _("Only a person can say what was found. Log in and do it on the page."),
    "doubt.nothing_chosen": _("Choose at least one point that you looked at."),
    "doubt.answered_already": _("One of these points does not stand any more. Open the page anew."),
    "doubt.event_missing": _(
        "Where an event explains it, choose which one; otherwise leave the event empty."
    ),
    "spotcheck.drawn_already": _(
        "Records of this month were drawn on {on} already. Open that spot check in the list."
    ),
    "spotcheck.month_not_over": _(
        "The month has to be over before anything is drawn, and the public value has to be of "
        "{first} or later."
    ),
    "spotcheck.public_old": _("Take a public value of a day from {first} to {last}."),
    "spotcheck.public_odd": _("Enter the public value as 2 to 64 figures and Latin letters."),
    "spotcheck.number_odd": _("Draw 1 to {most} records."),
    "spotcheck.nothing_to_draw": _(
        "Nothing of this month was told before the day of the public value."
    ),
    "spotcheck.unknown": _("This spot check is not known here. Look it up in the list."),
    "spotcheck.drawn_anew": _("Another drawing counts by now. Open the page anew."),
    "spotcheck.own_records": _(
        "You entered some of these records yourself. Somebody else has to say what was found."
    ),
    "spotcheck.nothing_found": _("Say of at least one record what was found."),
    "spotcheck.nothing_new": _("That is entered already; nothing to change."),
}
TITLES: dict[str, str] = {
    "spotcheck.drawn_apart": _("One month drawn twice for a spot check"),
    "spotcheck.other_drawing": _("Findings of a drawing that does not count"),
    "spotcheck.answered_apart": _("Two findings of one spot check"),
}
DISAGREEMENTS: dict[str, str] = {
    "spotcheck.drawn_apart": _(
        "Two people who did not know of each other drew records of one month. The earlier drawing "
        "counts: check its records."
    ),
    "spotcheck.other_drawing": _(
        "Somebody entered what was found for a drawing that does not count. Open the spot check "
        "and enter it for the records listed there."
    ),
    "spotcheck.answered_apart": _(
        "Two people entered different findings without knowing of each other. The later ones "
        "count: compare both and enter them once more."
    ),
}
GRADES: dict[str, str] = {
    "at_once": _("entered on the day itself"),
    "entered": _("entered at a machine"),
    "paper": _("from a numbered paper sheet"),
    "tally": _("from a tally sheet"),
    "later": _("typed on a later day without a sheet"),
    "record": _("from a record with its own page"),
    "estimated": _("estimated"),
}
SIGNS: dict[str, str] = {
    "even": _("The days are more alike than days are by chance: {share} of the usual spread."),
    "round": _("More days end in 0 or 5 than one in five."),
    "one_evening": _("{percent} % of the days were typed on one later day, without a sheet."),
    "repeated": _("Many days have the same numbers as the month before."),
    "biggest_days": _("Two days have {percent} % of the visits of the month."),
    "rhythm": _("The weekdays are alike, though they differed in the months before."),
    "risen": _("{share} of what is usual came, measured by places of its kind."),
    "few_readers": _("Three readers have {percent} % of the loans."),
    "used_once": _("{percent} % of the loans are of cards made on one day and used once."),
    "never_back": _("{percent} % of the loans were due over two months ago and are not back."),
    "closed": _("{percent} % of the visits are on days on which the place was closed."),
    "night": _("{percent} % of the entries of the day itself were made between 22 and 5 o'clock."),
}
"""What was measured, in words, by the code of a sign."""
SIGNS_SHORT: dict[str, str] = {
    "even": _("how much the days differ"),
    "round": _("days that end in 0 or 5"),
    "one_evening": _("days typed together without a sheet"),
    "repeated": _("numbers of the month before"),
    "biggest_days": _("share of the two largest days"),
    "rhythm": _("weekdays as in the months before"),
    "risen": _("how much more came than usual, by places of its kind"),
    "few_readers": _("loans of three readers"),
    "used_once": _("cards made on one day and used once"),
    "never_back": _("loans that did not come back"),
    "closed": _("visits on closed days"),
    "night": _("entries at night"),
}
SETTLES: dict[str, str] = {
    "even": _("Look at the tally sheets of two or three days, or at the visitors' book."),
    "round": _("Look whether the counts were estimated; if so, say that it is an estimate."),
    "one_evening": _("Find the sheet or notebook from which it was typed, and compare three days."),
    "repeated": _("Compare the sheets of both months; perhaps one was typed for the other."),
    "biggest_days": _("Say which class, event or campaign came on those days."),
    "rhythm": _("Look whether opening days or market days changed."),
    "risen": _("Say what was new in this month: a class, an event, longer hours."),
    "few_readers": _("Look whether one card is used for a class, a family or a village bookcase."),
    "used_once": _("Say which class or event got cards on that day; call two or three readers."),
    "never_back": _("Look whether the returns were written on paper and not typed."),
    "closed": _("Say whether the place was open, and enter the opening days."),
    "night": _("Look at the clock of the machine, and at the opening hours."),
}
HOWS: dict[str, str] = {
    "confirmed": _("borne out by the sheet or on the spot"),
    "corrected": _("it was wrong and has been corrected"),
    "explained": _("an event explains it"),
}
EVENTS: dict[str, str] = {
    "class_visit": _("visit of a class"),
    "reading_event": _("reading event"),
    "power_cut": _("no power or a broken machine"),
    "market": _("market or festival"),
    "campaign": _("campaign for new cards"),
    "other": _("another event"),
}
SOURCES: dict[str, str] = {
    "lottery_north": _("northern lottery, special prize"),
    "drand": _("public beacon (drand)"),
    "other": _("another public value"),
}
CHECKED: dict[str, str] = {"loans": _("records of loans"), "visits": _("records of visits")}
STANDINGS: dict[str, str] = {
    "drawn": _("drawn, nothing found yet"),
    "begun": _("begun"),
    "answered": _("done"),
}
FOUND: dict[str, str] = {
    "": _("not looked at yet"),
    "confirmed": _("borne out"),
    "wrong": _("not borne out"),
    "unreached": _("nobody reached"),
}
USES: dict[str, str] = {
    "lent": _("lent"),
    "returned": _("taken back"),
    "used": _("read inside"),
    "seen": _("seen on the shelf"),
}


def say_code(words: Mapping[str, str], code: str) -> str:
    """A code in words; of a newer version, the code itself."""
    return gettext(words[code]) if code in words else code


def say_sign(code: str, value: int) -> str:
    """What was measured in a month, with its number."""
    values = Values(percent=str(value // 10), share=f"{value // 10} %")
    return fill(gettext(SIGNS[code]), values) if code in SIGNS else f"{code}: {value}"
