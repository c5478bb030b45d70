"""A process that takes copies for ever and says each one that is whole: to be killed at any time.

slow: a breath between two pieces, so that whoever kills it finds it writing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tusach.node.acts.node import writing_node
from tusach.node.keeping.taking import take_into


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    home, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with writing_node(home) as node:
        say("ready")
        while True:
            taken = take_into(home, node.store, folder, step=lambda done, total: time.sleep(0.003))
            say("taken", taken.path)


if __name__ == "__main__":
    main()
