"""How long it is kept who borrowed what: the rule of the place's kind, then that of any."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from tests.library.profile.folders import profile_of

from tusach.library.profile.lending import HistoryRule, history_rule

DAY = datetime.date(2026, 11, 1)
ANY = HistoryRule(code="any", days=90, citation="x", valid_from=None)
OWN = HistoryRule(code="own", place_kind="hut", days=None, citation="x", valid_from=None)
LATER = HistoryRule(
    code="later", place_kind="hut", days=5, citation="x", valid_from=datetime.date(2027, 1, 1)
)


@pytest.mark.parametrize(
    ("rules", "kind", "wanted"),
    [
        ((ANY, OWN, LATER), "hut", OWN),
        ((ANY, OWN), "tower", ANY),
        ((OWN,), "tower", None),
        ((LATER,), "hut", None),
        ((), "hut", None),
    ],
)
def test_the_rule_of_a_places_kind_goes_before_that_of_any_and_only_while_it_holds(
    rules: tuple[HistoryRule, ...], kind: str, wanted: HistoryRule | None
) -> None:
    lending = msgspec.structs.replace(profile_of("lumira").lending, history=rules)
    assert history_rule(lending, kind, on=DAY) == wanted
