"""An official list of communes of a class: which units it names, and what stands in it else.

A row names a unit by its code, or by its name with or without the word for its kind, marks and
capitals aside. A name that two units bear names none: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.catalogue.folding import fold
from tusach.library.places import serving as rules
from tusach.library.places.served_facts import Classed
from tusach.library.places.story import UnitState
from tusach.node.acts.node import At, Node
from tusach.node.acts.serving import classes

NOTHING_NEW = "place.nothing_new"


class Named(msgspec.Struct, frozen=True):
    """units: subjects, each once, in the order of the list. unknown: rows that name none."""

    units: tuple[str, ...]
    unknown: tuple[str, ...]


class Classified(msgspec.Struct, frozen=True):
    """How many units are of the class now by this list, and how many were so already."""

    told: int
    present: int


def named(node: Node, rows: Iterable[tuple[str, ...]], *, on: str) -> Named:
    """The units in force on a day that the rows name; the first cell that names one counts."""
    known: dict[str, set[str]] = {}
    for state in _units(node, on):
        assert state.declared is not None
        for text in (state.declared.code, *state.declared.names.values()):
            known.setdefault(fold(text), set()).add(state.subject)
    kinds = {fold(words) for one in node.profile.units.kinds for words in one.names.values()}
    found: dict[str, None] = {}
    unknown = []
    for cells in rows:
        hits = [known[name] for name in (_bare(cell, kinds) for cell in cells) if name in known]
        sure = next((hit for hit in hits if len(hit) == 1), None)
        if sure is not None:
            found |= dict.fromkeys(sure)
        elif any(cell.strip() for cell in cells):
            unknown.append(" · ".join(cell.strip() for cell in cells if cell.strip()))
    return Named(tuple(found), tuple(unknown))


def classify_all(node: Node, units: Iterable[str], body: Classed, at: At) -> Classified | Refusal:
    """Every unit is of the class by one act; those that are so already are left as they are."""
    drafts: list[Draft] = []
    present = 0
    for unit in units:
        state: UnitState = node.store.state(unit, "unit")
        found = rules.classify(state, body, on=at.on, classes=classes(node))
        if isinstance(found, Refusal) and found.code != NOTHING_NEW:
            return found
        if isinstance(found, Refusal):
            present += 1
        else:
            drafts += found
    if not drafts:
        return Refusal(NOTHING_NEW, {})
    done = node.store.tell(at.by, drafts)
    return done if isinstance(done, Refusal) else Classified(len(drafts), present)


def _units(node: Node, on: str) -> list[UnitState]:
    rows = node.store.query(
        "SELECT subject FROM unit WHERE tenant = ? AND valid_from <= ? "
        "AND (ended_on IS NULL OR ended_on > ?) ORDER BY code",
        (node.tenant, on, on),
    )
    return [node.store.state(str(row[0]), "unit") for row in rows]


def _bare(text: str, kinds: set[str]) -> str:
    """The folded name without the word for its kind in front."""
    whole = fold(text)
    word = next((one for one in kinds if whole.startswith(f"{one} ")), "")
    return whole[len(word) :].strip()
