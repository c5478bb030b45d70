"""What a rule answers: wishes to tell facts, or a refusal that tells the person what to do."""

from __future__ import annotations

from typing import Any

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to tell one fact; the store adds chain, clock and causal parents.

    scope: the full scope, e.g. `circulation:<place id>`. on: `YYYY-MM-DD`. body: the Struct of the
    kind. private: the Struct of its private part, or None. blobs: bulky bytes the body names by
    SHA-256. also: other subjects touched, never a person.
    """

    kind: str
    subject: str
    scope: str
    on: str
    body: Any
    place: str | None = None
    also: tuple[str, ...] = ()
    private: Any = None
    blobs: tuple[bytes, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """Why a person may not do this now: a code worded in the locale, and the values it needs."""

    code: str
    values: dict[str, Any] = {}
