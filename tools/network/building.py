"""The homes of the network: a demonstration at the hub, the others enrolled and up to date.

All of them find their keys in one folder, which TUSACH_KEYS names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tusach.library.profile.demonstration import DemoPlace
from tusach.node.acts import founding
from tusach.node.acts.node import Node, default_profile, load_profile, writing_node
from tusach.node.store import home as homes
from tusach.node.store.store import World
from tusach.node.sync import enrolling, requests
from tusach.node.sync.asking import synchronise
from tusach.node.sync.serving import answer

LIBRARIES = 3
LEASE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Member:
    """One machine. name: its folder; place: a code, empty at the hub; names: by language."""

    name: str
    role: str
    place: str
    names: dict[str, str]
    folder: Path

    @property
    def home(self) -> Path:
        """Where its data lie."""
        return self.folder / "home"

    def environment(self) -> dict[str, str]:
        """For a process of this machine."""
        return os.environ | {"TUSACH_HOME": str(self.home)}


def members(folder: Path) -> list[Member]:
    """The hub first, then some libraries of the demonstration, then a vehicle."""
    profile = load_profile(default_profile())
    assert profile.demonstration is not None
    kinds = {one.code: one for one in profile.places.kinds}
    places = profile.demonstration.places
    moving = [one for one in places if kinds[one.kind].moves]
    small = [one for one in places if kinds[one.kind].grassroots and one not in moving]
    chosen = [("library", one) for one in small[:LIBRARIES]]
    chosen += [("vehicle", one) for one in moving[:1]]

    def member(role: str, place: DemoPlace) -> Member:
        code = "" if role == "hub" else place.code
        name = code or "hub"
        return Member(name, role, code, dict(place.names), folder / name)

    return [member("hub", places[0]), *(member(role, place) for role, place in chosen)]


def build_hub(hub: Member, database: str, until: str = "") -> None:
    """Fill the hub with the smallest demonstration. database: an address of PostgreSQL, or none."""
    words = ["demo", "--size", "tiny", "--home", str(hub.home)]
    words += ["--database", database] if database else []
    words += ["--until", until] if until else []
    tusach = Path(sys.executable).with_name("tusach")
    subprocess.run([tusach, *words], check=True, env=hub.environment())


def enrol(hub: Member, others: list[Member], world: World | None = None) -> None:
    """Each of the others is empty, is enrolled at the hub, and holds what it may hold."""
    name = default_profile()
    profile = load_profile(name)
    with writing_node(hub.home, world=world) as province:
        for one in others:
            words = founding.home_words(profile, profile_name=name, place=one.place)
            tenant = province.tenant
            homes.create(one.home, role=one.role, tenant=tenant, demonstration=True, **words)
            with writing_node(one.home, world=world) as node:
                asked = requests.request(node, one.names["vi"])
                _granted, said = enrolling.grant(province, asked, by=None, days=LEASE_DAYS)
                enrolling.accept(node, said)
        for one in others:  # only now each hears of all the others too
            with writing_node(one.home, world=world) as node:
                synchronise(node.store, Beside(province), home=one.home)
                node.indexer.settle()


class Beside:
    """A link to a node of this very process, which keeps what it hears of others."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.address = f"beside {node.store.own_key}"

    def ask(self, raw: bytes) -> bytes:
        """Its answer."""
        return answer(self.node.store, raw, self.node.home)
