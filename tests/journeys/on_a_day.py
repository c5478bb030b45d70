"""Runs `tusach` on a day: `python -m tests.journeys.on_a_day 2026-11-25T08:30 serve …`.

Nothing else about the command differs: it is the same process that a library starts. The clock
stands still (each look moves it by a millisecond), so what a page says of today is the same in
every run, and so are the pictures of the pages.
"""

import itertools
import os
import shutil
import sys
import time
from collections import namedtuple
from datetime import UTC, datetime
from random import Random

import django

Disk = namedtuple("Disk", "total used free")
HOUR_OF_THE_PROVINCE = "+07:00"


def stand_at(moment: str) -> None:
    """Put the clocks that the node asks where `moment` (local, without a zone) says."""
    import tusach

    start = datetime.fromisoformat(moment + HOUR_OF_THE_PROVINCE)
    looks = itertools.count(int(start.timestamp() * 1000))
    # The day is part of the tests; the release that is tested may have been built after it.
    tusach.BUILT_MS = min(tusach.BUILT_MS, int(start.timestamp() * 1000))
    time.time_ns = lambda: next(looks) * 1_000_000

    from django.utils import timezone

    timezone.now = lambda: datetime.fromtimestamp(next(looks) / 1000, tz=UTC)


def stand_on_no_machine() -> None:
    """Hide what differs from machine to machine: free space, address, the codes that are drawn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    django.setup()
    from tusach.node.people import codes
    from tusach.node.settings import hosts

    shutil.disk_usage = lambda path: Disk(total=64 << 30, used=16 << 30, free=48 << 30)
    hosts.lan_address = lambda: "192.168.1.20"
    hosts.is_unreached = lambda: False
    drawn = Random(1)
    codes.draw = lambda alphabet, length: "".join(drawn.choices(alphabet, k=length))


def small_province() -> None:
    """Make the small demonstration smaller still: enough for every page, ready in seconds."""
    from tusach.node.demo import build

    build.SIZES["small"] = build.Size(
        titles=500, copies=4_000, readers=1_000, loans=2_400, visits=1_500
    )


def run(arguments: list[str]) -> int:
    """Stand at the first argument and run the rest as `tusach` would."""
    moment, *command = arguments
    stand_at(moment)
    if command[:1] == ["demo"]:
        small_province()
    else:
        stand_on_no_machine()
    from tusach.node.cli.main import main

    return main(command)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
