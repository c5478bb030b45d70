"""What an errand came to, in sentences; and the step that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.pages import toasts
from tusach.node.pages.writing import day, number
from tusach.node.sync.errands import EXCHANGE, PREPARE, WRITE, Errand
from tusach.node.wording.network import say_network

AHEAD_MS = 24 * 3_600_000

WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "network.forgotten": lambda ids: _("This address is asked no more."),
    "network.silent_set": lambda ids: _("Noted: the list counts by this number of days now."),
    "network.parcel_gone": lambda ids: _("This parcel waits no more."),
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)


class Line(msgspec.Struct, frozen=True):
    """A sentence of a result. tone: good, note or bad."""

    tone: str
    words: str


def say_result(errand: Errand) -> list[Line]:
    """What came of an errand that is done, the most important first."""
    told = errand.result
    if errand.what == EXCHANGE:
        return _exchanged(told)
    if errand.what == WRITE:
        return []
    return _prepared(errand) if errand.what == PREPARE else _read(told)


def _exchanged(told: Mapping[str, Any]) -> list[Line]:
    sent, received = int(told["sent"]), int(told["received"])
    words = _("Sent: %(sent)s. Received: %(received)s.") % {
        "sent": number(sent),
        "received": number(received),
    }
    if not sent and not received:
        words = _("Both held the same already: there was nothing to send and nothing to receive.")
    found = [Line("good", words)]
    if told["waiting"]:
        words = _("%(n)s still wait; exchange once more.") % {"n": number(told["waiting"])}
        found.append(Line("note", words))
    return [*found, *_aside(told["aside"]), *_branches(told["branches"])]


def _prepared(errand: Errand) -> list[Line]:
    told = errand.result
    words = ngettext(
        "A folder was made for %(n)s place, whole and read back.",
        "Folders were made for %(n)s places, whole and read back.",
        int(told["places"]),
    ) % {"n": number(int(told["places"]))}
    found = [Line("good", words)]
    if told["until"]:
        words = _(
            "Each lets one machine in by itself, once, until %(until)s. Copy each folder onto a "
            "stick of its own, and hand that to the library itself."
        ) % {"until": day(str(told["until"]))}
        found.append(Line("note", words))
    if told["asks"]:
        words = ngettext(
            "%(n)s place has readers already: its machine asks, and you compare its number.",
            "%(n)s places have readers already: their machines ask, and you compare the numbers.",
            int(told["asks"]),
        ) % {"n": number(int(told["asks"]))}
        found.append(Line("note", words))
    return found


def _read(told: Mapping[str, Any]) -> list[Line]:
    found = [_kept(told)]
    if told["is_revoked"]:
        words = _(
            "The province has locked out the machine that wrote this. What it told before that "
            "is kept; what came after does not count until the province has looked at it."
        )
        found.append(Line("bad", words))
    elif not told["is_known"] or told["unknown"]:
        words = _(
            "Some of it is of a machine that this one does not know yet. The parcel waits here, "
            "and is read by itself once that machine was let in, or the province was met."
        )
        found.append(Line("bad", words))
    if told["made_ms"] > told["now_ms"] + AHEAD_MS:
        words = _(
            "The clock of the machine that wrote it is far ahead. Its entries are kept; tell the "
            "people there to set the date."
        )
        found.append(Line("note", words))
    for code, times in sorted(Counter(told["spoiled"]).items()):
        found.append(Line("bad", _times(say_network(code, {}), times)))
    found += [*_aside(told["aside"]), *_branches(told["branches"])]
    if told["early"]:
        words = _(
            "Some of it stands on things that are not here (any more). Write an answer for the "
            "sender; the parcel after it brings everything."
        )
        found.append(Line("note", words))
    if told["receipts"]:
        words = _("It also says what the sender holds; that is noted.")
        found.append(Line("good", words))
    return found


def _kept(told: Mapping[str, Any]) -> Line:
    stored, present = int(told["stored"]), int(told["present"])
    if stored:
        words = _("New here and kept: %(new)s. Known already: %(old)s.") % {
            "new": number(stored),
            "old": number(present),
        }
        return Line("good", words)
    if present:
        return Line("good", _("Nothing new: all of it was known here already."))
    if told["receipts"] and not (told["spoiled"] or told["unknown"] or told["early"]):
        return Line("good", _("Nothing was lacking here: it holds nothing new."))
    return Line("note", _("Nothing of it was taken in."))


def _aside(reasons: list[str]) -> list[Line]:
    return [
        Line("bad", _times(_("Set aside, not used: %(why)s") % {"why": why}, times))
        for why, times in sorted(Counter(reasons).items())
    ]


def _branches(count: int) -> list[Line]:
    if not count:
        return []
    words = _(
        "One machine has told things twice under the same numbers, as a copied or restored disk "
        "does. Both are kept; the province should look at it."
    )
    return [Line("bad", words)]


def _times(words: str, times: int) -> str:
    if times == 1:
        return words
    more = ngettext("(%(n)s time)", "(%(n)s times)", times) % {"n": number(times)}
    return f"{words} {more}"


def say_step(code: str) -> str:
    """What a person may do about an exchange that came to nothing; empty: the reason says it."""
    if code == "sync.no_answer":
        return _("It is tried again by itself, ever more rarely. A stick brings it too.")
    if code in ("sync.stranger", "sync.for_another", "sync.tenant"):
        return _("Take this address away and enter the right one.")
    return ""
