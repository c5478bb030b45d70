"""The indicators that come with the program."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from tusach.library.programme.definition import Definition
from tusach.library.programme.reading_in import read_definitions


@lru_cache(maxsize=1)
def definitions() -> tuple[Definition, ...]:
    """The indicators that come with the program; what is wrong among them fails its tests."""
    raw = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
    return read_definitions(raw)[0]


def definition_of(name: str) -> Definition | None:
    """The indicator of that name."""
    return next((one for one in definitions() if one.id == name), None)
