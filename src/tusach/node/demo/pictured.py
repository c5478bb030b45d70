"""Two drawn photographs of an inspection, told as an inspector's camera would bring them."""

from __future__ import annotations

import base64
import json
from importlib import resources

from tusach.ledger.draft import Refusal
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.trips.evidence import NO_CHILD
from tusach.node.acts import inspected
from tusach.node.acts.node import At, Node

SHOWS = (("shelves", "copies"), ("house", ""))
"""Which picture, and which criterion it shows; empty = the place as a whole."""


def photograph(node: Node, assessment: str, criteria: CriteriaSet, at: At) -> None:
    """The shelves and the house of a commune that was looked at."""
    file = resources.files("tusach.node.demo").joinpath("pictures.json")
    drawn = json.loads(file.read_text(encoding="utf-8"))
    for name, criterion in SHOWS:
        shot = inspected.Shot(
            raw=base64.b64decode(drawn[name]),
            criterion=criterion,
            children=NO_CHILD,
            taken_on=at.on,
        )
        done = inspected.add(node, assessment, criteria, at, shot=shot)
        assert not isinstance(done, Refusal) or done.code == "photograph.known", done
