"""`python -m bench.labels`: sheets of labels with square codes, from a node's tables to the page.

Copies are registered in a store of their own; measured are reading them, drawing them, and both,
and the whole page through HTTP with the processor time that serving it took.
Numbers differ each time, so that no code is drawn twice. Best and median of some passes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

PASSES = 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-labels-") as folder:
        os.environ["TUSACH_KEYS"] = str(Path(folder) / "keys")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
        from bench.labels import http

        found = figures(Path(folder), options.count)
        found |= http.figures(Path(folder), options.count, PASSES)
        print(json.dumps(found, indent=1))


def figures(folder: Path, count: int) -> dict[str, float]:
    """Milliseconds and bytes by name."""
    from bench.store import scene

    from tusach.node.acts import labels
    from tusach.node.acts.node import writing_node
    from tusach.node.stock import label_drawing

    home = folder / "home"
    scene.found(home)
    with writing_node(home) as node:
        at = scene.at_desk(node)
        titles = scene.fill_titles(node, count)
        scene.fill_copies(node, titles, count)
        words = label_drawing.Words("Thư viện xã", lambda names: str(names["en"]))
        sheet = node.profile.shelving.label_sheets[0]
        read, drawn, size, packed = [], [], 0, 0
        for _ in range(PASSES):
            label_drawing._lines.cache_clear()
            began = time.perf_counter()
            found = labels.in_range(node, at.place, "0", "9" * 12)
            read.append(time.perf_counter() - began)
            assert len(found) == count, len(found)
            began = time.perf_counter()
            pages = label_drawing.pages(found, sheet, kind="code", start=1, words=words)
            drawn.append(time.perf_counter() - began)
            whole = "".join(pages).encode()
            size, packed = len(whole), len(gzip.compress(whole, 6))
    both = [one + other for one, other in zip(read, drawn, strict=True)]
    return {
        "labels": count,
        "pages": len(pages),
        "read, ms": round(1000 * statistics.median(read), 1),
        "drawn, ms": round(1000 * statistics.median(drawn), 1),
        "together, median, ms": round(1000 * statistics.median(both), 1),
        "together, worst, ms": round(1000 * max(both), 1),
        "bytes": size,
        "bytes gzipped": packed,
    }


if __name__ == "__main__":
    main()
