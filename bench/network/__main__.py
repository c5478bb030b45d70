"""`python -m bench.network`: facts from one node to another through HTTP, verified, in tables.

A library that has worked alone brings a served hub everything; then a machine that replaces it,
empty but for its enrolment, is brought all of it by the hub. The reference is that of
`bench.store`: bare commits a second, in the same folder and run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from bench.store import scene
from bench.store.__main__ import Bench, served, tell_loans

from tusach.node.acts import founding
from tusach.node.acts.node import Node, load_profile, writing_node
from tusach.node.store import home as homes
from tusach.node.store.verify import verify
from tusach.node.sync import enrolling, requests
from tusach.node.sync.asking import Synced, synchronise
from tusach.node.sync.link import HttpLink


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


def exchanged(node: Node, port: int) -> tuple[Synced, float]:
    """An exchange with the served hub, and its seconds."""
    began = time.perf_counter()
    found = synchronise(node.store, HttpLink(f"http://127.0.0.1:{port}"))
    return found, time.perf_counter() - began


def measure(bench: Bench, wanted: int) -> None:
    """One way and back; what arrives is proved afterwards."""
    there, here, again = bench.folder / "hub", bench.folder / "library", bench.folder / "again"
    hub(there)
    copies = max(200, wanted // 20)
    with scene.filled(here, titles=copies // 3, copies=copies, readers=copies // 10) as node:
        node.indexer.paused = True
        enrolled(node, there)
        tell_loans(node, wanted)
        reference = bench.reference()
        with served(there) as (port, _process):
            found, seconds = exchanged(node, port)
            bench.note(
                f"library to hub, {found.sent:,} facts", found.sent / seconds, "/s", reference
            )
            again_found, seconds = exchanged(node, port)
            assert (again_found.sent, again_found.received) == (0, 0)
            bench.note("an exchange with nothing to say", 1000 * seconds, "ms", reference)
    empty(again)
    with writing_node(again) as node:
        node.indexer.paused = True
        enrolled(node, there)
        with served(there) as (port, _process):
            found, seconds = exchanged(node, port)
        rate = found.received / seconds
        bench.note(f"hub to library, {found.received:,} facts", rate, "/s", bench.reference())
        assert not verify(node.store, quick=True).faults


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000, help="facts that the library has")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-network-") as folder:
        os.environ["TUSACH_KEYS"] = ""
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        bench = Bench(Path(folder), options)
        measure(bench, options.facts)
    if options.json:
        print(json.dumps(bench.figures))


if __name__ == "__main__":
    main()
