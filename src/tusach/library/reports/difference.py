"""What is different between the values of a report and the same figures now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tusach.library.programme.evaluate import Evidence
from tusach.library.reports.evidence import Proof, Proofs
from tusach.library.reports.facts import ReportValue


class Difference(msgspec.Struct, frozen=True):
    """One value. came, went: rows of its numerator, new or gone; a row whose sum changed is both.

    are_listed: whether rows could be compared at all. redefined: the definition is another one.
    """

    then: ReportValue
    now: ReportValue
    came: tuple[Evidence, ...] = ()
    went: tuple[Evidence, ...] = ()
    are_listed: bool = False
    redefined: bool = False


def differences(
    then: Sequence[ReportValue],
    now: Iterable[ReportValue],
    *,
    proofs_then: Proofs,
    proofs_now: Proofs,
) -> tuple[Difference, ...]:
    """Every value that is another one now, or rests on other rows, in the order of the report."""
    current = {one.indicator: one for one in now}
    found = []
    for old in then:
        new = current.get(old.indicator)
        if new is None or new == old:
            continue
        before, after = proofs_then.get(old.indicator), proofs_now.get(old.indicator)
        came, went, are_listed = _moved(before, after)
        redefined = old.definition != new.definition
        found.append(Difference(old, new, came, went, are_listed, redefined))
    return tuple(found)


def _moved(
    before: Proof | None, after: Proof | None
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...], bool]:
    if before is None or after is None or before.num is None or after.num is None:
        return (), (), False
    old, new = set(before.num), set(after.num)
    return tuple(sorted(new - old)), tuple(sorted(old - new)), True
