"""The prepared node is a hub in company: machines that have met it, one of them shut out since.

Told through the acts and messages of real homes beside it, a quarter of an hour before the morning
of the journeys, so that the pages of the network have something to say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from tests.journeys.cast import DESK
from tests.journeys.nodes import MORNING, environment
from tests.journeys.on_a_day import HOUR_OF_THE_PROVINCE
from tests.node.store.telling import StandingClock
from tools.network.building import Beside, Member, enrol, members

from tusach.ledger.draft import Refusal
from tusach.node.acts import erasing, trips
from tusach.node.acts.machines import Machine, machine_named
from tusach.node.acts.node import At, Node, writing_node
from tusach.node.settings import machine
from tusach.node.store.store import World
from tusach.node.sync import certifying
from tusach.node.sync.asking import synchronise

BEFORE_MS = 15 * 60_000
TRIP_UNTIL = "2026-11-27"


@dataclass(frozen=True)
class Company:
    """The machines that have met the hub, as subjects of their certificates."""

    library: str
    vehicle: str


def in_company(home: Path) -> Company:
    """A library and a vehicle on its way have met this hub; another library is shut out."""
    words = [sys.executable, "-m", "tests.journeys.company", str(home)]
    made = subprocess.run(words, capture_output=True, text=True, check=False, env=environment(home))
    assert made.returncode == 0, made.stdout + made.stderr
    return Company(**json.loads(made.stdout.splitlines()[-1]))


def main(home: Path) -> None:
    """Make it; the last line printed says who there is."""
    # How much is free differs from machine to machine, and would stand in the pictures.
    machine.free_bytes = lambda folder: 48 << 30
    start = datetime.fromisoformat(MORNING + HOUR_OF_THE_PROVINCE)
    world = World(clock=StandingClock(int(start.timestamp() * 1000) - BEFORE_MS))
    hub, *others = members(home.parent)
    hub = replace(hub, folder=home.parent)
    library, stolen, vehicle = _of(others, "library")[:2] + _of(others, "vehicle")
    enrol(hub, [library, stolen, vehicle], world)
    with writing_node(home, world=world) as province:
        sent = trips.send(province, vehicle.place, [DESK], until=TRIP_UNTIL, by=None)
        assert not isinstance(sent, Refusal), sent
        _shut_out(province, stolen)
        _erase_somebody(province)
        for one in (library, vehicle):
            with writing_node(one.home, world=world) as node:
                for _ in range(2):  # the second time it says that all has arrived
                    synchronise(node.store, Beside(province), home=one.home)
        company = Company(_subject(province, library), _subject(province, vehicle))
    print(json.dumps(asdict(company)))


def _of(others: list[Member], role: str) -> list[Member]:
    return [one for one in others if one.role == role]


def _machine(province: Node, member: Member) -> Machine:
    found = machine_named(province.store, member.place, province.place_id(member.place))
    assert found is not None, member
    return found


def _subject(province: Node, member: Member) -> str:
    return _machine(province, member).subject


def _shut_out(province: Node, stolen: Member) -> None:
    one = _machine(province, stolen)
    certifying.revoke(province.store, one, reason="stolen", until_ms=None, by=None)


def _erase_somebody(province: Node) -> None:
    """A reader of another place than those of the journeys, without a loan."""
    place = province.place_id("provincial")
    lent = {row[0] for row in province.store.vault.query("SELECT reader FROM loan_reader")}
    rows = province.store.query("SELECT subject FROM reader WHERE place = ? ORDER BY 1", (place,))
    reader = next(subject for (subject,) in rows if subject not in lent)
    at = At(place, province.today())
    done = erasing.erase(province, reader, at, reason=erasing.REASONS[0])
    assert not isinstance(done, Refusal), done


if __name__ == "__main__":
    main(Path(sys.argv[1]))
