"""Why an exchange between nodes did not come about, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.faults import say_fault

NETWORK: dict[str, str] = {
    "sync.no_answer": _(
        "%(address)s does not answer. Is that machine on, and in the same network? What was done "
        "here is kept, and goes with the next try."
    ),
    "sync.no_node": _(
        "Something answers, but it is no library of this kind: perhaps the page of a Wi-Fi where "
        "one must first log in. Nothing was changed."
    ),
    "sync.address": _("“%(address)s” is no address. It looks like this: http://192.168.1.5:8000"),
    "sync.signature": _("The message was changed on its way. Nothing of it was taken. Try again."),
    "sync.for_another": _("This is meant for another machine. Nothing of it was taken."),
    "sync.early": _("It stands on something that is not here yet. Nothing is lost: ask again."),
    "sync.sealed": _("What touches persons in it cannot be opened here. Nothing of it was taken."),
    "sync.stranger": _(
        "The machine that answers is not known in this province. Check the address; nothing was "
        "given to it."
    ),
    "sync.tenant": _("It belongs to another province (%(tenant)s). Nothing was taken."),
    "sync.too_large": _("The message is larger than can be right. Nothing of it was taken."),
    "sync.busy": _("An exchange goes on already. Wait until it is done, then try again."),
    "sync.which": _(
        "No address is remembered yet. Say which: tusach sync http://192.168.1.5:8000 --remember"
    ),
    "sync.left_off": _("The exchange was left off; it goes on with the next try."),
    "sync.newer": _("The other machine is of a newer version. Update this one first."),
    "node.unknown": _(
        "The province does not know this machine yet. Write a request (tusach enrol request FILE) "
        "and bring it to the province; what was done here is kept until then."
    ),
    "node.revoked": _(
        "The province has locked this machine out, as it does with stolen ones. Ask the province; "
        "nothing was given or taken."
    ),
    "parcel.magic": _("This file is no parcel. Choose the file that the other machine wrote."),
    "parcel.version": _("The parcel is of a newer version. Update this machine first."),
    "parcel.torn": _("The file breaks off. What was whole is kept; ask for the parcel again."),
    "parcel.frame": _("Part of the file is damaged. What was whole is kept; ask for it again."),
    "parcel.signature": _("The parcel was changed on its way. Nothing of it was taken."),
    "parcel.recipient": _("This parcel is for another machine. It may be carried on to it."),
    "parcel.former": _(
        "This parcel was closed for a key that this machine had before it was renewed or restored "
        "(%(said)s); nobody can open it any more. Write a parcel for its sender (%(node)s) and "
        "bring it there: the one that is written after that can be read here. Nothing is lost."
    ),
    "parcel.tenant": _("This parcel is of another province. Nothing of it was taken."),
    "parcel.size": _("The parcel is larger than can be right. Nothing more of it was taken."),
    "parcel.full": _(
        "The stick is full (%(folder)s). Delete something there or take another stick, then try "
        "again. Nothing was changed."
    ),
    "parcel.locked": _(
        "Nothing can be written or read there (%(folder)s): the stick is locked, or belongs to "
        "somebody else. Push its little switch, or take another stick."
    ),
    "parcel.stick": _(
        "The stick does not answer any more (%(folder)s). Plug it in again and try once more; "
        "what was whole is kept."
    ),
    "parcel.by_stick": _(
        "The file is larger than %(said)s MB. Leave it on the stick, plug that into the library's "
        "computer, and choose it here."
    ),
    "parcel.none": _("Choose a file first."),
    "parcel.gone": _("This file is not there any more. Plug the stick in and look again."),
    "errand.broken": _(
        "It broke off by a fault of this program (%(said)s). What was done by then is kept; try "
        "again, and tell whoever looks after the software if it happens twice."
    ),
    "parcel.no_room": _(
        "Too many parcels of unknown machines wait here already; this one was not kept. Let those "
        "machines in (tusach enrol list), or remove what nobody needs. The oldest is: %(said)s"
    ),
    "parcel.alone": _(
        "This library works on its own so far: there is nobody to send to. Join the network of "
        "the province first (tusach enrol)."
    ),
    "parcel.nobody": _("No machine of the network answers to “%(node)s”. Check code or key."),
    "enrol.no_request": _("This file is no request of a library. Choose the file that it wrote."),
    "enrol.no_invitation": _("This file is no invitation of a province."),
    "enrol.no_stick": _(
        "No invitation of a province lies in %(folder)s. Choose the folder of the stick that the "
        "province prepared; its name begins with “tusach-”."
    ),
    "enrol.stick_torn": _(
        "What lies in %(folder)s is not whole. Copy it from the stick again, or ask the province "
        "for another one. Nothing was made."
    ),
    "enrol.stick_over": _(
        "This invitation ended on %(until)s. Look whether the date of this machine is right; else "
        "ask the province for a new stick. Nothing was made."
    ),
    "enrol.stick_used": _(
        "With the stick of this machine another one was let in, or its invitation was taken back. "
        "The province sees this machine in its list: call them and compare its number (page "
        "“Network”, “Join”). What is done here is kept until then."
    ),
    "enrol.not_free": _(
        "The place “%(place)s” is not one of those without a machine. Look at the list of places "
        "(Office, Places) and at the machines (tusach enrol list)."
    ),
    "enrol.no_answer": _("This file is no answer of the province to this machine's request."),
    "enrol.not_a_hub": _("Only the province can take a library into the network."),
    "enrol.role": _("A machine of this kind (%(role)s) cannot be taken in by a file."),
    "enrol.place": _(
        "There is no place with the code “%(place)s” here. Found it first (Office, Places), then "
        "try again."
    ),
    "enrol.refused": _("It could not be written down: %(said)s. Nothing was changed."),
    "enrol.waits": _(
        "The request lies at the province and waits for its people. Call them: they compare the "
        "numbers and grant it. Then try again here."
    ),
    "enrol.not_asked": _(
        "This machine has not asked at %(address)s yet. Ask first: tusach enrol ask %(address)s"
    ),
    "enrol.crowded": _(
        "Too many requests wait at the province already. Tell its people, and try again later."
    ),
    "enrol.too_often": _("Too many tries. Wait a quarter of an hour, then try again."),
    "enrol.is_a_hub": _(
        "This machine is a hub itself: it does not join another one. Nothing was changed."
    ),
    "enrol.other_root": _(
        "Another province answers than the one whose number was compared. Nothing was changed."
    ),
    "enrol.own": _(
        "A machine cannot shut out or replace itself. Do it at another hub of the province."
    ),
    "enrol.no_lease": _(
        "This machine has no certificate that could be renewed or handed on. Have it write a "
        "request, and grant that."
    ),
    "enrol.on_trip": _(
        "It is on a trip until %(until)s. Renew its lease after that: nothing is locked until then."
    ),
    "enrol.shorter": _("Its lease runs longer already, until %(until)s. Nothing was changed."),
    "enrol.reason": _("Say why with one of these words: %(said)s."),
    "enrol.revoked": _(
        "This machine was shut out of the network. Its key is never let in again: where it was "
        "found or mended, make its library anew (tusach init), and grant the new request."
    ),
    "enrol.moment": _("“%(said)s” is no moment. It looks like this: 2026-11-23 08:30"),
    "enrol.no_machine": _(
        "No single machine is named by “%(node)s”. Look at the list (tusach enrol list) and give "
        "the first digits of its key."
    ),
    "enrol.other_province": _(
        "This machine already belongs to another network. Nothing was changed; ask the province."
    ),
}

INVITED: dict[str, str] = {
    "twice": _("two machines came with one stick; only one of them can be the right one"),
    "late": _("it came after the last day of the invitation on its stick"),
    "ended": _("another stick was made for this place since, or somebody was let in with this one"),
    "served": _("a machine serves this place already"),
    "readers": _("readers of this place are known already, so its people must be asked first"),
    "moves": _("it is a vehicle, which is lent the readers of the places on its trips"),
    "": _("the hub that made its stick has not spoken yet"),
}
"""Why somebody who came with a stick waits for people."""


def say_invited(why: str) -> str:
    """Why somebody who came with a stick waits for people."""
    return gettext(INVITED[why])


VALUES = ("node", "address", "tenant", "role", "place", "said", "folder", "until")
"""What the words may speak of."""


def say_network(code: str, values: Mapping[str, Any]) -> str:
    """The message, with what it speaks of."""
    words = NETWORK.get(code)
    if words is None:
        return code
    kept = dict.fromkeys(VALUES, "") | dict(values)
    return gettext(words) % kept


def say_why(code: str, values: Mapping[str, Any]) -> str:
    """Why an exchange came to nothing: of the network, or of this machine."""
    return say_network(code, values) if code in NETWORK else say_fault(code, values)
