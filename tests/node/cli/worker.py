"""A real process that tells acts until it is ended; each told one is a line on its output."""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.acts.node import At, Node, writing_node
from tusach.node.store.protocol import StoreFault


def say(*words: object) -> None:
    """One line, out of this process before anything else happens."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def act(node: Node, nr: int, at: At) -> str | None:
    """One act of many kinds; the fact, told."""
    copies, readers = scene.copies_of(node), scene.readers_of(node)
    copy, reader = copies[nr % len(copies)], readers[nr % len(readers)]
    if nr % 7 == 0:
        return node.store.state(scene.new_reader(node, f"New {nr}"), "reader").cards[0].fact
    if nr % 7 == 3:
        return str(node.store.state(scene.describe(node, f"Title {nr}"), "title").described_by)
    if nr % 7 == 5:
        told = circulation.count_visits(node, VisitCounted("on_site", 1), at)
    elif node.store.state(copy, "copy").open_loan is None:
        told = circulation.lend(node, copy, reader, at)
    else:
        told = circulation.take_back(node, copy, at)
    return None if isinstance(told, Refusal) else told.fact


def main() -> None:
    """Tell acts: forever, or until there is no room, and again when there is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--room", type=int, default=0)
    options = parser.parse_args()
    with writing_node(options.home) as node:
        at = scene.at_desk(node, node.today())
        say("ready")
        if options.room:
            until_full(node, at, options.room)
            return
        nr = 0
        while True:
            fact = act(node, nr, at)
            if fact:
                say("told", fact)
            if nr % 5 == 0:
                node.store.seal()
            nr += 1


def until_full(node: Node, at: At, room: int) -> None:
    """Fill what a limit on files leaves; then, without the limit, go on."""
    files = [one.stat().st_size for one in node.home.iterdir()]
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(files) + room, resource.RLIM_INFINITY))
    for nr in range(100_000):
        try:
            fact = act(node, nr, at)
        except StoreFault as fault:
            say("refused", fault.code)
            break
        if fact:
            say("told", fact)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for nr in range(7, 15):
        fact = act(node, nr, at)
        if fact:
            say("told", fact)
    say("done")


if __name__ == "__main__":
    main()
