"""The kinds of the catalogue, declared for the register."""

from __future__ import annotations

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.catalogue.facts import TitleDescribed

KINDS = (
    Kind(
        name="title.described/1",
        folder="catalogue",
        scope="catalogue",
        story="title",
        told_by=frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR}),
        body=TitleDescribed,
        says="how a title is described now",
    ),
)
