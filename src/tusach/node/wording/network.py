"""Why an exchange between nodes did not come about, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

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
    "parcel.tenant": _("This parcel is of another province. Nothing of it was taken."),
    "parcel.size": _("The parcel is larger than can be right. Nothing more of it was taken."),
    "parcel.alone": _(
        "This library works on its own so far: there is nobody to send to. Join the network of "
        "the province first (tusach enrol)."
    ),
    "parcel.nobody": _("No machine of the network answers to “%(node)s”. Check code or key."),
    "enrol.no_request": _("This file is no request of a library. Choose the file that it wrote."),
    "enrol.no_answer": _("This file is no answer of the province to this machine's request."),
    "enrol.not_a_hub": _("Only the province can take a library into the network."),
    "enrol.role": _("A machine of this kind (%(role)s) cannot be taken in by a file."),
    "enrol.place": _(
        "There is no place with the code “%(place)s” here. Found it first (Office, Places), then "
        "try again."
    ),
    "enrol.refused": _("It could not be written down: %(said)s. Nothing was changed."),
    "enrol.other_province": _(
        "This machine already belongs to another network. Nothing was changed; ask the province."
    ),
}


def say_network(code: str, values: Mapping[str, Any]) -> str:
    """The message, with what it speaks of."""
    words = NETWORK.get(code)
    if words is None:
        return code
    kept = {"node": "", "address": "", "tenant": "", "role": "", "place": "", "said": ""} | dict(
        values
    )
    return gettext(words) % kept
