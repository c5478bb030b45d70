"""Where people ask the ledger: who holds which role today, and what places are called.

The store's side calls `install` once at start; tests install a `MemoryDirectory`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tusach.node.people.actors import Appointment


class Appointments(Protocol):
    """What the ledger knows of staff and places, as far as a login needs it."""

    def appointments(self, staff_id: str, on: date) -> tuple[Appointment, ...]:
        """Return the roles a member of staff holds on a day; empty when appointed nowhere."""
        ...

    def staff_name(self, staff_id: str) -> str:
        """Return the name to show, or an empty text where this node may not know it."""
        ...

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, or an empty text where it is unknown."""
        ...

    def places(self) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of every place one can work at, in the order to show them."""
        ...

    def reader_of_card(self, code: str) -> str | None:
        """Return the reader to whom a card belongs that may be used today, or None."""
        ...

    def reader_name(self, reader_id: str) -> str:
        """Return the name of a reader, or an empty text where this node may not know it."""
        ...


@dataclass
class MemoryDirectory:
    """A directory in memory: for tests, and for a node before its ledger is there."""

    staff: Mapping[str, tuple[Appointment, ...]] = field(default_factory=dict)
    staff_names: Mapping[str, str] = field(default_factory=dict)
    place_names: Mapping[str, str] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    reader_names: Mapping[str, str] = field(default_factory=dict)

    def appointments(self, staff_id: str, on: date) -> tuple[Appointment, ...]:
        return self.staff.get(staff_id, ())

    def staff_name(self, staff_id: str) -> str:
        return self.staff_names.get(staff_id, "")

    def place_name(self, place_id: str) -> str:
        return self.place_names.get(place_id, "")

    def places(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.place_names.items())

    def reader_of_card(self, code: str) -> str | None:
        return self.cards.get(code)

    def reader_name(self, reader_id: str) -> str:
        return self.reader_names.get(reader_id, "")


_installed: Appointments = MemoryDirectory()


def install(directory: Appointments) -> Appointments:
    """Make `directory` the one that is asked from now on; return the one before."""
    global _installed
    before, _installed = _installed, directory
    return before


def current() -> Appointments:
    """Return the directory that is asked now."""
    return _installed
