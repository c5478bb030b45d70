"""`tusach report`: frozen once, opened with what is different, bundled, checked without a home."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.node.cli.conftest import Ran
from tests.node.cli.test_figures import count
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

Run = Callable[..., Ran]
YEAR = scene.ON[:4]


AFTERWARDS_MS = 4_102_444_800_000
"""Later than the clock by which the command froze."""


def count_later(home: Path, n: int) -> None:
    """A sheet of that year is typed long after the report."""
    with scene.at_work(home, ms=AFTERWARDS_MS) as node:
        at = scene.at_desk(node)
        drafts = visits.count(
            VisitCounted(channel="on_site", n=n),
            tenant=node.tenant,
            place=at.place,
            on=scene.ON,
            today=node.today(),
        )
        assert not isinstance(drafts, Refusal)
        assert not isinstance(node.store.tell(at.by, drafts), Refusal)


def frozen(run: Run, home: Path) -> Any:
    count(home, 7)
    return run(home, "report", "freeze", "--period", YEAR, "--json").told


def test_a_period_is_frozen_once_and_opens_to_what_is_different(library: Path, run: Run) -> None:
    first = frozen(run, library)
    again = run(library, "report", "freeze", "--period", YEAR, "--json")
    assert (again.exit, again.told["refusal"]["code"]) == (3, "report.exists")
    listed = run(library, "report", "list", "--json").told["reports"]
    assert [one["report"] for one in listed] == [first["report"]]
    same = run(library, "report", "show", first["report"][:8], "--differences", "--json")
    assert (same.exit, same.told["differences"]) == (0, [])

    count_later(library, 5)
    late = run(library, "report", "show", first["report"], "--differences", "--json")
    assert late.exit == 1
    found = next(x for x in late.told["differences"] if x["now"]["indicator"] == "visits")
    assert found["now"]["num"] - found["then"]["num"] == 5
    assert found["are_listed"]
    assert found["came"]
    assert late.told["known_now"] > late.told["known"]
    said = run(library, "report", "show", first["report"], "--differences", "--lang", "en")
    assert "reported" in said.err


def test_a_period_without_anything_is_not_frozen_and_no_report_is_made(
    library: Path, run: Run
) -> None:
    empty = run(library, "report", "freeze", "--period", "2019", "--json")
    assert (empty.exit, empty.told["refusal"]["code"]) == (3, "report.nothing_in_it")
    assert run(library, "report", "list", "--json").told["reports"] == []
    assert (
        "Not enough data"
        in run(library, "report", "freeze", "--period", "2019", "--lang", "en").err
    )


def test_what_is_not_known_of_a_period_says_so_in_each_value(library: Path, run: Run) -> None:
    kept = frozen(run, library)
    found = next(one for one in kept["values"] if one["indicator"] == "gathering_heads")
    assert (found.get("num"), found["lacking"]) == (None, "nothing_heard")
    shown = run(library, "report", "show", kept["report"], "--lang", "en").out
    assert "not enough data" in shown


def test_a_bundle_is_checked_where_there_is_no_home(
    library: Path, run: Run, tmp_path: Path
) -> None:
    report = frozen(run, library)["report"]
    count_later(library, 5)  # what comes later changes nothing in the bundle
    file, nowhere = tmp_path / "report.zip", tmp_path / "nowhere"
    made = run(library, "report", "bundle", report, str(file), "--json")
    assert (made.exit, made.told["bytes"]) == (0, file.stat().st_size)

    right = run(nowhere, "report", "verify", str(file), "--json")
    assert (right.exit, right.told["holds"], right.told["faults"]) == (0, True, [])
    assert any(one["proved"] for one in right.told["values"])
    said = run(nowhere, "report", "verify", str(file)).out
    assert right.told["frozen"] in said.replace(" ", "")
    assert not nowhere.exists()
    raw = file.read_bytes()
    run(library, "report", "bundle", report, str(file))
    assert file.read_bytes() == raw

    file.write_bytes(_tampered(raw))
    wrong = run(nowhere, "report", "verify", str(file), "--json")
    assert wrong.exit == 4
    assert {"count_differs", "evidence_differs"} <= {one["code"] for one in wrong.told["faults"]}
    words = run(nowhere, "report", "verify", str(file), "--lang", "en").err
    assert "The evidence does not add up to the value." in words


def _tampered(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "evidence.json":
                rows = json.loads(part)
                rows["visits"]["num"].pop()
                part = json.dumps(rows).encode()
            after.writestr(name, part)
    return out.getvalue()


def test_what_cannot_be_done_says_how(library: Path, run: Run, tmp_path: Path) -> None:
    assert run(library, "report", "freeze").exit == 2
    assert run(library, "report", "bundle", "abc").exit == 2
    assert run(library, "report", "verify").exit == 2
    unknown = run(library, "report", "show", "abc", "--json")
    assert (unknown.exit, unknown.told["refusal"]["code"]) == (3, "report.unknown")
    odd = run(library, "report", "freeze", "--period", "2026Q7", "--json")
    assert odd.told["refusal"]["code"] == "figure.period_unknown"
    other = tmp_path / "x.zip"
    other.write_bytes(b"no")
    assert run(library, "report", "verify", str(other)).exit == 4
    assert run(library, "report", "verify", str(tmp_path / "none.zip")).exit == 3
    assert run(library, "report", "list").exit == 0


def test_a_sample_is_drawn_from_a_bundle_alone_and_only_of_one_that_holds(
    library: Path, run: Run, tmp_path: Path
) -> None:
    report = frozen(run, library)["report"]
    bundle = tmp_path / "bundle.zip"
    run(library, "report", "bundle", report, str(bundle))
    nowhere = tmp_path / "nowhere"
    words = ("report", "sample", str(bundle), "--seed", "12 45 88", "--n", "3", "--json")
    found = run(nowhere, *words)
    assert found.exit == 0
    assert len(found.told["drawn"]) == 3
    assert found.told["out_of"] > 3
    assert run(nowhere, *words).told["drawn"] == found.told["drawn"]
    assert run(nowhere, *words[:-3], "--n", "0", "--json").exit == 3
    bundle.write_bytes(bundle.read_bytes()[:-30])
    assert run(nowhere, *words).exit == 4
