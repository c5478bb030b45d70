"""Who is appointed by whom, and how a post ends."""

from __future__ import annotations

import pytest

from tusach.ledger.draft import Refusal
from tusach.library.staff import facts, rules
from tusach.library.staff.story import Post, StaffState

WHO, HERE, ON = "ab" * 16, "cd" * 16, "2026-11-23"
POST = Post("1" * 32, "librarian", HERE, "2026-01-05", None)
HOLDER = StaffState(WHO, posts=(POST,))


def code(found: object) -> str:
    assert isinstance(found, Refusal), found
    return found.code


@pytest.mark.parametrize(
    ("held", "role", "allowed"),
    [
        ({"administrator"}, "administrator", True),
        ({"provincial"}, "provincial", True),
        ({"provincial", "hub"}, "librarian", True),
        ({"provincial", "hub"}, "administrator", False),
        ({"librarian"}, "provincial", False),
        ({"hub"}, "librarian", False),
        (set(), "librarian", False),
        ({"administrator"}, "king", False),
    ],
)
def test_nobody_decides_about_a_role_above_their_own(
    held: set[str], role: str, allowed: bool
) -> None:
    assert (rules.above(frozenset(held), role) is None) is allowed


def test_a_name_of_ten_thousand_letters_is_not_taken() -> None:
    found = rules.appoint(WHO, name="x" * 10_000, role="librarian", place=HERE, on=ON)
    assert found == Refusal("staff.name_too_long", {"letters": 10_000, "most": 300})


def end(state: StaffState = HOLDER, **told: object) -> object:
    wish = {"role": "librarian", "place": HERE, "on": ON, "last_on": ON, "administrators": 0}
    return rules.end_post(state, **{**wish, **told})  # type: ignore[arg-type]


def test_a_post_ends_on_its_last_day() -> None:
    found = end(last_on="2026-12-31")
    assert isinstance(found, tuple)
    (draft,) = found
    assert draft.body == facts.StaffEnded("librarian", HERE, "2026-12-31")
    assert (draft.subject, draft.on, draft.scope) == (WHO, ON, "control")


def test_only_a_post_that_runs_can_end() -> None:
    over = StaffState(WHO, posts=(Post("1" * 32, "librarian", HERE, "2026-01-05", "2026-06-30"),))
    assert code(end(over)) == "staff.no_such_post"
    assert code(end(place="ef" * 16)) == "staff.no_such_post"
    assert code(end(last_on="2025-12-31")) == "staff.ends_before_beginning"


def test_the_last_administrator_stays() -> None:
    chief = StaffState(WHO, posts=(Post("1" * 32, "administrator", HERE, "2026-01-05", None),))
    assert code(end(chief, role="administrator")) == "staff.last_administrator"
    assert isinstance(end(chief, role="administrator", administrators=1), tuple)
