"""Guessing the tags of fields that lost their directory, from the shape of each field.

Only fields whose shape is telling get a tag; the others get `UNKNOWN`, which no page reads. The
record is marked, so that a person can look at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

UNKNOWN = "ZZZ"

_SHAPES = (
    ("005", re.compile(rb"[0-9]{14}\.[0-9]")),
    ("008", re.compile(rb"[0-9 ]{6}[a-z|][0-9u| ]{4}.{29}")),
    ("020", re.compile(rb"  \x1fa(?:97[89])?[- 0-9]{9,13}[0-9Xx]\b[^\x1f]*(?:\x1f[cqz][^\x1f]*)*")),
    ("082", re.compile(rb"[01 ][04 ]\x1fa[0-9]{3}[./0-9]*(?:\x1f[b2][^\x1f]*)*")),
    ("260", re.compile(rb"[ 0-3] \x1fa[^\x1f]*[:;,]\x1fb[^\x1f]*,?\x1fc[^\x1f]*[0-9]{2}[^\x1f]*")),
    ("300", re.compile(rb"  \x1fa[^\x1f]*[0-9]+[^\x1f]*[a-z]\.[^\x1f]*\x1f[bc].*", re.DOTALL)),
)
_TITLE = re.compile(rb"[01][0-9]\x1fa[^\x1f]{2,}.*", re.DOTALL)
_RESPONSIBLE = re.compile(rb"[01][0-9]\x1fa.*/\x1fc.*", re.DOTALL)
_EXTENT = re.compile(rb"  \x1fa(?:[^\x1f]*[0-9]|[ivxlc]+,)[^\x1f]*\b(?:p|l|v|tr)\..*", re.DOTALL)
_PERSON = re.compile(rb"[013][ 0-9]\x1fa[^\x1f]*,[^\x1f]*(?:\x1f[dqce].*)?", re.DOTALL)


def guessed_tags(bodies: Sequence[bytes]) -> tuple[str, ...]:
    """A tag for each of `bodies`, in the order they stand in; `UNKNOWN` where none is telling."""
    tags = [UNKNOWN] * len(bodies)
    title = _title_at(bodies)
    for at, body in enumerate(bodies):
        if at == title:
            tags[at] = "245"
        elif b"\x1f" not in body and at == 0:
            tags[at] = "001"
        elif b"\x1f" not in body and at == 1 and len(body) <= 12:
            tags[at] = "003"
        elif 0 <= at < title and title - at <= 2 and _PERSON.fullmatch(body):
            tags[at] = "100"
        else:
            tags[at] = next((tag for tag, shape in _SHAPES if shape.fullmatch(body)), UNKNOWN)
    return tuple(tags)


def _title_at(bodies: Sequence[bytes]) -> int:
    """Where the title stands, -1 if nowhere.

    It is the first field with a statement of responsibility, else the last one like a title
    before the publisher or the extent.
    """
    for at, body in enumerate(bodies):
        if _RESPONSIBLE.fullmatch(body):
            return at
    imprint = _SHAPES[4][1]
    for at, body in enumerate(bodies):
        if imprint.fullmatch(body) or _EXTENT.fullmatch(body):
            before = [here for here in range(at) if _TITLE.fullmatch(bodies[here])]
            return before[-1] if before else -1
    return -1
