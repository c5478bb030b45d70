"""Who is asking: nobody in particular, a member of staff, or a reader. Ids only, never names."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be here, from the narrowest to the widest."""

    READER = "reader"
    INSPECTOR = "inspector"
    LIBRARIAN = "librarian"
    PROVINCIAL = "provincial"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role that a member of staff holds today; `place_id` is None where it covers all places."""

    role: Role
    place_id: str | None


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Somebody who has not said who they are."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff with today's appointments, working at one place (None: the province).

    `joined` means a phone that came in by a code from the screen, without a password.
    """

    staff_id: str
    login_id: int
    appointments: tuple[Appointment, ...]
    place_id: str | None
    joined: bool = False

    @property
    def role(self) -> Role:
        """The widest of the roles held today."""
        return max((held.role for held in self.appointments), key=lambda role: role.rank)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader who showed a card and a PIN."""

    reader_id: str


Actor = Anonymous | Staff | Reader
