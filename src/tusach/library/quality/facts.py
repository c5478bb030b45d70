"""The facts of recognised models, in the shapes that are for ever."""

from __future__ import annotations

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})


def model_subject(tenant: str, unit: str) -> str:
    """The subject of the model of a commune: each has one, however many places are in it."""
    return derived(tenant, "model", unit)


class ModelDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """unit: the commune. places: that make up the model.

    criteria: set and version it was held against, empty = none.
    """

    unit: Id
    places: tuple[Id, ...]
    valid_from: Day
    criteria: str = ""


class ModelRecognised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """decision: number of the paper. Both days are days of the recognition."""

    unit: Id
    places: tuple[Id, ...]
    decision: str
    valid_from: Day
    valid_until: Day | None = None
    criteria: str = ""


class ModelWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """from_on: first day on which it is recognised no more."""

    from_on: Day
    reason: Code = ""
    decision: str = ""


_kind = Declaring(folder="quality", scope="control", told_by=_CONTROL)

KINDS = (
    _kind(
        "model.declared/1",
        ModelDeclared,
        "a commune says that it has a model",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind("model.recognised/1", ModelRecognised, "a model is recognised by decision"),
    _kind("model.withdrawn/1", ModelWithdrawn, "a recognition is taken back"),
)
