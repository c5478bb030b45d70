"""`python -m bench.doubts`: how many invented months ask for verification, and how many honest.

The limits that are shipped were set with `--calibrate` on other seeds than those measured here.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Sequence
from importlib import resources

from bench.doubts import checks, months

from tusach.library.doubts.judging import Limits, judged, measured, read_limits
from tusach.library.doubts.signs import SIGNS

CALIBRATE_FROM, MEASURE_FROM = 1_000_000, 5_000_000
ALARMS = 0.03
"""Of the honest months of the calibration, so many may stand out."""
FLOORS = {"biggest_days": 500, "few_readers": 500, "used_once": 500, "never_back": 300}
FLOORS |= {"closed": 200, "night": 200, "one_evening": 300}
LEAST_EVEN = 60

Values = dict[str, int | None]


def wilson(k: int, n: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z, p = 1.96, k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def limits_at(honest: Sequence[Values], tail: float) -> dict[str, int]:
    """Limits that of the honest months so small a share is beyond, of each sign by itself."""
    found = {}
    for sign in SIGNS:
        some = sorted(v for one in honest if (v := one[sign.code]) is not None)
        at = math.floor(tail * len(honest))
        if sign.odd == "low":
            found[sign.code] = max(LEAST_EVEN, some[min(at, len(some) - 1)])
        else:
            found[sign.code] = max(FLOORS.get(sign.code, 1), some[max(0, len(some) - 1 - at)])
    return found


def calibrate(count: int) -> Limits:
    """Equal tails of all signs, as wide as ALARMS allows."""
    honest = [measured(months.a_month(CALIBRATE_FROM + at)) for at in range(count)]
    low, high = 0.0, ALARMS
    for _ in range(20):
        middle = (low + high) / 2
        limits = Limits(1, limits_at(honest, middle))
        alarms = sum(bool(judged(one, limits).reasons) for one in honest) / count
        low, high = (middle, high) if alarms <= ALARMS else (low, middle)
    return Limits(1, limits_at(honest, low))


def auc(odd: Sequence[float], usual: Sequence[float]) -> float:
    """The chance that an invented month has the higher score."""
    ranked = sorted([(score, 1) for score in odd] + [(score, 0) for score in usual])
    rank_sum, at = 0.0, 0
    while at < len(ranked):
        to = at
        while to < len(ranked) and ranked[to][0] == ranked[at][0]:
            to += 1
        rank_sum += sum(ranked[k][1] for k in range(at, to)) * (at + 1 + to) / 2
        at = to
    n = len(odd)
    return (rank_sum - n * (n + 1) / 2) / (n * len(usual))


def outlier(month: months.Month) -> float:
    """What others look at: the total against those of the months before, in deviations (z)."""
    totals = [one.total for one in month.past]
    spread = statistics.stdev(totals) if len(totals) > 1 else 0.0
    return abs(month.visits.total - statistics.mean(totals)) / max(1.0, spread)


def say(
    name: str,
    scores: Sequence[int],
    peers: Sequence[float],
    *,
    against: Sequence[float],
    peers_against: Sequence[float],
    cut: float,
) -> None:
    """One line: found, with its interval; AUC; the same of the reference."""
    n, found = len(scores), sum(score > 1000 for score in scores)
    low, high = wilson(found, n)
    peer = sum(one > cut for one in peers)
    line = f"{name:<38}{100 * found / n:6.1f} % ({100 * low:.1f} to {100 * high:.1f})"
    line += f"  AUC {auc(scores, against):.3f}"
    line += f"   z of totals {100 * peer / n:5.1f} %  AUC {auc(peers, peers_against):.3f}"
    print(line, flush=True)


def measure(count: int, honest_count: int, limits: Limits) -> None:
    """Honest months first, then each style; the reference at the same share of alarms."""
    began = time.perf_counter()
    honest = [months.a_month(MEASURE_FROM + at) for at in range(honest_count)]
    usual, reasons = _scores(honest, limits)
    spent = 1e3 * (time.perf_counter() - began) / honest_count
    alarms = sum(score > 1000 for score in usual)
    low, high = wilson(alarms, honest_count)
    peers = [outlier(one) for one in honest]
    cut = sorted(peers)[honest_count - 1 - alarms]
    print(f"{honest_count} honest months, made and measured in {spent:.1f} ms each")
    print(
        f"{'false alarms':<38}{100 * alarms / honest_count:6.1f} % "
        f"({100 * low:.1f} to {100 * high:.1f})   z of totals: cut at {cut:.1f} for as many"
    )
    print(f"  by reason: {reasons}")
    naive: list[int] = []
    for style, how in (months.NAIVE | months.CAREFUL).items():
        some = [months.a_month(2 * MEASURE_FROM + at, how) for at in range(count)]
        scores, reasons = _scores(some, limits)
        others = [outlier(one) for one in some]
        say(style, scores, others, against=usual, peers_against=peers, cut=cut)
        print(f"  by reason: {reasons}")
        naive += scores if style in months.NAIVE else []
    found = sum(score > 1000 for score in naive)
    low, high = wilson(found, len(naive))
    print(
        f"{'all naive styles':<38}{100 * found / len(naive):6.1f} % "
        f"({100 * low:.1f} to {100 * high:.1f})  AUC {auc(naive, usual):.3f}   (aim 95 at 5)"
    )


def _scores(some: Sequence[months.Month], limits: Limits) -> tuple[list[int], dict[str, int]]:
    """Scores, and how often each reason was given."""
    found = [judged(measured(one), limits) for one in some]
    given: dict[str, int] = {}
    for one in found:
        for reason in one.reasons:
            given[reason.code] = given.get(reason.code, 0) + 1
    return [one.score or 0 for one in found], given


def main() -> None:
    """Measure and print, or calibrate and print the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=400, help="of each style")
    parser.add_argument("--honest", type=int, default=2_000)
    parser.add_argument("--calibrate", type=int, default=0, help="print limits from so many months")
    parser.add_argument("--runs", type=int, default=1, help="as the others; not used")
    options = parser.parse_args()
    if options.calibrate:
        found = calibrate(options.calibrate)
        print(json.dumps({"version": 1, "limits": found.limits}))
        return
    raw = resources.files("tusach.library.doubts").joinpath("limits.json").read_bytes()
    limits = read_limits(raw)
    measure(options.months, options.honest, limits)
    checks.measure()


if __name__ == "__main__":
    main()
