"""The desk's library, at work with crates."""

from __future__ import annotations

from tests.node.desk.conftest import (
    ADULT,
    BEGUN,
    CHILD,
    HERE,
    THERE,
    TODAY,
    WIDE,
    Desk,
    Library,
    desk,
    english,
    library,
    words,
)

__all__ = [
    "ADULT",
    "BEGUN",
    "CHILD",
    "HERE",
    "THERE",
    "TODAY",
    "WIDE",
    "Desk",
    "Library",
    "desk",
    "english",
    "library",
    "words",
]
