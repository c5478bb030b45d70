"""All machines at work: their processes, their links, a login at each."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence

from tools.network.building import Member
from tools.network.link import Link
from tools.network.running import Machine
from tools.network.switch import Network, Road


@contextlib.contextmanager
def served(hub: Member, others: list[Member], ports: Sequence[int]) -> Iterator[Network]:
    """All machines serve, and the links are there, for as long as the block lasts."""
    pairs = zip((hub, *others), ports, strict=True)
    machines = [Machine(one, port, _host(nr)) for nr, (one, port) in enumerate(pairs, start=1)]
    links: list[Link] = []
    try:
        for machine in machines:
            machine.start()
        links += [Link(machines[0].port) for _one in others]
        roads = [Road(*pair) for pair in zip(machines[1:], links, strict=True)]
        yield Network(machines[0], roads)
    finally:
        for link in links:
            link.close()
        for machine in reversed(machines):
            machine.stop()


def login_of(member: Member) -> tuple[str, str]:
    """A fresh login of the machine's librarian: name and password."""
    ran = subprocess.run(
        [sys.executable, "-m", "tools.network.logins"],
        env=member.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    name, password = ran.stdout.split()
    return name, password


def _host(number: int) -> str:
    """An address of loopback that this system has."""
    wanted = f"127.0.0.{number}"
    try:
        socket.create_server((wanted, 0)).close()
    except OSError:
        return "127.0.0.1"
    return wanted
