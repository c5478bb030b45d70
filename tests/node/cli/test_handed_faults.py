"""What the machine refuses while it serves, the asking command says as it would have alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from tests.node.cli.conftest import Ran, Served, command


def test_an_act_whose_file_cannot_be_read_is_answered_in_words(
    library: Path,
    serve: Callable[[Path], contextlib.AbstractContextManager[Served]],
    tmp_path: Path,
) -> None:
    words = ("enrol", "accept", str(tmp_path / "none"), "--json")
    alone: Ran = command(library, *words)
    with serve(library):
        handed = command(library, *words)
    assert (alone.exit, handed.exit) == (3, 3)
    assert handed.told["refusal"] == alone.told["refusal"]
