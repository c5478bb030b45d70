"""The frozen vectors of a network, run against this implementation."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.spec.network_rows import codes_of, shown, standings_of

from tusach.ledger.fact import decode, fact_hash, fact_id
from tusach.ledger.order import Held
from tusach.library.nodes.authority import Heard

PATH = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "network" / "standings.json"
ROWS = json.loads(PATH.read_text("utf-8"))["rows"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["why"])
def test_what_each_installation_is_and_which_facts_count(row: dict[str, Any]) -> None:
    heard = []
    for one in row["facts"]:
        raw = bytes.fromhex(one["bytes"])
        held = Held(fact_id(fact_hash(raw)), decode(raw))
        heard.append(Heard(held, one["installation"], one["scope"]))
    pairs = [(new, old) for new, old in row["successions"]]
    chance = random.Random(row["why"])
    for _ in range(4):
        found = standings_of(row["root"], heard, pairs)
        assert shown(found) == row["standings"]
        assert codes_of(heard, found) == row["codes"]
        chance.shuffle(heard)
