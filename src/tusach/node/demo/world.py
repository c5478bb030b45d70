"""Time and chance of a demonstration: told, so that equal seeds give equal facts."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

from tusach.node.settings.home import home_id
from tusach.node.settings.keys import read_or_make
from tusach.node.store.keys import Installation, key_file


class ToldClock:
    """A clock that stands where it is put; each look moves it by some milliseconds."""

    def __init__(self) -> None:
        self._ms = 0

    def put(self, day: date, minute: int, offset_minutes: int) -> None:
        """Stand at a minute of a local day."""
        start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
        self._ms = max(self._ms, start + (minute - offset_minutes) * 60_000)

    def now_ms(self) -> int:
        self._ms += 7
        return self._ms


class SeededRandom:
    """Chance that repeats."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a demonstration keeps no secrets

    def seed(self) -> bytes:
        return self.chance.randbytes(32)

    def new_id(self) -> str:
        return self.chance.randbytes(16).hex()

    def draw(self, n: int) -> int:
        """An integer of 0..n-1."""
        return self.chance.randrange(n)


def demo_key(home: Path, seed: str) -> Installation:
    """The demo-only key of a home, made of the seed: known to everybody, trusted by nobody."""
    raw = hashlib.sha256(f"tusach demonstration {seed}".encode()).digest()
    fresh = Installation(raw)
    told = json.dumps(
        {"home": home_id(home), "seed": raw.hex(), "public": fresh.public_hex}
        | {"demonstration": True}
    )
    read_or_make(key_file(home), told.encode)
    return fresh
