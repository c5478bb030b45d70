"""What may be done about a contradiction, and why it is proposed: words of the work list."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from tusach.node.wording import (
    assessments,
    crates,
    doubts,
    indicators,
    money,
    population,
    programme,
    reports,
    roads_and_markets,
    stock,
    targets,
    trips,
)
from tusach.node.wording.disagreements import say_disagreement
from tusach.node.wording.values import Values, fill

TITLES: dict[str, str] = {
    "block.granted_twice": _("A block of numbers given to two places"),
    "clock.off": _("A machine's clock is wrong"),
    "copy.lent_after_withdrawal": _("Lent after it had left the stock"),
    "copy.lent_out_of_custody": _("Lent at one place while it stood at another"),
    "copy.lent_perhaps_twice": _("Perhaps lent twice"),
    "copy.lent_twice": _("Lent twice at once"),
    "copy.lent_without_return": _("Lent again without a return"),
    "copy.lost_but_seen": _("Reported lost, but seen elsewhere"),
    "copy.paper_twice": _("A row of a sheet entered twice"),
    "copy.registered_twice": _("Two copies under one number"),
    "copy.reserved_twice": _("Kept for two readers at once"),
    "copy.returned_unmatched": _("Returned, but no loan is known"),
    "copy.seen_while_lent": _("On a shelf while on loan"),
    "copy.withdrawn_while_lent": _("Left the stock while on loan"),
    "fact.corrected_twice": _("Corrected in two ways"),
    "hold.filled_twice": _("Two loans for one hold"),
    "hold.reserved_after_end": _("Kept for a reader who gave it up"),
    "loan.renewed_after_end": _("Renewed after it had come back"),
    "node.enrolled_twice": _("A machine admitted twice"),
    "node.revoked_apart": _("A machine shut out twice"),
    "place.founded_twice": _("A place founded twice"),
    "reader.joined": _("Two registrations joined to one person"),
    "reader.registered_twice": _("Perhaps one person registered twice"),
    "rule.set_apart": _("Two rules for one case"),
    "title.described_apart": _("A title described in two ways"),
    "sheet.printed_twice": _("One number on two paper sheets"),
    "sheet.row_differs": _("A row of a paper sheet read differently"),
    "visit.counted_apart": _("Visitors counted by two machines"),
    "visit.sheet_twice": _("A tally sheet entered twice"),
    **crates.TITLES,
    **stock.TITLES,
    **trips.TITLES,
    **roads_and_markets.TITLES,
    **programme.TITLES,
    **money.TITLES,
    **reports.TITLES,
    **targets.TITLES,
    **indicators.TITLES,
    **population.TITLES,
    **assessments.TITLES,
    **doubts.TITLES,
}

CASES: dict[str, str] = {
    "clock.off": _(
        "This machine tells with a wrong clock. Nothing is lost by it, but its entries show wrong "
        "times. Ask the people there to set date and time, then move the times here."
    ),
    "copy.returned_unmatched": _(
        "Somebody brought this copy back, but no loan of it ever arrived. Perhaps it was lent on a "
        "slip that nobody typed in; ask at the desk that took it."
    ),
    "reader.joined": _(
        "Somebody said that these two registrations are one person. Their loans are shown together."
    ),
    "reader.registered_twice": _(
        "These two registrations look like one person. Look at both, ask the person, and join them."
    ),
}
"""What waits for a person and is no contradiction within one story."""

VOID: dict[str, str] = {
    "copy.lent": _("The loan of {on} at {place} was a wrong scan: take it out"),
    "copy.lost": _("It was not lost: take that out"),
    "copy.registered": _("Take the entry of {on} by {place} out; that copy gets a new label"),
    "copy.returned": _("The return of {on} at {place} was a wrong scan: take it out"),
    "copy.seen": _("It was seen by mistake: the reader still has it"),
    "copy.withdrawn": _("The copy is still there: it has not left the stock"),
    "loan.ended_elsewhere": _("It did not come back there: the reader still has it"),
    **crates.VOID,
    "loan.renewed": _("The renewal was a slip: take it out"),
    "place.founded": _("Take the founding of {on} out"),
    "rule.set": _("Take the later rule out: the earlier one holds"),
    "visit.counted": _("The same people: take the count of {told_at} out"),
}
VOID_ANY = _("Take the entry of {on} at {place} out")

AGREE: dict[str, str] = {
    "copy.lent_out_of_custody": _("Both are right: it had come back in between"),
    "copy.lent_twice": _("Nothing can be found out any more: leave both loans"),
    "copy.lent_without_return": _("It had come back in between; nobody noted it"),
    "copy.returned_unmatched": _("It is here; who had it cannot be found out"),
    "copy.seen_while_lent": _("It had come back; nobody noted it"),
    "loan.renewed_after_end": _("It is back; the renewal changes nothing"),
    "rule.set_apart": _("The later rule is right"),
    "title.described_apart": _("The later description is right"),
    "visit.counted_apart": _("Different people: both counts are right"),
}
AGREE_ANY = _("It is right as it stands")

OPTIONS: dict[str, str] = {
    "clock": _("Move the times of these entries by {span}"),
    "describe": _("The description of {on} by {place} is right"),
    "here": _("The copy is here in my hand"),
    "keeps": _("{holder} keeps the block; the other place gets a new one"),
    "merge": _("One person: join the two"),
    "parted": _("Two different persons"),
    "sheet": _("Another sheet with the same number: count it too"),
    "split": _("Two different persons: part them again"),
    **crates.OPTIONS,
    "take": _("The correction of {told_at} is right"),
}

WHY: dict[str, str] = {
    "ahead": _("Its last entries lie in the future."),
    "back_already": _("It came back before, at {place} on {on}."),
    "behind": _("Its last entries lie before things that it knew."),
    "came_back_there": _("The other loan has its return: it was told at {place} on {on}."),
    "counted_once": _("Sheet, channel and group are the same; it was counted once."),
    "in_hand_again": _("Whoever lent it on {on} had it in hand, so it had come back."),
    "in_their_hands": _("At that time the copy stood at {place}, who lent it on {on}."),
    "lent_since": _("It was lent on {on} at {place}, so it is still there."),
    "no_loan_known": _("After three months nothing more is to be expected."),
    "other_number": _("The numbers differ, so these were probably different people."),
    "renewed_there": _("The other loan was renewed at {place}: that reader has it."),
    "same_card": _("Both have the same card number."),
    "same_name": _("Name, year of birth and place are the same."),
    "same_number": _("Both counted {n}, on one day and in one group."),
    "seen_elsewhere": _("{place} had it in hand on {on}."),
    "seen_there": _("{place} saw it on {on}, and nobody lends what stands on a shelf."),
    "still_lent": _("A reader of {place} has had it since {on}."),
    "told_first": _("The other one was told first, and nothing speaks against it."),
    **crates.WHY,
    "told_latest": _("It was told last, and counts now."),
}

CLOCKS: dict[str, str] = {
    "asserted": _("clock set by hand"),
    "free": _("clock of the machine"),
    "synced": _("clock set by the network"),
}


def say_title(code: str) -> str:
    """A contradiction in a few words."""
    return fill(TITLES.get(code, _("Entries contradict each other")), Values())


def say_case(code: str) -> str:
    """What waits for a person, in a sentence or two."""
    return fill(CASES[code], Values()) if code in CASES else say_disagreement(code)


def say_option(code: str, case: str, kind: str, values: Mapping[str, str]) -> str:
    """What a choice does. case: the code of the contradiction; kind: of the fact it is done to."""
    if code == "void":
        template = VOID.get(kind.partition("/")[0], VOID_ANY)
    elif code == "agree":
        template = AGREE.get(case, AGREE_ANY)
    else:
        template = OPTIONS[code]
    return fill(template, Values(values))


def say_why(code: str, values: Mapping[str, str]) -> str:
    """Why the first choice is proposed; empty where there is no reason to tell."""
    return fill(WHY[code], Values(values)) if code in WHY else ""


def say_clock(quality: str) -> str:
    """How far a clock may be trusted."""
    return fill(CLOCKS.get(quality, quality), Values())
