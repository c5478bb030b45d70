"""Values inside sentences: dates, lists and codes as the language of the page writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext

from tusach.ledger.fact import is_day
from tusach.ledger.ident import is_id
from tusach.node.wording.terms import TERMS, WEEKDAYS

Name = Callable[[str], str]
"""The name of a place or another subject, or an empty text where it is not known here."""

MOST_SHOWN = 6
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def say_day(day: str) -> str:
    """A day as the language writes it: 23/11/2026 in Vietnamese, 23 Nov 2026 in English."""
    on = date.fromisoformat(day)
    if (get_language() or "").startswith("vi"):
        return f"{on:%d/%m/%Y}"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def say_moment(ms: int, offset_minutes: int) -> str:
    """An instant by day, hour and minute of a time zone: 08:05, 23/11/2026."""
    there = datetime.fromtimestamp(ms / 1000, UTC) + timedelta(minutes=offset_minutes)
    return f"{there:%H:%M}, {say_day(there.date().isoformat())}"


def code_groups(code: str) -> str:
    """A printed code in groups of four; any other number as it is.

    >>> code_groups("100023004568")
    '1000 2300 4568'
    """
    if len(code) == 12 and code.isascii() and code.isdigit():
        return f"{code[:4]} {code[4:8]} {code[8:]}"
    return code


def number(value: int) -> str:
    """A whole number with the separators of the language: 9.000 in Vietnamese."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if (get_language() or "").startswith("vi") else grouped


class Values(dict[str, str]):
    """Worded values; a sentence that asks for one that was not told shows an ellipsis."""

    def __missing__(self, name: str) -> str:
        return "…"


def worded(
    values: Mapping[str, Any],
    *,
    name: Name | None = None,
    words: Mapping[str, str] | None = None,
) -> Values:
    """Each value as words. name: names subjects; words: wording of a profile's own codes."""
    offset = values.get("offset_minutes")
    told = {
        key: say_moment(value, offset)
        if key.endswith("_ms") and isinstance(value, int) and isinstance(offset, int)
        else _say(key, value, name, words or {})
        for key, value in values.items()
    }
    return Values(told)


def fill(template: str, values: Values) -> str:
    """The translated sentence with its values in place."""
    return gettext(template).format_map(values)


def _say(key: str, value: Any, name: Name | None, words: Mapping[str, str]) -> str:
    if value is None:
        return "…"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return _number(key, value)
    if isinstance(value, Mapping):
        return in_language(value)
    if isinstance(value, list | tuple):
        shown = [_say(key, one, name, words) for one in value[:MOST_SHOWN]]
        more = ["…"] if len(value) > MOST_SHOWN else []
        return ", ".join(shown + more)
    return _text(str(value), name, words)


def _number(key: str, value: int) -> str:
    if key.endswith("_ms"):
        return say_day(datetime.fromtimestamp(value / 1000, UTC).date().isoformat())
    if key == "weekdays":
        return gettext(WEEKDAYS[value - 1])
    return str(value)


def _text(value: str, name: Name | None, words: Mapping[str, str]) -> str:
    if is_day(value):
        return say_day(value)
    if (grouped := code_groups(value)) != value:
        return grouped
    if is_id(value):
        return (name(value) if name else "") or f"{value[:8]}…"
    if value in words:
        return words[value]
    return gettext(TERMS[value]) if value in TERMS else value


def in_language(texts: Mapping[str, Any]) -> str:
    """One of several wordings, in the language that holds now, else the first."""
    language = (get_language() or "")[:2]
    return str(texts.get(language) or next(iter(texts.values()), "…"))
