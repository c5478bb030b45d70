"""What an installation is in its network: its role, its places, how far its word counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tusach.ledger.kind import HUB
from tusach.library.nodes import facts


class Standing(msgspec.Struct, frozen=True):
    """What an installation is. last_good: by stream, the last fact that counts; None: not revoked.

    installation: its public key, so that it is known what it says of itself. Of a vehicle, whose
    certificate changes with each trip: own: places of its first one, which it keeps; until: last
    day of the others, and of an invitation; formerly: places of earlier ones, of which it told what
    it told. released: scopes that it has said it gave up.
    """

    role: str
    places: frozenset[str]
    last_good: Mapping[str, int] | None = None
    installation: str = ""
    own: frozenset[str] = frozenset()
    until: str = ""
    formerly: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()

    @property
    def speaks_of(self) -> frozenset[str]:
        """Places of which what it tells counts: judging knows no 'then'."""
        return self.places | self.formerly

    @property
    def judged_by(self) -> tuple[object, ...]:
        """All of it that `judge` looks at."""
        return self.role, self.speaks_of, self.last_good

    def serves(self, place: str, on: str) -> bool:
        """Whether it works for a place on a day: a vehicle until its trip is over."""
        is_own = self.role != facts.VEHICLE or place in self.own or not self.until
        return place in self.places and (is_own or on <= self.until)


def strictest(found: Sequence[Standing]) -> Standing:
    """The most that all of these standings of one installation allow."""
    role = min((one.role for one in found), key=_width)
    revocations = [one.last_good for one in found if one.last_good is not None]
    last_good = None
    if revocations:
        streams = set.intersection(*map(set, revocations))
        last_good = {stream: min(one[stream] for one in revocations) for stream in sorted(streams)}
    places = frozenset.intersection(*(one.places for one in found))
    return Standing(
        role,
        places,
        last_good,
        found[0].installation,
        own=frozenset.intersection(*(one.own for one in found)),
        until=min((one.until for one in found if one.until), default=""),
        formerly=frozenset.intersection(*(one.speaks_of for one in found)) - places,
        released=frozenset.union(*(one.released for one in found)),
    )


def _width(role: str) -> tuple[int, str]:
    widths = {facts.VEHICLE: 1, facts.LIBRARY: 2, HUB: 3}
    return widths.get(role, 0), role
