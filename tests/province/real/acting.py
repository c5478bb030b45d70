"""A desk at work until somebody ends it: every fact that is done is said, by its id, at once."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import django


def main(home: Path, seed: int, most: int) -> None:
    """Lend, take back, count; a line for each fact that is durable."""
    from tests.node.store import homes as scene

    from tusach.ledger.draft import Refusal
    from tusach.library.visits.facts import VisitCounted
    from tusach.node.acts import circulation
    from tusach.node.acts.node import At, writing_node

    rng = Random(seed)  # noqa: S311
    with writing_node(home) as node:
        at = At(node.place_id(scene.CODE), node.today())
        copies, readers = scene.copies_of(node), scene.readers_of(node)
        for _ in range(most):
            what, copy = rng.random(), rng.choice(copies)
            if what < 0.4:
                done = circulation.lend(node, copy, rng.choice(readers), at)
            elif what < 0.7:
                done = circulation.take_back(node, copy, at)
            else:
                done = circulation.count_visits(node, VisitCounted("on_site", 2), at)
            if not isinstance(done, Refusal):
                print(done.fact, flush=True)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    os.environ["TUSACH_HOME"] = sys.argv[1]
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
