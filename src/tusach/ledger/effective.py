"""Which facts count, and with which body, after corrections and voidings.

- A fact is void while some voiding of it counts; a voiding that is itself void does not count, so
  voiding a voiding restores. A void correction does not count either.
- Of several corrections of one fact that count, those by a supervisor come before those by a
  teller; among these the ones that no other of them knew; among these the one of the greatest id.
  No clock has a say.
- A correction of a correction or of a voiding keeps its target and its standing (else a chain of
  them could bite its own tail, or lift its own standing); it may change the rest.
- Corrections that did not know each other and say different things are a disagreement.
- A correction that counts and whose reason is `agreed` settles what contradicts its target, as far
  as its teller knew of it: see `story`.

Source: docs/decisions/0001; spec/wire.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from tusach.ledger.canonical import encode
from tusach.ledger.mechanism import AGREED, SUPERVISOR, FactCorrected, FactVoided
from tusach.ledger.order import Lineage

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What reading a body of a wrong shape may raise (msgspec's faults are ValueErrors)."""


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """A correction or a voiding among a subject's facts, read."""

    id: str
    kind: str
    body: FactCorrected | FactVoided


class Verdict(msgspec.Struct, frozen=True):
    """For the facts of one subject: what is void, and what replaces what.

    void: ids that do not count. replaced: by fact, the id of the correction that counts and the
    body it gives. rivals: by fact, the corrections that contradict each other. dead: corrections
    that cannot be read, with the reason. agreed: (correction, fact) for those that count and say
    that the fact reads rightly.
    """

    void: frozenset[str] = frozenset()
    replaced: Mapping[str, tuple[str, Mapping[str, Any]]] = {}
    rivals: Mapping[str, tuple[str, ...]] = {}
    dead: Mapping[str, str] = {}
    agreed: tuple[tuple[str, str], ...] = ()


NOTHING_AMENDED = Verdict()

Reader = Callable[[str, Mapping[str, Any]], Any]
"""Reads a replacement as a body of a kind; raises one of UNREADABLE."""


def judged(amendments: Sequence[Amendment], lineage: Lineage, read: Reader) -> Verdict:
    """What counts, from all amendments of one subject in whatever order."""
    judging = _Judging(amendments, lineage, read)
    for one in judging.leaves_first():
        judging.resolve(one)
    return judging.verdict()


class _Judging:
    def __init__(self, amendments: Sequence[Amendment], lineage: Lineage, read: Reader) -> None:
        self.by_id = {one.id: one for one in amendments}
        self.lineage = lineage
        self.read = read
        self.void: set[str] = set()
        self.corrections: dict[str, list[str]] = {}
        self.bodies: dict[str, FactCorrected | FactVoided] = {}
        self.replaced: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self.rivals: dict[str, tuple[str, ...]] = {}
        self.dead: dict[str, str] = {}

    def leaves_first(self) -> list[Amendment]:
        # An amendment names its target by a hash, so no circle exists: each comes after all that
        # amend it. Counting down instead of recursing, so that a long chain has room.
        waiting = dict.fromkeys(self.by_id, 0)
        for one in self.by_id.values():
            if one.body.target in waiting:
                waiting[one.body.target] += 1
        ready = [key for key, count in waiting.items() if count == 0]
        for key in ready:  # grows while it is read
            target = self.by_id[key].body.target
            if target in waiting:
                waiting[target] -= 1
                if waiting[target] == 0:
                    ready.append(target)
        return [self.by_id[key] for key in ready]

    def resolve(self, one: Amendment) -> None:
        if one.id in self.void:
            return
        body = self.amended(one)
        self.bodies[one.id] = body
        if isinstance(body, FactVoided):
            self.void.add(body.target)
        else:
            self.corrections.setdefault(body.target, []).append(one.id)

    def amended(self, one: Amendment) -> FactCorrected | FactVoided:
        found = self.winner(one.id)
        if found is None:
            return one.body
        key, replacement = found
        try:
            body: FactCorrected | FactVoided = self.read(one.kind, replacement)
        except UNREADABLE as fault:
            self.dead[key] = f"replacement: {fault}"
            return one.body
        if (body.target, body.standing) != (one.body.target, one.body.standing):
            self.dead[key] = "an amendment keeps its target and its standing"
            return one.body
        self.replaced[one.id] = found
        return body

    def winner(self, target: str) -> tuple[str, Mapping[str, Any]] | None:
        found = self.corrections.get(target)
        if not found:
            return None
        supervisors = [key for key in found if self.body(key).standing == SUPERVISOR]
        latest = self.lineage.latest(supervisors or found)
        tellers = set(found).difference(supervisors)
        rivals = {*latest, *tellers.intersection(self.lineage.latest(found))}
        if len({encode(self.body(key).replacement) for key in rivals}) > 1:
            self.rivals[target] = tuple(sorted(rivals))
        key = max(latest)
        return key, self.body(key).replacement

    def body(self, key: str) -> FactCorrected:
        body = self.bodies[key]
        assert isinstance(body, FactCorrected)
        return body

    def verdict(self) -> Verdict:
        for target in self.corrections.keys() - self.by_id.keys():
            found = self.winner(target)
            assert found is not None
            self.replaced[target] = found
        agreed = tuple(
            (key, body.target)
            for key, body in sorted(self.bodies.items())
            if isinstance(body, FactCorrected) and body.reason == AGREED
        )
        return Verdict(frozenset(self.void), self.replaced, self.rivals, self.dead, agreed)
