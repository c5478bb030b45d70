"""The register of kinds."""

import msgspec
import pytest
from tests.ledger.lamp import LAMP_KINDS, REGISTER, Dimmed1, Dimmed2, Lit, _finer, kind

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import Register, unchanged
from tusach.ledger.mechanism import KINDS


def test_a_body_is_read_in_the_shape_of_its_kind() -> None:
    known = REGISTER.body("lamp.lit/1", b'{"by_hand":true,"oil_ml":3}')
    assert known == (REGISTER.get("lamp.lit/1"), Lit(True, 3))
    assert REGISTER.body("lamp.sold/1", b"{}") is None
    assert REGISTER.get("lamp.sold/1") is None


def test_an_older_version_climbs_to_the_newest() -> None:
    known = REGISTER.body("lamp.dimmed/1", b'{"percent":12}')
    assert known == (REGISTER.get("lamp.dimmed/2"), Dimmed2(120))


@pytest.mark.parametrize("raw", [b'{"oil_ml":3}', b'{"by_hand":1,"oil_ml":3}', b"[]"])
def test_a_body_of_another_shape_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        REGISTER.body("lamp.lit/1", raw)


def test_a_kind_is_declared_once_under_a_proper_name() -> None:
    with pytest.raises(ValueError, match="twice"):
        Register([*LAMP_KINDS, *LAMP_KINDS])
    with pytest.raises(ValueError, match="named"):
        Register([kind("lamp-lit", Lit)])


def test_an_upcast_needs_the_next_version_of_the_same_story() -> None:
    old = kind("lamp.dimmed/1", Dimmed1, upcast=_finer)
    with pytest.raises(ValueError, match="lamp.dimmed/2"):
        Register([old])
    with pytest.raises(ValueError, match="lamp.dimmed/2"):
        Register([old, kind("lamp.dimmed/2", Dimmed2, story="light")])


def test_a_kind_belongs_to_its_scope_and_its_tellers() -> None:
    lit = LAMP_KINDS[0]
    assert REGISTER.breach(lit, scope="operations:x", roles=["librarian", "reader"]) is None
    assert REGISTER.breach(lit, scope="operations", roles=["librarian"]) is None
    assert "does not belong" in str(REGISTER.breach(lit, scope="people:x", roles=["librarian"]))
    assert "not be told by reader" in str(
        REGISTER.breach(lit, scope="operations:x", roles=["reader"])
    )
    assert "nobody known" in str(REGISTER.breach(lit, scope="operations:x", roles=[]))


def test_the_mechanism_speaks_in_any_scope() -> None:
    opened = KINDS[0]
    assert REGISTER.breach(opened, scope="people:x", roles=["node"]) is None
    assert REGISTER.breach(KINDS[3], scope="people:x", roles=["hub"]) is not None


def test_a_draft_and_a_refusal_are_values() -> None:
    draft = Draft(kind="lamp.lit/1", subject="1a" * 16, scope="control", on="2026-11-23", body=None)
    assert (draft.also, draft.private, draft.blobs, draft.place) == ((), None, (), None)
    assert Refusal("lamp.no_oil") == Refusal("lamp.no_oil", {})


def test_a_version_that_only_adds_fields_reads_as_the_next_one() -> None:
    assert unchanged({"a": 1}) == {"a": 1}
