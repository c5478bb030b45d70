"""What a session remembers while books are entered: ids and codes, never a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

MOST_ENTERED = 60
MOST_SCANNED = 40
_ENTERED, _DELIVERY, _USUAL = "stock_entered", "stock_delivery", "stock_usual"
_LABELS = "stock_labels"
_SCANNED, _SHELF, _SCAN = "stock_scanned", "stock_shelf", "stock_scan"


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


def labels(request: HttpRequest) -> dict[str, str]:
    """How labels were printed last in this session: kind and sheet; empty before the first."""
    kept: dict[str, str] = request.session.get(_LABELS, {})
    return kept


def keep_labels(request: HttpRequest, *, kind: str, sheet: str) -> None:
    """The next labels are printed in this way, too."""
    if labels(request) != (told := {"kind": kind, "sheet": sheet}):
        request.session[_LABELS] = told


def remember_scan(request: HttpRequest, count: str, row: dict[str, Any]) -> None:
    """This was scanned into a stocktaking in this session."""
    kept = [row, *scanned(request, count)][:MOST_SCANNED]
    request.session[_SCANNED] = {"count": count, "rows": kept}


def scanned(request: HttpRequest, count: str) -> list[dict[str, Any]]:
    """What was scanned into a stocktaking in this session, the latest first."""
    kept: dict[str, Any] = request.session.get(_SCANNED, {})
    rows: list[dict[str, Any]] = kept.get("rows", []) if kept.get("count") == count else []
    return rows


def forget_scan(request: HttpRequest, count: str, fact: str) -> None:
    """A scan that was taken back."""
    kept = [row for row in scanned(request, count) if row["fact"] != fact]
    request.session[_SCANNED] = {"count": count, "rows": kept}


def keep_scan(request: HttpRequest, row: dict[str, Any]) -> None:
    """What came of a scan waits for the next page, where there are no scripts."""
    request.session[_SCAN] = row


def take_scan(request: HttpRequest) -> dict[str, Any] | None:
    """What came of the last scan, once."""
    found: dict[str, Any] | None = request.session.pop(_SCAN, None)
    return found


def shelf(request: HttpRequest) -> str:
    """The shelf that is being counted in this session, or empty."""
    return str(request.session.get(_SHELF, ""))


def keep_shelf(request: HttpRequest, name: str) -> None:
    """This shelf is counted from now on."""
    if shelf(request) != name:
        request.session[_SHELF] = name
