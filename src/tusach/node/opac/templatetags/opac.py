"""Filters of the catalogue's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tusach.ledger.fact import is_day
from tusach.library.catalogue.folding import spans_of
from tusach.node.opac import words
from tusach.node.wording.values import say_day

register = template.Library()


@register.filter
def marked(text: Any, met: frozenset[str]) -> SafeString:
    """The text with the words that the search has met put into <mark>."""
    plain, parts, at = str(text or ""), [], 0
    for start, end in spans_of(plain, met or frozenset()):
        parts.append(conditional_escape(plain[at:start]))
        parts.append(format_html("<mark>{}</mark>", plain[start:end]))
        at = end
    parts.append(conditional_escape(plain[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


@register.filter
def day(value: Any) -> str:
    """A day as the language of the page writes it."""
    return say_day(value) if isinstance(value, str) and is_day(value) else str(value or "")


@register.filter
def long_day(value: Any) -> str:
    """A day with its weekday."""
    return words.long_day(value) if isinstance(value, str) and is_day(value) else ""


@register.filter
def whole(value: Any) -> str:
    """A whole number with the language's separators."""
    return words.number(int(value or 0))


@register.filter
def code(value: Any) -> str:
    """A printed code in groups of four digits."""
    return words.code_groups(str(value or ""))
