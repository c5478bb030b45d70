"""The kinds of the catalogue, declared for the register."""

from __future__ import annotations

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed, TitleLawsSet

_TOLD_BY = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})

KINDS = (
    Kind(
        name="title.described/1",
        folder="catalogue",
        scope="catalogue",
        story="title",
        told_by=_TOLD_BY,
        body=TitleDescribed,
        says="how a title is described now",
    ),
    Kind(
        name="title.laws_set/1",
        folder="catalogue",
        scope="catalogue",
        story="title",
        told_by=_TOLD_BY,
        body=TitleLawsSet,
        says="which laws a title holds",
    ),
    Kind(
        name="law.described/1",
        folder="catalogue",
        scope="catalogue",
        story="law",
        told_by=_TOLD_BY,
        body=LawDescribed,
        says="a law is in force, or is so no more",
    ),
)
