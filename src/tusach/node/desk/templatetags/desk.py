"""Filters and tags of the desk's templates."""

from __future__ import annotations

from typing import Any

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from tusach.node.pages import writing

register = template.Library()


@register.filter
def day(value: Any) -> str:
    """A day as the language of the page writes it."""
    return writing.day(value)


@register.filter
def slashes(value: Any) -> str:
    """A day as it may be typed: dd/mm/yyyy in every language."""
    return writing.slashes(str(value or ""))


@register.filter
def whole(value: Any) -> str:
    """A whole number with the language's separators."""
    return writing.number(int(value or 0))


@register.filter
def term(value: Any) -> str:
    """The word for a code that the core itself knows."""
    return writing.term(str(value or ""))


@register.filter
def code(value: Any) -> str:
    """A printed code in groups of four digits."""
    return writing.code_groups(str(value or ""))


@register.simple_tag
def square_code(text: str) -> SafeString:
    """The square code of a number, as a picture in the page."""
    # The picture holds no text, only lines; make_qr never draws a Micro QR, which phones miss.
    return _drawn(str(text)[:100])


@register.simple_tag
def large_code(text: str) -> SafeString:
    """A square code that holds the whole back of a card."""
    return _drawn(str(text))


def _drawn(text: str) -> SafeString:
    if not text:
        return SafeString("")
    drawn = segno.make_qr(text, error="m").svg_inline(
        scale=4, border=2, svgclass="qr", omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308
