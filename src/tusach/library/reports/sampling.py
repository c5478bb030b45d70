"""Which things of a report are opened in an inspection: drawn by a word that everybody knows.

Whoever has the seed and the evidence draws the same ones, and nobody who froze the report could
know them before: the seed is said in public afterwards, as the drawn numbers of a lottery.
"""

from __future__ import annotations

import hashlib
import unicodedata

import msgspec

from tusach.ledger.canonical import canonical
from tusach.ledger.draft import Refusal
from tusach.library.reports.evidence import Proofs

LONGEST_SEED, MOST, USUAL = 80, 500, 30


class Drawn(msgspec.Struct, frozen=True):
    """A thing that is to be opened. n: what it counts. indicators: of which values it is a part."""

    key: str
    n: int
    indicators: tuple[str, ...]
    stories: tuple[str, ...]


class Sample(msgspec.Struct, frozen=True):
    """drawn: in the order in which they were drawn. out_of: how many different things there are."""

    seed: str
    drawn: tuple[Drawn, ...]
    out_of: int


def sample(proofs: Proofs, *, frozen: str, seed: str, n: int) -> Sample | Refusal:
    """The first `n` things by a hash of seed, report and thing: the same for everybody.

    frozen: id of the fact that froze the report, so that each report has draws of its own. What
    counts in several values, or on both sides of one, is one thing. Names never stand in it.
    """
    said = " ".join(unicodedata.normalize("NFC", seed).split())
    if not said or len(said) > LONGEST_SEED:
        return Refusal("report.seed_odd", {"most": LONGEST_SEED})
    if not 1 <= n <= MOST:
        return Refusal("report.sample_odd", {"most": MOST})
    found: dict[str, Drawn] = {}
    for name, proof in sorted(proofs.items()):
        for one in (*(proof.num or ()), *(proof.den or ())):
            before = found.get(one.key, Drawn(one.key, one.n, (), ()))
            found[one.key] = Drawn(
                one.key,
                max(before.n, one.n),
                tuple(dict.fromkeys((*before.indicators, name))),
                tuple(sorted({*before.stories, *one.stories})),
            )
    ranked = sorted(found.values(), key=lambda one: _rank(said, frozen, one.key))
    return Sample(said, tuple(ranked[:n]), len(ranked))


def _rank(seed: str, frozen: str, key: str) -> bytes:
    return hashlib.sha256(canonical([seed, frozen, key])).digest()
