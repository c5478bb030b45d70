"""Somebody who inspects, for the matrix of who gets in where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from tests.node.desk.conftest import TODAY

from tusach.ledger.draft import Refusal
from tusach.library.staff import rules

LOOKER, UNTIL = "5" * 31 + "a", "2026-12-10"


def appointed(library: Any, **more: Any) -> Any:
    """The facts by which somebody inspects, or why not."""
    told = {"name": "Ema Looker", "role": "inspector", "place": library.main, "on": TODAY}
    return rules.appoint(LOOKER, **(told | {"valid_until": UNTIL} | more))


def let_in(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody inspects, on the day on which all this happens: an inspector has a last one."""
    monkeypatch.setattr(timezone, "localdate", lambda: date.fromisoformat(TODAY))
    drafts = appointed(library)
    assert not isinstance(drafts, Refusal)
    library.node.store.tell(None, drafts)
