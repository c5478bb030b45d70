"""Random histories: several tellers, each knowing a part, with clocks that cannot be trusted."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from tests.ledger.lamp import LAMP, Scribe, lit

from tusach.ledger.order import Held, heads

TELLERS = 3
FEWER = settings(max_examples=settings().max_examples * 2 // 5)
"""A history is long: fewer of them than of other examples."""
STANDINGS = st.sampled_from(["teller", "supervisor"])


@st.composite
def histories(
    draw: st.DrawFn, *, most: int = 12, least: int = 1, amendments: bool = True
) -> list[Held]:
    """Facts of one lamp, in the order in which they were told (which no reader knows)."""
    scribes = [Scribe(seed) for seed in range(TELLERS)]
    known: list[list[Held]] = [[] for _ in scribes]
    told: list[Held] = []
    for _ in range(draw(st.integers(least, most))):
        teller = draw(st.integers(0, TELLERS - 1))
        heard_from = draw(st.integers(0, TELLERS - 1))
        for one in known[heard_from]:
            if one not in known[teller]:
                known[teller].append(one)
        fact = _tell(draw, scribes[teller], known[teller], amendments)
        known[teller].append(fact)
        told.append(fact)
    return told


def _tell(draw: st.DrawFn, scribe: Scribe, known: list[Held], amendments: bool) -> Held:
    after = heads(known)
    ms = draw(st.integers(0, 9))
    choices = ["light", "dim", "dim_old", "put_out", "unknown", "dead"]
    choice = draw(st.sampled_from(choices + (["void", "correct"] if amendments and known else [])))
    if choice in ("void", "correct"):
        target, standing = draw(st.sampled_from(known)), draw(STANDINGS)
        if choice == "void":
            return scribe.void(target, standing, after=after, ms=ms)
        reason = draw(st.sampled_from(["slip", "agreed"]))
        replacement = _replacement(draw, target)
        return scribe.correct(target, replacement, standing, after=after, ms=ms, reason=reason)
    kind, body = {
        "light": ("lamp.lit/1", lit(draw(st.integers(0, 3)))),
        "dim": ("lamp.dimmed/2", {"per_mille": 250}),
        "dim_old": ("lamp.dimmed/1", {"percent": 50}),
        "put_out": ("lamp.put_out/1", {}),
        "unknown": ("lamp.repainted/1", {"colour": "đỏ"}),
        "dead": ("lamp.lit/1", lit(-1)),
    }[choice]
    return scribe.tell(kind, body, subject=LAMP, after=after, ms=ms)


def _replacement(draw: st.DrawFn, target: Held) -> dict[str, object]:
    kind = target.fact.kind
    if kind in ("fact.corrected/1", "fact.voided/1"):
        body = dict(msgspec.json.decode(target.fact.body))
        body["reason"] = draw(st.sampled_from(["slip", "second thought"]))
        if draw(st.booleans()) and "replacement" in body:
            body["replacement"] = lit(draw(st.integers(5, 7)))
        return body
    return draw(st.sampled_from([lit(7), lit(8), {"percent": 10}, {"nonsense": None}]))
