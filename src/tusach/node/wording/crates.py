"""Words of crates: what was told of them, why something cannot be done now, what contradicts."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

FACTS: dict[str, str] = {
    "crate.made/1": _("Crate {nr} with label {code} belongs to {owner}."),
    "crate.packed/1": _("Packed into a crate."),
    "crate.unpacked/1": _("Taken out of a crate."),
    "crate.sent/1": _("The crate left for {to}."),
    "crate.received/1": _("The crate was received."),
    "crate.handed_over/1": _("Handed over and signed for, copies: {copies}."),
    "crate.retired/1": _("The crate is not used any more: {reason}."),
}
MORE: dict[str, dict[str, str]] = {
    "crate.made/1": {"room": _("Room for {room} books.")},
    "crate.unpacked/1": {"reason": _("Reason: {reason}.")},
    "crate.sent/1": {
        "back_on": _("Due back by {back_on}."),
        "reason": _("Reason: {reason}."),
    },
    "crate.handed_over/1": {"paper": _("Minutes {paper}.")},
}
REFUSALS: dict[str, str] = {
    "crate.back_late": _(
        "A crate stays at one point for at most {months} months ({citation}). Choose a day until "
        "{until}."
    ),
    "crate.back_past": _("The day of coming back must be after {on}. Choose a later day."),
    "crate.code_odd": _("{code} is no label of a crate. Scan the label on the crate."),
    "crate.elsewhere": _(
        "This crate stands at {at}, as far as is known here. If it is in front of you, receive it "
        "first."
    ),
    "crate.for_another": _(
        "This crate was sent to {to}. If it is in front of you, receive it all the same; then send "
        "it on or agree that it stays."
    ),
    "crate.full": _("The crate is full: {room} books. Take one out, or use another crate."),
    "crate.kept_for_hold": _(
        "This copy is kept for a reader until {until}. Put it back on the shelf of holds."
    ),
    "crate.made_already": _("There is a crate with this label already. Print another label."),
    "crate.nobody_named": _("Nobody is named in the minutes of this place; nothing to remove."),
    "crate.none_chosen": _("Choose how many crates to make, 1 to {most}."),
    "crate.not_astray": _("This crate is where it should be; nothing to settle."),
    "crate.not_empty": _("Books lie in this crate: {n}. Take them out first."),
    "crate.not_here": _("This crate has not been received here. Scan its label at the desk."),
    "crate.not_inside": _("This copy does not lie in the crate; nothing to take out."),
    "crate.number_odd": _("Number the crates from 1 to {most}."),
    "crate.on_way": _("This crate is on its way to {to}. Once it has arrived, receive it there."),
    "crate.packed_already": _("This copy lies in the crate already. Scan the next one."),
    "crate.rare": _("Rare books do not travel. Put it back on its shelf."),
    "crate.received_already": _(
        "This crate is here already, since {on}. Open it to see its books."
    ),
    "crate.retired": _("This crate is not used any more since {on}. Take another one."),
    "crate.room_odd": _("A crate holds 1 to {most} books. Check the number."),
    "crate.sent_here": _("The crate stands here already. Choose the library that it goes to."),
    "crate.signer_missing": _("Enter the name of whoever signs, at most 80 letters."),
    "crate.unknown": _(
        "This crate is not known here yet. If it is in front of you, receive it; what lies in it "
        "comes with the next exchange."
    ),
}
DISAGREEMENTS: dict[str, str] = {
    "copy.packed_apart": _(
        "A copy was packed into two crates by people who did not know of each other. Look in which "
        "of them it lies, and say so."
    ),
    "crate.made_twice": _(
        "Two crates bear one label. Print a new label for one of them and make it anew."
    ),
    "crate.moved_after_end": _(
        "A crate was moved though it was said that it is not used any more. If it still serves, "
        "void that."
    ),
    "crate.received_apart": _(
        "A crate was received at two libraries that did not know of each other. Ask where it "
        "stands, and take the other receipt out."
    ),
    "crate.received_elsewhere": _(
        "A crate was received at a library to which it was not sent. Send it on from there, or "
        "agree that it stays."
    ),
    "crate.sent_apart": _(
        "A crate was sent to two libraries by people who did not know of each other. The later "
        "entry counts: take the wrong one out."
    ),
}
TITLES: dict[str, str] = {
    "copy.packed_apart": _("Packed into two crates at once"),
    "crate.made_twice": _("Two crates with one label"),
    "crate.moved_after_end": _("A crate moved after its end"),
    "crate.received_apart": _("A crate received at two libraries"),
    "crate.received_elsewhere": _("A crate at the wrong library"),
    "crate.sent_apart": _("A crate sent to two libraries"),
}
VOID: dict[str, str] = {
    "crate.received": _("It was not received at {place}: take that out"),
    "crate.retired": _("The crate still serves: take out that it does not"),
    "crate.sent": _("It was not sent by {place} on {on}: take that out"),
}
OPTIONS: dict[str, str] = {
    "in-crate": _("It lies in the crate into which it was packed on {on} at {place}"),
    "stays": _("Agreed: the crate stays here"),
}
WHY: dict[str, str] = {
    "moved_since": _("It was moved on {on} at {place}, so it still serves."),
    "stands_there": _("{place} had it in hand on {on}."),
}
TERMS: dict[str, str] = {
    "broken": _("broken"),
    "forward": _("sent on"),
    "home": _("back home"),
    "in_question": _("being checked"),
    "moved": _("into another crate"),
    "not_there": _("does not lie in it"),
    "packed": _("in a crate"),
    "plan": _("by the packing plan"),
    "promise": _("promised to a reader"),
    "rotation": _("rotation"),
}
