"""`python -m bench.network`: facts between nodes, verified, durable, in tables.

| part | what is measured |
|---|---|
| `library` | all that a library has told, to the hub and back to an empty machine, over HTTP |
| `province` | a hub whom 12, 56, 560 and 3,321 nodes bring what they told, over HTTP |
| `slow` | a week of one commune over 64 kbit/s and 600 ms round trip, over HTTP and a proxy |
| `refold` | what a late fact costs where stories are long |
| `morango` | the same shape with Morango 0.8.2, where it can be had |
| `parcel` | bytes a loan in parcels as the program writes them |

At the end stands a table of what is asked for, aims beside it.
The reference is that of `bench.store`: bare commits a second, in the same folder and run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from bench.network import library, morango, province, refold, slow, table
from bench.store.__main__ import Bench

PARTS = ("library", "slow", "refold", "morango", "parcel", "province")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--facts", type=int, default=100_000, help="facts that the library has")
    parser.add_argument("--nodes", type=int, action="append", help="nodes of a hub; repeatable")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-network-") as folder:
        os.environ["TUSACH_KEYS"] = ""
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        bench = Bench(Path(folder), options)
        for part in options.only or PARTS:
            if part == "library":
                library.measure(bench, options.facts)
            elif part == "province":
                for nodes in options.nodes or province.SIZES:
                    province.measure(bench, nodes)
            else:
                parts = {"slow": slow, "refold": refold, "morango": morango, "parcel": table}
                parts[part].measure(bench)
        print("\n".join(("", *table.lines(bench.figures))))
    if options.json:
        print(json.dumps(bench.figures))


if __name__ == "__main__":
    main()
