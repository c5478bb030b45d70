"""The facts of agreements, in the shapes that are for ever."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})

ABOUT = ("rotation", "mobile", "online", "gatherings", "stock", "training", "law", "other")
"""What the sides do together. Decree 93/2020, art. 24 and 29: by agreement and regulation."""


class AgreementSigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """paper: its number. places: of the network, at least one. Both days are days of it.

    partners: other institutions, in words. about: of ABOUT.
    """

    paper: str
    places: tuple[Id, ...]
    about: tuple[Code, ...]
    valid_from: Day
    valid_until: Day | None = None
    partners: tuple[str, ...] = ()


class AgreementEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """last_on: the last day of it. decision: number of the paper, if any."""

    last_on: Day
    reason: Code = ""
    decision: str = ""


_kind = Declaring(folder="agreements", scope="control", told_by=_CONTROL)

KINDS = (
    _kind("agreement.signed/1", AgreementSigned, "libraries and others work together"),
    _kind("agreement.ended/1", AgreementEnded, "an agreement ends"),
)
