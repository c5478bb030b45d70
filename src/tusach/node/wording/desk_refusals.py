"""Why something about a copy, a loan or a hold may not be done now: one sentence for each code."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

OF_COPIES: dict[str, str] = {
    "copy.claimed_already": _(
        "The reader said so on {on} already. Look on the shelves; if it is there, take it back."
    ),
    "copy.home_already": _("The copy belongs there already; nothing to change."),
    "copy.lost": _("This copy counts as lost. If it is in your hand, take it back first."),
    "copy.material_odd": _("Choose the kind of material from the list."),
    "copy.not_for_loan": _("This copy is read here only; it is not lent."),
    "copy.not_on_loan": _("Nobody has this copy and it belongs here. Put it back on its shelf."),
    "copy.not_on_way": _(
        "This copy is not on its way anywhere. Take it back, or put it on its shelf."
    ),
    "copy.not_reserved": _("This copy is kept for nobody. Put it on its shelf."),
    "copy.not_withheld": _("This copy serves readers already; nothing to release."),
    "copy.number_missing": _("Scan the copy's label, or type its number."),
    "copy.number_taken": _(
        "Number {code} was given before and is never given again. Take the next label."
    ),
    "copy.number_wrong": _(
        "{code} is not a number of our labels. Scan it again; an older number is entered as such."
    ),
    "copy.on_loan": _("This copy is on loan until {due_on}. If it is in your hand, take it back."),
    "copy.on_way": _("This copy is on its way there already."),
    "copy.registered_later": _(
        "The copy came into the stock on {registered_on}, so it cannot have been lent on {on}. "
        "Check the day."
    ),
    "copy.paper_known": _("This row counts already; nothing to do."),
    "copy.reserved": _(
        "This copy is kept for another reader until {until}. Lend another copy, or take it off "
        "the shelf of holds first."
    ),
    "copy.reserved_already": _("This copy is kept for that reader already, until {until}."),
    "copy.returned_already": _("That it came back on {on} is stored already; nothing to do."),
    "copy.no_such_goal": _("There is no place with the code “{code}”. Choose one from the list."),
    "copy.sent_here": _("The copy is here. Choose another place to send it to."),
    "copy.source_odd": _("Choose from the list how the copy came: bought, given, exchanged."),
    "copy.unregistered": _("This copy is not in the stock yet. Enter it under its title first."),
    "copy.until_past": _("{until} is over already. Choose a later day, or none."),
    "copy.uses_odd": _("{n} is not counted at once. Type a number from 1 to {most}."),
    "copy.with_this_reader": _("This reader has the copy already, until {due_on}. Renew it?"),
    "copy.wanted": _(
        "Readers who asked before wait for this title: {waiting}. Keep the copy for them, or lend "
        "it all the same."
    ),
    "copy.withdrawn": _(
        "This copy left the stock on {on}. If that was wrong, ask the provincial library to void "
        "it."
    ),
    "copy.withheld": _(
        "This copy is not lent at present: {reason}. Release it first, on the page of the copy."
    ),
    "hold.has_it": _("This reader has a copy of it now. Renew the loan instead."),
    "hold.limit": _(
        "This reader waits for {open} books already; at most {limit} are kept. Give up another "
        "one first."
    ),
    "hold.copy_assigned": _(
        "That copy is asked for already, for another reader. Choose another library."
    ),
    "hold.other_title": _("This copy is not the book that was asked for. Open the list again."),
    "hold.not_suspended": _("This hold counts already; nothing to resume."),
    "hold.no_copy_there": _("That copy is not free there any more. Open the list again."),
    "hold.not_a_hub": _("Only the province asks another library to send a copy. Do it at the hub."),
    "hold.nothing_asked": _("Choose the title or the copy that is to be kept."),
    "hold.over": _("This hold is over. Place it anew if the reader still wants the book."),
    "hold.placed_already": _("This reader waits for it already."),
    "hold.ready": _(
        "The book waits on the shelf of holds until {until}. Lend it, or give the hold up."
    ),
    "hold.suspended_already": _("It is put off already; nothing changes."),
    "hold.title_unknown": _("This title is not known here. Look for the book again."),
    "hold.unknown": _(
        "This hold is not known here. Exchange with the provincial library, then look again."
    ),
    "hold.until_past": _("Choose a day that is still to come, or none."),
    "loan.hard_due_past": _(
        "By the rule every loan ended on {on}. Lend nothing more under it, or have the province "
        "set a new last day."
    ),
    "loan.inside": _("This copy is read here today; it is not renewed. Lend it to take along."),
    "loan.no_day_before_hard": _(
        "Every loan ends by {on}, and no day is open until then. Let the reader use it here."
    ),
    "loan.none": _("This copy is not on loan. Lend it, or put it back on its shelf."),
    "loan.nothing_to_settle": _(
        "Nothing is lost or damaged on this loan. Say first that the copy is lost or damaged."
    ),
    "loan.overdue": _("The loan ran out on {due_on} and cannot be renewed. Take the copy back."),
    "loan.reader_not_here": _(
        "Another place lent this copy; only that place can renew the loan. You may take it back."
    ),
    "loan.renewal_not_later": _(
        "The loan runs until {due_on} already; renewing now would not make it longer. Renew it "
        "later, or extend the card first."
    ),
    "loan.renewed_too_early": _("It may be renewed from {from} on. Come back then."),
    "loan.renewals_used": _(
        "Renewed {most} times already. The copy should come back by {due_on}; then it can be "
        "lent again."
    ),
    "loan.returned_before_lent": _(
        "It was lent on {lent_on}, so it cannot have come back before. Check the day."
    ),
    "loan.settled_already": _("This was settled already."),
    "loan.wanted": _(
        "Other readers wait for this book: {waiting}. It cannot be renewed; take it back on its "
        "day."
    ),
    "sheet.copy_unknown": _(
        "No copy bears this number. Read it once more on the sheet; a book that is not in the "
        "stock yet is entered first. Leave the row for later."
    ),
    "sheet.day_odd": _(
        "Write the day of row {row}: 5, or 5/11, or 05/11/2026. Empty means: as in the row above."
    ),
    "sheet.month_far": _("Choose a month that is no more than three months away."),
    "sheet.number_taken": _("Sheet {code} was printed before. Print a new one."),
    "sheet.number_wrong": _("{code} is no number of a sheet. Print the sheet anew."),
    "sheet.other_month": _(
        "{on} lies outside the month of this sheet ({first} to {last}). Look at the date once "
        "more; what belongs to another month goes on a sheet of that month."
    ),
    "sheet.reader_later": _(
        "Who was registered by this row is put right on the reader's own page: open it by the "
        "name, then Papers."
    ),
    "sheet.reader_several": _("Several readers have such a name. Choose one, then store the row."),
    "sheet.reader_unknown": _(
        "No reader here has this card or name. Try fewer words of the name, or register the "
        "person first (sheet of new readers). A household or class without names is lent to on "
        "trust, by this word."
    ),
    "sheet.row_odd": _("Row {row} is not on this sheet: it has rows 1 to {rows}."),
    "sheet.row_taken": _(
        "Row {row} was typed in already, with another book. Undo that first, or ask the "
        "provincial library to void it."
    ),
    "sheet.too_many": _("Print from 1 to {most} sheets at a time."),
    "sheet.unknown": _(
        "This sheet is not known here. Exchange with the machine that printed it first."
    ),
    "sheet.what_odd": _("Choose what is written on the sheet, and the month."),
    "visit.some_came": _("{n} came on that day already; it cannot have stayed empty."),
    "visit.number_odd": _("{n} cannot be right. Enter a number from 1 to {most}."),
    "wish.empty": _("Write down what the reader wishes for."),
    "wish.limit": _(
        "This reader has {open} wishes that are still open; at most {limit} are kept. Give up "
        "another one first."
    ),
    "wish.over": _("This wish is over. Enter it anew if the reader still wants it."),
    "wish.too_long": _("Shorten it to at most {most} letters."),
}
