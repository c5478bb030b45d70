"""`tusach template`: what there is, one to begin from, and what is wrong with one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.node.cli.conftest import Ran

from tusach.exchange.documents.offered import OFFERED
from tusach.node.papers.by_template import FOLDER

Run = Callable[..., Ran]


def test_a_template_is_shown_changed_and_checked_with_its_place(
    library: Path, run: Run, tmp_path: Path
) -> None:
    shown = run(library, "template", "show", "plan", "--json").told["text"]
    own = tmp_path / "plan.json"
    own.write_text(shown)
    right = run(library, "template", "check", str(own), "--json")
    assert (right.exit, right.told["holds"]) == (0, True)
    own.write_text(shown.replace("{percent}", "{per_cent}"))
    wrong = run(library, "template", "check", str(own), "--json")
    assert (wrong.exit, wrong.told["holds"]) == (4, False)
    assert {"where": "about.vi", "code": "field_unknown", "what": "per_cent"} in wrong.told[
        "faults"
    ]
    said = run(library, "template", "check", str(own), "--lang", "en").err
    assert "plan.json: about.vi: there is no field per_cent for this paper" in said


def test_the_list_says_which_fields_each_paper_has_and_whose_it_is(library: Path, run: Run) -> None:
    own = library / FOLDER / "annual.json"
    own.parent.mkdir()
    own.write_text(json.dumps({}))
    told = run(library, "template", "list", "--json").told["templates"]
    assert {one["template"] for one in told} == set(OFFERED)
    assert [one["template"] for one in told if one["own"]] == ["annual"]
    assert "annual (the agency's own)" in run(library, "template", "list", "--lang", "en").out
    for odd in (("show", "poem"), ("check",), ("show",)):
        assert run(library, "template", *odd, "--json").exit == 2
