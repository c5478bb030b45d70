"""The values of a report as they are known now, each with the rows that prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from tusach.ledger.canonical import canonical
from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Definition
from tusach.library.programme.evaluate import Evidence, earlier
from tusach.library.programme.periods import Period
from tusach.library.reports import facts
from tusach.library.reports.evidence import Proof, is_of_persons, root
from tusach.node.acts import figures
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.store.cells import every


class Counted(msgspec.Struct, frozen=True):
    """Values with what proves them, and up to where facts were known."""

    values: tuple[facts.ReportValue, ...]
    proofs: dict[str, Proof]
    known: int
    heads: str


class Before(msgspec.Struct, frozen=True):
    """Values by indicator with the rows that prove them: over the same rows stands the same root.

    The rows are trusted to be those of the roots, as `evidence_of` gives them.
    """

    values: Mapping[str, facts.ReportValue]
    proofs: Mapping[str, Proof]


NONE = Before({}, {})


def counted(
    node: Node,
    over: Period,
    *,
    unit: str = "",
    readings: Mapping[str, str] | None = None,
    today: str = "",
    said: Sequence[Definition] | None = None,
    before: Before = NONE,
) -> Counted:
    """Every figure of the period that its definition allows, in the chosen or default reading.

    said: by which definitions; None = those that count now. before: what was counted earlier.
    today: the day on which states are looked at where the period is not over; empty = now.
    """
    chosen = figures.chosen(node) if readings is None else readings
    defined = figures.definitions(node) if said is None else said
    asked = every(defined, [over], [unit], chosen)
    quick = figures.answers(node, asked) if not today else []
    with node.store.engine.reading() as ledger:
        known = ledger.arrival()
        heads = sorted([one.stream, one.number, one.hash] for one in ledger.streams())
        if not quick or quick[0].frontier != known:
            # Told meanwhile: values and evidence must be of one moment, so nothing kept is used.
            quick = figures.answers_then(node, asked, today=today or node.today())
        proofs = {one.definition.id: _proof(node, one) for one in quick}
    rooted = _Roots()
    values = tuple(_value(one, proofs[one.definition.id], before, rooted) for one in quick)
    listed = {name: one for name, one in proofs.items() if one != Proof()}
    return Counted(values, listed, known, sha256(canonical(heads)))


class _Roots:
    """Roots over rows; many figures stand on the same rows, over which it is reckoned once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Evidence, ...], str] = {}

    def of(self, rows: tuple[Evidence, ...] | None) -> str:
        """The root over these rows."""
        if rows is None:
            return root(None)
        found = self._known.get(rows)
        if found is None:
            found = self._known[rows] = root(rows)
        return found


def _value(one: Answer, proof: Proof, before: Before, roots: _Roots) -> facts.ReportValue:
    old, held = before.values.get(one.definition.id), before.proofs.get(one.definition.id, Proof())
    is_num_same = old is not None and proof.num is not None and proof.num == held.num
    is_den_same = old is not None and proof.den is not None and proof.den == held.den
    return facts.ReportValue(
        indicator=one.definition.id,
        reading=one.reading.id,
        definition=one.hash,
        num=one.figure.num,
        den=one.figure.den,
        lacking=one.figure.lacking,
        num_root=old.num_root if old is not None and is_num_same else roots.of(proof.num),
        den_root=old.den_root if old is not None and is_den_same else roots.of(proof.den),
    )


def _proof(node: Node, one: Answer) -> Proof:
    """Rows of both sides; none where there is no value, or where they would be single people."""
    if one.figure.num is None:
        return Proof()
    reading, before = one.reading, earlier(one.reading, one.over)
    num = None if is_of_persons(reading.numerator) else figures.proof(node, one)
    if one.baseline is not None:  # what was declared is proved by the fact that says it
        return Proof(num, (one.baseline.proof,))
    below = reading.numerator if before is not None else reading.denominator
    if below is None or is_of_persons(below):
        return Proof(num)
    turned = replace(reading, numerator=below, denominator=None)
    other = replace(one, reading=turned, over=before or one.over)
    return Proof(num, figures.proof(node, other))
