"""The facts of the mechanism itself.

| kind | says |
|---|---|
| `stream.opened/1` | fact 1 of every stream: tenant, scope, public key; whose successor it is |
| `fact.corrected/1` | the body of another fact should have read so |
| `fact.voided/1` | another fact does not count (undo, slip); voiding a voiding restores |
| `clock.corrected/1` | a stretch of a stream was told with a clock so far off |
"""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind

SUPERVISOR, TELLER = "supervisor", "teller"
AGREED = "agreed"
"""Reason of a correction which says that its target reads rightly, whatever contradicts it."""
STREAM_OPENED = "stream.opened/1"
FACT_CORRECTED = "fact.corrected/1"
FACT_VOIDED = "fact.voided/1"
CLOCK_CORRECTED = "clock.corrected/1"


class StreamOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """tenant, scope; installation: Ed25519 public key, 64 hex digits.

    succeeds: public key of the installation this one follows, or None; vouch: that key's signature
    over the new public key (128 hex digits), or None where the old key was not there any more.
    """

    tenant: str
    scope: str
    installation: str
    succeeds: str | None = None
    vouch: str | None = None


class FactCorrected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """target: fact id; replacement: the body it should have had, in the target's kind.

    reason: a code, or the person's words. standing: `teller` or `supervisor`, decided when told.
    """

    target: str
    replacement: dict[str, Any]
    reason: str
    standing: str


class FactVoided(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """target: fact id that does not count from now on; reason and standing as in a correction."""

    target: str
    reason: str
    standing: str


class ClockCorrected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """stream: whose clock was off; first..last: its fact numbers; delta_ms: to be added."""

    stream: str
    first: int
    last: int
    delta_ms: int


STAFF = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})

KINDS = (
    Kind(
        name=STREAM_OPENED,
        folder="ledger",
        scope="*",
        story="stream",
        told_by=frozenset({NODE}),
        body=StreamOpened,
        says="an installation begins to write in a scope",
    ),
    Kind(
        name=FACT_CORRECTED,
        folder="ledger",
        scope="*",
        story="*",
        told_by=STAFF,
        body=FactCorrected,
        says="another fact should have read so",
    ),
    Kind(
        name=FACT_VOIDED,
        folder="ledger",
        scope="*",
        story="*",
        told_by=STAFF,
        body=FactVoided,
        says="another fact does not count",
    ),
    Kind(
        name=CLOCK_CORRECTED,
        folder="ledger",
        scope="control",
        story="stream",
        told_by=frozenset({HUB, ADMINISTRATOR}),
        body=ClockCorrected,
        says="a stretch of a stream was told with a wrong clock",
    ),
)
