"""What a session remembers while books are entered: ids and codes, never a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

MOST_ENTERED = 60
_ENTERED, _DELIVERY, _USUAL = "stock_entered", "stock_delivery", "stock_usual"


def remember(request: HttpRequest, row: dict[str, Any]) -> None:
    """These copies were entered. row: title, copies, codes, facts (of this act)."""
    request.session[_ENTERED] = [row, *entered(request)][:MOST_ENTERED]


def entered(request: HttpRequest) -> list[dict[str, Any]]:
    """What was entered in this session, the latest first."""
    kept: list[dict[str, Any]] = request.session.get(_ENTERED, [])
    return kept


def forget(request: HttpRequest, fact: str) -> None:
    """Take out what was undone."""
    kept = [row for row in entered(request) if row["facts"][0] != fact]
    request.session[_ENTERED] = kept


def choose(request: HttpRequest, delivery: str) -> None:
    """What is entered from now on came with this delivery; empty: with none."""
    request.session[_DELIVERY] = delivery


def delivery(request: HttpRequest) -> str:
    """The delivery that is being entered, or empty."""
    return str(request.session.get(_DELIVERY, ""))


def usual(request: HttpRequest) -> dict[str, str]:
    """What was chosen for the last book: language, kind, source, shelf."""
    kept: dict[str, str] = request.session.get(_USUAL, {})
    return kept


def keep_usual(request: HttpRequest, values: dict[str, str]) -> None:
    """These are offered for the next book."""
    request.session[_USUAL] = values
