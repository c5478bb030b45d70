"""Words of the stock: what came in, laws, countings, weedings."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "copy.protected/1": _("Never to be weeded: {reason}."),
    "copy.unprotected/1": _("May be weeded again: {reason}."),
    "title.laws_set/1": _("It was said which laws the title holds."),
    "law.described/1": _("Law {number}."),
    "gift.received/1": _("Given, copies: {copies}."),
    "delivery.received/1": _("Came in: {source}."),
    "stocktaking.begun/1": _("A stocktaking began."),
    "stocktaking.noted/1": _("Number {code} stood there: {why}."),
    "stocktaking.paused/1": _("The stocktaking rests."),
    "stocktaking.resumed/1": _("The stocktaking goes on."),
    "stocktaking.closed/1": _("The stocktaking is closed: {seen} of {expected} found."),
    "weeding.begun/1": _("A weeding dossier was opened."),
    "weeding.council_named/1": _("The council was named, members: {members}."),
    "weeding.proposed/1": _("Copies were proposed to leave: {reason}."),
    "weeding.spared/1": _("Copies stay after all: {reason}."),
    "weeding.decided/1": _("Decided by {decision}, copies: {copies}."),
    "weeding.carried_out/1": _("Carried out, copies: {copies}."),
    "weeding.dropped/1": _("The weeding dossier was given up: {reason}."),
}
MORE: dict[str, dict[str, str]] = {
    "law.described/1": {
        "name": "{name}.",
        "in_force_on": _("In force from {in_force_on}."),
        "expired_on": _("Not in force any more from {expired_on} on."),
        "ended_by": _("Replaced by {ended_by}."),
    },
    "gift.received/1": {
        "titles": _("Titles: {titles}."),
        "conditions": _("On the condition: {conditions}."),
        "receipt": _("Receipt {receipt}."),
    },
    "delivery.received/1": {
        "paper": _("Paper {paper}."),
        "copies": _("Copies: {copies}."),
        "titles": _("Titles: {titles}."),
    },
}
REFUSALS: dict[str, str] = {
    "copies.number_odd": _("{n} copies at once cannot be right. Enter 1 to {most}."),
    "copies.one_number": _(
        "Several copies cannot bear one number. Leave the number empty, or enter one copy."
    ),
    "copy.not_protected": _("This copy may be weeded already; nothing to change."),
    "copy.protected_already": _("This copy is never weeded already ({reason}); nothing to change."),
    "delivery.empty": _("Count the copies and enter how many there are."),
    "delivery.many": _("That cannot be right. Enter at most {most} copies."),
    "delivery.paper_long": _("Shorten the number of the paper to at most {most} letters."),
    "delivery.titles_many": _(
        "There cannot be more titles ({titles}) than copies ({copies}). Check both numbers."
    ),
    "gift.nobody_named": _("Nobody is named as the giver any more; nothing to remove."),
    "gift.words_long": _(
        "Shorten it: a name has at most {most} letters, the wishes of the giver at most {words}."
    ),
    "law.days_reversed": _("The law cannot end on {until}, before it began on {from}. Check both."),
    "law.name_too_long": _("Shorten the name of the law to at most {most} letters."),
    "law.number_odd": _(
        "“{number}” is no number of a law. Write it as on the paper: 46/2019/QH14."
    ),
    "stocktaking.begun_later": _(
        "The stocktaking began on {begun_on}; nothing can be scanned into it on {on}. Check the "
        "day at the desk."
    ),
    "stocktaking.card": _("This is a reader's card. Scan the label of a book."),
    "stocktaking.closed": _("This stocktaking was closed on {on}. Begin a new one to count more."),
    "stocktaking.goes_on": _("It goes on already; scan the next book."),
    "stocktaking.no_label": _("This is no number of a label. Scan it again, or type its digits."),
    "stocktaking.none_missing": _("Nothing is missing, or it is marked already."),
    "stocktaking.not_closed": _("Close the stocktaking first; then mark what is missing."),
    "stocktaking.other_place": _(
        "This stocktaking belongs to {place}. Choose that place to work at, or begin one here."
    ),
    "stocktaking.part_odd": _("Choose the kinds and shelves from the lists."),
    "stocktaking.paused": _("The stocktaking rests since {on}. Let it go on first."),
    "stocktaking.running": _(
        "A stocktaking goes on at this place already. Scan into that one, or close it first."
    ),
    "stocktaking.unknown": _("This stocktaking is not known here. Open the list again."),
    "title.laws_many": _("More than {most} laws in one book: enter only the main ones."),
    "weeding.council_odd": _("Name at least one member of the council, and at most {most}."),
    "weeding.day_missing": _("Write the day of the decision as dd/mm/yyyy."),
    "weeding.day_odd": _(
        "The decision was taken between {from} and {until}. Check the day on the paper."
    ),
    "weeding.disposal_unknown": _("Choose from the list what becomes of the copies."),
    "weeding.empty": _("Nothing is proposed yet. Scan the copies that should leave first."),
    "weeding.never": _("Copies of this kind are never weeded: {material}. Put it back."),
    "weeding.no_council": _("Name the council first; then enter its decision."),
    "weeding.no_rules": _(
        "The programme has no rules of weeding yet. Ask the provincial library to enter them."
    ),
    "weeding.nobody_named": _("No names of a council are kept any more; nothing to remove."),
    "weeding.not_decided": _("Enter the decision first; then the copies may leave."),
    "weeding.not_listed": _("Tick copies that stand on the list of this dossier."),
    "weeding.nothing_chosen": _("Tick the copies that should leave."),
    "weeding.other_owner": _(
        "This copy belongs to {owner}. Only its owner weeds it; send it back there."
    ),
    "weeding.other_place": _("This dossier belongs to {place}. Choose that place to work at."),
    "weeding.over": _("This dossier is decided or over. Open a new one for more copies."),
    "weeding.paper_missing": _("Enter the number of the decision."),
    "weeding.protected": _(
        "This copy is never weeded ({reason}). If that is wrong, change it on the copy's own page."
    ),
    "weeding.reason_unknown": _("Choose the reason from the list."),
    "weeding.share_full": _(
        "{left} copies were weeded within a year, and {allowed} may be ({percent} %, {citation}). "
        "Keep this one for the next dossier. A book that is lost leaves as lost."
    ),
    "weeding.share_over": _(
        "{planned} copies and the {left} that left before are more than the {allowed} that may "
        "leave in a year ({percent} %, {citation}). Keep some of them for the next dossier."
    ),
    "weeding.unknown": _("This dossier is not known here. Open the list again."),
}
DISAGREEMENTS: dict[str, str] = {
    "law.described_apart": _(
        "A law was described differently by people who did not know of each other. The later entry "
        "counts: look which of them is right and enter it once more."
    ),
    "stocktaking.closed_apart": _(
        "A stocktaking was closed on two machines with different figures. The later one counts; "
        "what is known now stands beside it."
    ),
    "weeding.decided_apart": _(
        "A weeding dossier was decided on two machines by different papers. The later entry "
        "counts: look which paper is right, and enter it once more."
    ),
    "weeding.proposed_late": _(
        "A copy was proposed for weeding by somebody who did not know that it was decided already. "
        "Take it off the list, or decide once more."
    ),
}
TITLES: dict[str, str] = {
    "law.described_apart": _("A law, described twice"),
    "stocktaking.closed_apart": _("A stocktaking closed twice"),
    "weeding.decided_apart": _("A weeding dossier decided twice"),
    "weeding.proposed_late": _("Proposed for weeding after the decision"),
}
TERMS: dict[str, str] = {
    "council": _("decided by the council"),
    "decision": _("by decision"),
    "digital_superseded": _("superseded digital copy"),
    "duplicate": _("more copies than are used"),
    "old_periodical": _("old newspaper or magazine"),
    "only_copy": _("the only copy"),
    "textbook_replaced": _("replaced textbook"),
    "unfit": _("does not fit the library's task"),
    "used": _("still used"),
    "deposit": _("deposit copy"),
    "exchange": _("exchange"),
    "gift": _("gift"),
    "group": _("group of people"),
    "kept_together": _("kept together"),
    "local_history": _("local history"),
    "name_shown": _("the giver's name is shown"),
    "name_withheld": _("the giver's name is not shown"),
    "organisation": _("organisation"),
    "person": _("one person"),
    "publisher": _("publisher"),
    "rare": _("rare"),
    "returned_if_weeded": _("given back when it is weeded"),
    "state": _("state body"),
    "unknown": _("number not known"),
    "withdrawn": _("left the stock"),
    "stays_here": _("stays at this library"),
}
