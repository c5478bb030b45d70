"""`python -m bench.parcels`: bytes per loan of a commune's month and year on a stick.

Two parts of one run, with the same invented commune: the codec alone (`codec`), and files as the
program writes them, from a real store to another that has acknowledged what it holds (`written`).
"""

from __future__ import annotations

import argparse
import json

from bench.parcels import codec, written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    figures = {f"codec: {name}": rows for name, rows in codec.measure().items()}
    figures.update((f"program: {name}", rows) for name, rows in written.measure().items())
    if parser.parse_args().json:
        print(json.dumps(figures))
        return
    for name, rows in figures.items():
        print(name)
        for what, value in rows.items():
            print(f"  {what:<22}{value!s:>12}")


if __name__ == "__main__":
    main()
