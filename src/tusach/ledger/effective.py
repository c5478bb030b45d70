"""Which facts count, and with which body, after corrections and voidings.

A voiding that is itself voided restores. Of several corrections of one fact the winner is told by
the higher standing (supervisor over teller), then later in causal order, then of greater id; a
correction's replacement is read in the target's own kind. Source: docs/decisions/0001.
"""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.mechanism import SUPERVISOR, FactCorrected, FactVoided


class Verdict:
    """For the facts of one subject in order: what is void, and what replaces what."""

    def __init__(self, amendments: Sequence[tuple[str, FactCorrected | FactVoided]]) -> None:
        """amendments: (fact id, body) of corrections and voidings, in the one order."""
        self._voidings: dict[str, list[str]] = {}
        corrections: dict[str, list[tuple[bool, int, str, FactCorrected]]] = {}
        for place, (key, body) in enumerate(amendments):
            if isinstance(body, FactVoided):
                self._voidings.setdefault(body.target, []).append(key)
            else:
                corrections.setdefault(body.target, []).append(
                    (body.standing == SUPERVISOR, place, key, body)
                )
        self._void: dict[str, bool] = {}
        for key, _ in reversed(amendments):
            self.is_void(key)
        self._corrections = {
            target: max((one for one in found if not self.is_void(one[2])), default=None)
            for target, found in corrections.items()
        }
        self._rivals = {
            target: tuple(one[2] for one in found if not self.is_void(one[2]))
            for target, found in corrections.items()
        }

    def is_void(self, fact: str) -> bool:
        """Whether some voiding of this fact counts (and is not itself void)."""
        known = self._void.get(fact)
        if known is None:
            # A voiding names its target by id, a hash that holds its own parents: no cycle exists.
            known = any(not self.is_void(key) for key in self._voidings.get(fact, ()))
            self._void[fact] = known
        return known

    def correction(self, fact: str) -> tuple[str, FactCorrected] | None:
        """The correction that counts for a fact, with its id, or None."""
        winner = self._corrections.get(fact)
        return (winner[2], winner[3]) if winner else None

    def rivals(self, fact: str) -> tuple[str, ...]:
        """All corrections of a fact that are not void, in order."""
        return self._rivals.get(fact, ())
