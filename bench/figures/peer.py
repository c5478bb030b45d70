"""Run by a Python that has DuckDB: tables out of files, then the same statements, timed.

`peer.py FOLDER`: statements.json holds tables and statements; answers go to stdout as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb


def main() -> None:
    """Load, ask, tell."""
    folder = Path(sys.argv[1])
    told = json.loads((folder / "statements.json").read_text())
    base = duckdb.connect(str(folder / "peer.duckdb"), config={"threads": 2})
    base.execute("SET integer_division = true")  # as the two engines divide whole numbers
    began = time.perf_counter()
    for name, columns in told["tables"].items():
        base.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, header=true, nullstr='\\N', "
            f"quote='\"', columns={json.dumps(columns)})",
            [str(folder / f"{name}.csv")],
        )
    found = {"version": duckdb.__version__, "load_s": time.perf_counter() - began, "groups": {}}
    for name, statements in told["groups"].items():
        spent, values = [], []
        for _ in range(told["runs"]):
            began = time.perf_counter()
            values = [base.execute(sql, params).fetchall() for sql, params in statements]
            spent.append(1000 * (time.perf_counter() - began))
        found["groups"][name] = {"ms": statistics.median(spent), "values": values}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
