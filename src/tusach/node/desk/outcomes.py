"""What came of an act: in words, with a tone, an undo and what may be done next.

An act leaves a `Came` (a code, ids, dates: never a name), which may wait in the session for the
next page; `said` makes words of it when the page is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.ledger.draft import Refusal
from tusach.node.desk.counter import Counter
from tusach.node.desk.offers import Offer, in_another_manner, why
from tusach.node.desk.shown import CopyShown, copy_shown, names_of, place_name
from tusach.node.pages.writing import code_groups, day, number
from tusach.node.people.looks import look
from tusach.node.wording.checks import MADE_BY

TONES = {"good": "check", "note": "info", "busy": "clock", "bad": "alert"}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a person hears. big: the one thing to say aloud, usually a due date."""

    tone: str
    title: str
    words: str = ""
    big: str = ""
    undo: str = ""
    offers: tuple[Offer, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def icon(self) -> str:
        """The icon of the tone."""
        return TONES[self.tone]


class Came(msgspec.Struct, frozen=True):
    """The result of an act without words. ids: ids, codes, days, numbers."""

    code: str
    ids: dict[str, Any] = {}


def said(counter: Counter, came: Came) -> Outcome:
    """The result in words."""
    make = _WORDS.get(came.code)
    if make is None:
        return Outcome(tone="note", title=came.code)
    return make(counter, came.ids)


def refused(refusal: Refusal, **ids: str) -> Came:
    """A refusal, with the copy, the reader and the act that it was about."""
    return Came("refused", {**ids, "refusal": refusal.code, "values": refusal.values})


def _title(copy: CopyShown | None) -> str:
    if copy is None:
        return _("This copy")
    return copy.title.words or code_groups(copy.code) or _("This copy")


def _lent(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    copy, made_by = copy_shown(counter, ids["copy"]), ids.get("due_by") or ""
    more = (
        [_("It was taken back first: its earlier loan has ended.")] if ids.get("taken_back") else []
    )
    more += _made_by(ids)
    return Outcome(
        tone="good",
        title=_title(copy),
        words=_("Read here. Please give it back today, before you leave")
        if made_by == "inside"
        else _("Lent. Please bring it back by"),
        big="" if made_by == "inside" else day(ids.get("due_on")),
        undo=ids.get("fact", ""),
        more=tuple(more),
        offers=tuple(why(ids)),
    )


def _made_by(ids: Mapping[str, Any]) -> list[str]:
    """What made the date, where it is not so many days."""
    made_by = ids.get("due_by") or ""
    return [_(MADE_BY[made_by])] if made_by in ("visit", "hard", "card") else []


def _renewed(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    return Outcome(
        tone="good",
        title=_title(copy_shown(counter, ids["copy"])),
        words=_("Renewed. The new date is"),
        big=day(ids.get("due_on")),
        undo=ids.get("fact", ""),
        more=tuple(_made_by(ids)),
    )


def _renewed_all(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    done, left = int(ids["done"]), int(ids["left"])
    words = ngettext("%(n)s loan was renewed.", "%(n)s loans were renewed.", done)
    more: tuple[str, ...] = ()
    if left:
        more = (
            ngettext(
                "%(n)s loan could not be renewed: %(why)s",
                "%(n)s loans could not be renewed: %(why)s",
                left,
            )
            % {"n": number(left), "why": counter.say(Refusal(ids["why"], ids["values"]))},
        )
    tone = "busy" if left else "good"
    return Outcome(tone=tone, title=words % {"n": number(done)}, more=more)


def _returned(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    copy = copy_shown(counter, ids["copy"])
    more = [whose(counter, ids.get("reader")), *_next_in_line(counter, ids, copy)]
    late = int(ids.get("days_over") or 0)
    if late:
        more.insert(1, late_words(late))
    if ids.get("stopped_until"):
        words = _("By the rule the reader may not borrow until %(until)s.")
        more.append(words % {"until": day(ids["stopped_until"])})
    at_home = copy is None or copy.belongs_here
    kept = bool(ids.get("kept_until"))
    return Outcome(
        tone="note" if kept or ids.get("send_to") or not at_home else "good",
        title=_title(copy),
        words=_("Is back."),
        undo=ids.get("fact", ""),
        more=tuple(line for line in more if line),
    )


def _next_in_line(counter: Counter, ids: Mapping[str, Any], copy: CopyShown | None) -> list[str]:
    """Where to put a copy that came back: kept for a reader, to be sent to one, or its shelf."""
    if ids.get("kept_until"):
        name = whose_hold(counter, ids.get("hold", ""))
        words = (
            _("Kept for %(name)s until %(until)s: put it on the shelf of holds.")
            if name
            else _("Kept for a reader until %(until)s: put it on the shelf of holds.")
        )
        return [words % {"name": name, "until": day(ids["kept_until"])}]
    if ids.get("send_to"):
        place = place_name(counter.node, ids["send_to"])
        words = _("A reader at %(place)s waits for it: send it there, from the list of holds.")
        return [words % {"place": place}]
    return [belongs(copy)]


def whose_hold(counter: Counter, hold: str) -> str:
    """The name of who asked, where this desk may see it; the look is logged."""
    rows = counter.node.store.vault.query("SELECT reader FROM asked_by WHERE asked = ?", (hold,))
    reader = rows[0][0] if rows else ""
    if not reader or not counter.sees(counter.node.store.state(reader, "reader")):
        return ""
    name = names_of(counter.node, (reader,)).get(reader, "")
    if name:
        look(counter.staff, reader, "hold")
    return name


def whose(counter: Counter, reader: str | None, *, why: str = "", now: bool = False) -> str:
    """Whose loan it was, as far as this desk may know.

    now: the loan is still open.
    why: logs the look; empty where it was logged when the name was first shown.
    """
    if not reader:
        return ""
    state = counter.node.store.state(reader, "reader")
    if not counter.sees(state):
        if now:
            return _("It is lent to a reader of another library.")
        return _("It was lent to a reader of another library.")
    name = names_of(counter.node, (reader,)).get(reader)
    if name and why:
        look(counter.staff, reader, why)
    if not name:
        return ""
    words = _("%(name)s has it now.") if now else _("It was with %(name)s.")
    return words % {"name": name}


def late_words(days: int) -> str:
    """How long after its date it came, in plain words."""
    return ngettext(
        "It came %(n)s day after its date. Good that it is here.",
        "It came %(n)s days after its date. Good that it is here.",
        days,
    ) % {"n": number(days)}


def belongs(copy: CopyShown | None) -> str:
    """Where a copy belongs, as words for whoever holds it in their hands."""
    if copy is None:
        return ""
    if copy.belongs_here:
        shelf = copy.call_number or copy.location
        return _("Its shelf: %(shelf)s") % {"shelf": shelf} if shelf else _("It belongs here.")
    if copy.home:
        return _("It belongs to %(place)s: put it with what goes there.") % {"place": copy.home}
    return _("Nobody has said where it belongs: put it aside.")


def _told_before(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    words = _("It was entered already, when it was sent first. Nothing is entered twice.")
    return Outcome(tone="good", title=ids["words"] or _("Done"), words=words)


def _undone(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    return Outcome(
        tone="good", title=_("Taken back"), words=_("The last step does not count any more.")
    )


def _refused(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    code = ids["refusal"]
    copy = copy_shown(counter, ids["copy"]) if ids.get("copy") else None
    words = counter.say(Refusal(code, dict(ids["values"])))
    more: list[str] = []
    offers: list[Offer] = []
    if code == "copy.with_this_reader":
        offers = _while_lent(ids)
    elif code in ("copy.on_loan", "copy.lost") and ids.get("act") == "lend":
        more = _who_has_it(counter, copy)
        again = _("Take it back, then lend it")
        address = reverse("desk:lend-to", kwargs={"reader": ids["reader"]})
        fields = (("copy", ids["copy"]), ("first", "take_back"))
        offers = [Offer(again, "return", address, fields)]
    elif code == "reader.expired":
        address = reverse("desk:registration", kwargs={"reader": ids["reader"]})
        fields = (("copy", ids.get("copy", "")), ("act", ids.get("act", "")))
        offers = [Offer(_("Renew the registration and go on"), "renew", address, fields)]
    elif code == "reader.blocked":
        address = reverse("desk:reader", kwargs={"reader": ids["reader"]}) + "#blocks"
        offers = [Offer(_("Look at what is stopped"), "block", address, is_link=True, quiet=True)]
    elif code in ("reader.limit", "reader.overdue_many", "reader.lost_unsettled"):
        address = reverse("desk:return")
        offers = [Offer(_("Take something back"), "return", address, is_link=True, quiet=True)]
    elif code == "copy.wanted":
        address = reverse("desk:lend-to", kwargs={"reader": ids["reader"]})
        fields = (("copy", ids["copy"]), ("despite", "1"))
        offers = [Offer(_("Lend it all the same"), "lend", address, fields, quiet=True)]
    elif code == "copy.not_on_loan" and copy is not None:
        more = [belongs(copy)]
    offers += in_another_manner(counter, code, ids)
    if ids.get("act") in ("lend", "renew"):
        offers += why(ids)
    tone = "note" if code in _GENTLE else "bad"
    title = _title(copy) if ids.get("copy") else _("Not done")
    return Outcome(tone=tone, title=title, words=words, more=tuple(more), offers=tuple(offers))


_GENTLE = {"copy.with_this_reader", "copy.not_on_loan", "undo.done_already"}
"""Refusals after which all is well: what was wanted is so already."""


def _while_lent(ids: Mapping[str, Any]) -> list[Offer]:
    fields = (("copy", ids["copy"]),)
    renew = reverse("desk:renew", kwargs={"reader": ids["reader"]})
    back = reverse("desk:take-back", kwargs={"copy": ids["copy"]})
    return [
        Offer(_("Renew"), "renew", renew, fields),
        Offer(_("Take back"), "return", back, quiet=True),
    ]


def _who_has_it(counter: Counter, copy: CopyShown | None) -> list[str]:
    loan = copy.loan if copy else None
    if loan is None:
        return []
    lines = [_("Lent since %(since)s.") % {"since": day(loan.lent_on)}]
    name = whose(counter, loan.reader, why="copy on loan", now=True)
    return [*lines, name] if name else lines


def _marked(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    words = {
        "lost": _("Noted as lost. As soon as it is seen again, scan it at “Take back”."),
        "claimed": _("Noted. Look for it on the shelves; nobody is reminded meanwhile."),
        "damaged": _("The damage is noted."),
        "withheld": _("It is lent to nobody until you release it."),
        "released": _("It serves readers again."),
        "protected": _("It is never weeded from now on."),
        "unprotected": _("It may be weeded as any other copy."),
        "arrived": _("It is here now."),
        "used": _("Counted as read inside."),
        "settled": _("Settled. Nothing stands against the reader on this loan any more."),
        "held": _("Asked for. It is kept as soon as a copy comes back."),
        "wished": _("Noted. The list of wishes shows it."),
        "wish_answered": _("Answered. The reader sees it in the account."),
        "wish_over": _("The wish is over."),
        "hold_ended": _("The hold is over."),
        "kept": _("Kept: put it on the shelf of holds."),
        "away": _("On its way. It counts as being with you until it is seen there."),
        "withdrawn": _("Withdrawn from the stock. Its number is never given again."),
    }
    copy = copy_shown(counter, ids["copy"]) if ids["copy"] else None
    title = _title(copy) if copy else _("Done")
    return Outcome(tone="good", title=title, words=words[ids["as"]], undo=ids.get("fact", ""))


def _hold_whom(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    words = _("Scan the reader's card, or type the name as it stands on the card.")
    return Outcome(tone="note", title=_("For whom?"), words=words)


def _changed(counter: Counter, ids: Mapping[str, Any]) -> Outcome:
    words = {
        "registration": _("The registration holds until %(until)s."),
        "card": _("The new card has the number %(number)s. Earlier cards open nothing any more."),
        "pin": _("The PIN is set. It holds at this library's computer."),
        "described": _("The papers are changed."),
        "blocked": _("Stopped for now."),
        "unblocked": _("The stop is lifted."),
        "consent": _("The consent is noted."),
        "consents": _("Signatures are noted. Readers: %(count)s."),
        "renewed": _("Cards renewed: %(count)s."),
        "withdrawn": _("The consent counts no more."),
        "copy": _("The copy is in the stock under the number %(number)s."),
    }
    values = {
        "until": day(ids.get("until")),
        "count": ids.get("count", 0),
        "number": code_groups(str(ids.get("number") or _card_of(counter, ids.get("reader", "")))),
    }
    return Outcome(
        tone="good", title=_("Done"), words=words[ids["what"]] % values, undo=ids.get("fact", "")
    )


def _card_of(counter: Counter, reader: str) -> str:
    rows = counter.node.store.vault.query(
        "SELECT number FROM card WHERE reader = ? AND ended = 0", (reader,)
    )
    return str(rows[-1][0]) if rows else ""


_WORDS: dict[str, Callable[[Counter, Mapping[str, Any]], Outcome]] = {
    "lent": _lent,
    "renewed": _renewed,
    "renewed_all": _renewed_all,
    "returned": _returned,
    "undone": _undone,
    "told_before": _told_before,
    "refused": _refused,
    "marked": _marked,
    "changed": _changed,
    "hold_whom": _hold_whom,
}
