"""Homes of a small network: a hub, an empty library, and how they come to know each other."""

from __future__ import annotations

from pathlib import Path

from bench.store import scene

from tusach.node.acts import founding
from tusach.node.acts.node import Node, load_profile, writing_node
from tusach.node.store import home as homes
from tusach.node.sync import enrolling, requests


def hub(home: Path) -> None:
    """A hub with a programme and a central place."""
    profile = load_profile(scene.PROFILE)
    words = founding.home_words(profile, profile_name=scene.PROFILE, place="centre")
    homes.create(home, role="hub", tenant=scene.TENANT, **words)
    kind = next(one.code for one in profile.places.kinds if one.central)
    with writing_node(home) as node:
        place = founding.NewPlace(code="centre", name="Central", kind=kind)
        founding.found(node, place, on=node.today())
        founding.appoint_first(node, "Ana", place="centre", on=node.today())


def empty(home: Path) -> None:
    """A machine of the library's place that has told nothing."""
    profile = load_profile(scene.PROFILE)
    words = founding.home_words(profile, profile_name=scene.PROFILE, place=scene.CODE)
    homes.create(home, role="library", tenant=scene.TENANT, **words)


def enrolled(library: Node, hub_home: Path) -> None:
    """The library and the hub know each other by two files."""
    asked = requests.request(library)
    with writing_node(hub_home) as node:
        enrolling.found_place(node, asked, name="Library", kind="")
        _, answer = enrolling.grant(node, asked, by=None, days=180)
    enrolling.accept(library, answer)
