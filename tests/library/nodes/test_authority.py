"""Which fact of which installation counts: each rule with its refusal beside its success."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.nodes.network import (
    ON,
    OTHER,
    PLACE,
    certificate,
    correct,
    judged,
    key,
    subject,
    void,
)
from tests.library.telling import TENANT, Teller, named

from tusach.ledger.ident import stream_id
from tusach.ledger.kind import ADMINISTRATOR, LIBRARIAN, NODE, PROVINCIAL, READER
from tusach.ledger.kind import HUB as ROLE_HUB
from tusach.ledger.mechanism import StreamOpened
from tusach.library.copies.facts import CopySeen, LoanEndedElsewhere
from tusach.library.nodes.authority import (
    NOT_ITS_KIND,
    OF_HUBS,
    OUT_OF_SCOPE,
    REVOKED,
    UNKNOWN,
    Standing,
    judge,
    may_hold,
    passes_alike,
    scopes_of,
)
from tusach.library.nodes.facts import INVITED, ErasureDone, NodeRevoked, ScopeReleased
from tusach.library.places.facts import (
    BlockGranted,
    PlaceClosed,
    PlaceClosedDaysSet,
    PlaceDescribed,
    PlaceFounded,
    PlaceOpeningSet,
    RuleSet,
)
from tusach.library.register import REGISTER
from tusach.library.staff.facts import StaffAppointed, StaffEnded
from tusach.library.visits.facts import VisitCounted

HUB = Standing("hub", frozenset(), installation=key("hub"))
LIB = Standing("library", frozenset({PLACE}), installation=key("lib"))
CAR = Standing("vehicle", frozenset({PLACE, OTHER}), installation=key("lib"))
PERSON = named("person")
FAMILIES, PLACES = ("circulation", "operations", "people"), (PLACE, OTHER, PLACE)


def say(kind: str, body: Any, *, about: str = PERSON, place: str | None = PLACE) -> Any:
    return Teller("lib").say(kind, about, body, on=ON, place=place, scope="control")


def in_control(kind: str, body: Any, **more: Any) -> str | None:
    return judged(say(kind, body, **more), "control", LIB)


def test_who_has_no_certificate_tells_nothing_and_a_hub_everything() -> None:
    one = say("rule.set/1", RuleSet("lending", {}, ON))
    assert judged(one, "control", None) == UNKNOWN
    assert judged(one, "control", HUB) is None
    assert judged(one, "control", LIB) == NOT_ITS_KIND
    for standing, said in ((HUB, None), (LIB, NOT_ITS_KIND)):
        for kind, body in (
            ("node.enrolled/1", certificate("lib", "hub")),
            ("node.revoked/1", NodeRevoked("stolen", ())),
        ):
            assert judged(say(kind, body, about=subject("lib")), "control", standing) == said


def test_whoever_only_came_with_an_invitation_holds_what_all_may_and_tells_nothing() -> None:
    came = Standing(INVITED, LIB.places, installation=key("lib"), until="2026-03-31")
    held = {scope for scope in ("control", "catalogue", "programme", f"people:{PLACE}",
                                f"circulation:{PLACE}") if may_hold(came, scope)}  # fmt: skip
    assert held == {"control", "catalogue"}
    assert scopes_of(came) == ("catalogue", "control")
    assert may_hold(came, "catalogue", on="2026-03-31")
    assert not may_hold(came, "catalogue", on="2026-04-01")
    assert not may_hold(replace(came, last_good={}), "control")
    seen = Teller("lib").say("visit.counted/1", PERSON, VisitCounted("on_site", 1), on=ON)
    assert judged(seen, f"operations:{PLACE}", came) == OUT_OF_SCOPE
    assert in_control_of(came) == OUT_OF_SCOPE


def in_control_of(standing: Standing) -> str | None:
    body = certificate("lib", "library", PLACE)
    return judged(say("node.enrolled/1", body, about=subject("lib")), "control", standing)


def test_an_installation_does_not_revoke_itself() -> None:
    body = NodeRevoked("lost", ())
    for name, said in (("hub", NOT_ITS_KIND), ("second", None)):
        assert judged(say("node.revoked/1", body, about=subject(name)), "control", HUB) == said


def test_of_a_revoked_installation_only_what_is_named_as_good_counts() -> None:
    lib = Teller("lib")
    body = VisitCounted("on_site", 1)
    first, second = (lib.say("visit.counted/1", PERSON, body, on=ON) for _ in range(2))
    scope = f"operations:{PLACE}"
    for role in ("hub", "library"):
        ended = Standing(role, LIB.places, {first.fact.stream: first.fact.number})
        assert judged(first, scope, ended) is None
        assert judged(second, scope, ended) == REVOKED
        assert judged(first, scope, Standing(role, LIB.places, {})) == REVOKED
        assert judged(second, scope, Standing(role, LIB.places)) is None


@pytest.mark.parametrize(
    ("scope", "holds", "writes"),
    [
        ("control", True, True),
        ("catalogue", True, True),
        ("programme", True, False),
        (f"circulation:{PLACE}", True, True),
        (f"people:{PLACE}", True, True),
        (f"operations:{PLACE}", True, True),
        (f"people:{OTHER}", False, False),
        (f"crate:{PLACE}", False, False),
        (f"control:{PLACE}", False, False),
        ("people", False, False),
        ("moon", False, False),
    ],
)
def test_a_library_holds_and_writes_what_is_common_or_its_own(
    scope: str, holds: bool, writes: bool
) -> None:
    assert may_hold(LIB, scope) is holds
    one = say("crate.sung/9", {})  # of a kind that is not known here: where its scope passes
    assert judged(one, scope, LIB) == (None if writes else OUT_OF_SCOPE)
    assert may_hold(HUB, scope)
    assert judged(one, scope, HUB) is None


def test_a_revoked_installation_and_one_of_an_unknown_role_hold_nothing() -> None:
    assert not may_hold(Standing("hub", frozenset(), {}), "control")
    stranger = Standing("pocket", frozenset({PLACE}))
    assert not may_hold(stranger, "control")
    assert judged(say("crate.sung/9", {}), "control", stranger) == OUT_OF_SCOPE
    assert scopes_of(stranger) == scopes_of(Standing("library", LIB.places, {})) == ()


def test_a_vehicle_holds_the_scopes_of_all_its_places() -> None:
    families = ("circulation", "operations", "people")
    own = sorted(f"{family}:{place}" for family in families for place in (PLACE, OTHER))
    assert scopes_of(CAR) == tuple(sorted(("catalogue", "control", "programme", *own)))
    assert all(may_hold(CAR, scope) for scope in scopes_of(CAR))
    assert len(scopes_of(LIB)) == 6


def test_a_known_kind_counts_only_in_a_scope_that_it_belongs_in() -> None:
    one = say("rule.set/1", RuleSet("lending", {}, ON))
    assert judged(one, f"circulation:{PLACE}", LIB) == OUT_OF_SCOPE
    counted = say("visit.counted/1", VisitCounted("on_site", 1))
    assert judged(counted, f"circulation:{PLACE}", LIB) == OUT_OF_SCOPE
    assert judged(counted, f"operations:{PLACE}", LIB) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("place.founded/1", PlaceFounded("TV-01", "Thư viện", "commune_library")),
        ("place.described/1", PlaceDescribed("Thư viện", "commune_library")),
        ("place.opening_set/1", PlaceOpeningSet((1,), ON)),
        ("place.closed_days_set/1", PlaceClosedDaysSet((ON,))),
        ("place.closed/1", PlaceClosed(ON)),
        ("place.service_set/1", {"valid_from": ON}),
    ],
)
def test_a_library_speaks_of_its_own_places_only(kind: str, body: Any) -> None:
    assert in_control(kind, body, about=PLACE) is None
    assert in_control(kind, body, about=OTHER) == NOT_ITS_KIND
    assert in_control(kind, body, about=OTHER, place=OTHER) == NOT_ITS_KIND
    assert in_control(kind, body, about=PLACE, place=None) == NOT_ITS_KIND


def test_a_library_appoints_librarians_of_its_own_places_only() -> None:
    def appointed(role: str, place: str) -> str | None:
        return in_control("staff.appointed/1", StaffAppointed(role, place, ON))

    assert appointed("librarian", PLACE) is None
    assert appointed("administrator", PLACE) == NOT_ITS_KIND
    assert appointed("provincial", PLACE) == NOT_ITS_KIND
    assert appointed("librarian", OTHER) == NOT_ITS_KIND
    assert in_control("staff.appointed/1", {"role": 1}) == NOT_ITS_KIND
    assert in_control("staff.ended/1", StaffEnded("librarian", PLACE, ON)) is None
    assert in_control("staff.ended/1", StaffEnded("librarian", OTHER, ON)) == NOT_ITS_KIND


def test_a_library_draws_blocks_of_numbers_that_nobody_has_confirmed_for_itself() -> None:
    def granted(holder: str, provisional: bool) -> str | None:
        body = BlockGranted(1, 90_001, holder, provisional=provisional)
        return in_control("block.granted/1", body)

    assert granted(PLACE, True) is None
    assert granted(PLACE, False) == NOT_ITS_KIND
    assert granted(OTHER, True) == NOT_ITS_KIND


def test_a_node_opens_streams_with_or_without_a_place() -> None:
    stream = stream_id(bytes.fromhex(key("lib")), TENANT, "control")
    body = StreamOpened(TENANT, "control", key("lib"))
    for place, said in ((None, None), (PLACE, None), (OTHER, NOT_ITS_KIND)):
        assert in_control("stream.opened/1", body, about=stream, place=place) == said


def test_a_node_speaks_of_itself_only() -> None:
    released = ScopeReleased((f"people:{PLACE}",))
    for place in (None, PLACE):
        for name, said in (("lib", None), ("other", NOT_ITS_KIND)):
            about = subject(name)
            assert in_control("scope.released/1", released, about=about, place=place) == said
            one = say("erasure.done/1", ErasureDone(named("erased")), about=about, place=place)
            assert judged(one, f"people:{PLACE}", LIB) == said
    assert (
        in_control("scope.released/1", released, about=subject("lib"), place=OTHER) == NOT_ITS_KIND
    )


def test_a_library_amends_in_control_what_it_may_tell() -> None:
    lib, control = Teller("lib"), "control"
    own = say("staff.appointed/1", StaffAppointed("librarian", PLACE, ON))
    above = say("staff.appointed/1", StaffAppointed("administrator", PLACE, ON))
    rule = say("rule.set/1", RuleSet("lending", {}, ON))
    far = say("place.closed/1", PlaceClosed(ON), about=OTHER, place=OTHER)
    for target, said in (
        (own, None),
        (above, NOT_ITS_KIND),
        (rule, NOT_ITS_KIND),
        (far, NOT_ITS_KIND),
    ):
        one = void(lib, target, scope=control)
        assert judged(one, control, LIB, (target, control)) == said
        assert judged(one, control, HUB, (target, control)) is None
        # What it speaks of is not here: it changes nothing yet, and is judged again then.
        assert judged(one, control, LIB) is None
    assert judged(void(lib, own, place=OTHER), control, LIB, (own, control)) == NOT_ITS_KIND
    assert judged(void(lib, own, place=None), control, LIB, (own, control)) == NOT_ITS_KIND


def test_a_correction_gives_no_more_than_its_teller_could_have_told() -> None:
    lib, control = Teller("lib"), "control"
    own = say("staff.appointed/1", StaffAppointed("librarian", PLACE, ON))
    body = {"role": "librarian", "place": PLACE, "valid_from": "2026-04-01"}
    for changes, said in (
        ({}, None),
        ({"role": "administrator"}, NOT_ITS_KIND),
        ({"place": OTHER}, NOT_ITS_KIND),
    ):
        one = correct(lib, own, {**body, **changes}, scope=control)
        assert judged(one, control, LIB, (own, control)) == said


def test_a_library_takes_amendments_back_but_does_not_correct_them() -> None:
    lib, control = Teller("lib"), "control"
    own = say("place.closed/1", PlaceClosed(ON), about=PLACE)
    first = void(lib, own, scope=control)
    story = [(own, control), (first, control)]
    restored = void(lib, first, scope=control)
    assert judged(restored, control, LIB, *story) is None
    assert judged(void(lib, restored, scope=control), control, LIB, (restored, control)) is None
    changed = correct(lib, first, {"reason": "x"}, scope=control)
    assert judged(changed, control, LIB, *story) == NOT_ITS_KIND
    rule = say("rule.set/1", RuleSet("lending", {}, ON))
    of_hub = void(Teller("hub"), rule, scope=control)
    again = void(lib, of_hub, scope=control)
    assert judged(again, control, LIB, (rule, control), (of_hub, control)) == NOT_ITS_KIND


def test_an_amendment_lies_in_the_scope_of_what_it_speaks_of() -> None:
    lib, scope = Teller("lib"), f"circulation:{PLACE}"
    loan = lib.say("copy.lent/2", PERSON, {"due_on": ON}, on=ON)
    one = void(lib, loan, scope=scope)
    assert judged(one, scope, LIB, (loan, scope)) is None
    assert judged(one, scope, LIB, (loan, f"circulation:{OTHER}")) == OUT_OF_SCOPE
    changed = correct(lib, one, {"reason": "x"}, scope=scope)
    assert judged(changed, scope, LIB, (loan, scope), (one, scope)) is None
    revoked = say("node.revoked/1", NodeRevoked("stolen", ()), about=subject("lib"))
    assert judged(void(lib, revoked, scope=scope), scope, LIB, (revoked, "control")) == OUT_OF_SCOPE


def test_an_amendment_that_cannot_be_read_does_not_count() -> None:
    for target in (1, "ab" * 16):
        one = say("fact.voided/1", {"target": target})
        assert judged(one, "control", LIB) == (None if isinstance(target, str) else NOT_ITS_KIND)


def test_every_control_kind_of_a_library_is_a_kind_of_the_register() -> None:
    from tusach.library.nodes import authority

    names = {*authority._OF_ITSELF, *authority._OF_PLACES, *authority._AMENDMENTS}
    names |= {authority._APPOINTED, authority._ENDED, authority._GRANTED}
    assert names <= set(REGISTER.kinds)
    assert judge(say("place.closed/1", {}).fact, None, "control", LIB, among={}) is None


@pytest.mark.parametrize("standing", [LIB, CAR, Standing("library", LIB.places, {})])
@pytest.mark.parametrize("scope", ["control", "catalogue", *map("{}:{}".format, FAMILIES, PLACES)])
def test_facts_that_pass_alike_pass_whatever_they_say_of_whom(
    standing: Standing, scope: str
) -> None:
    alike = 0
    for kind in REGISTER.kinds:
        first = say(kind, {}, about=standing.installation or PERSON).fact
        if judge(first, REGISTER.get(kind), scope, standing, among={}) is not None:
            continue
        if not passes_alike(first, scope, standing):
            continue
        alike += 1
        others = (say(kind, {"target": PERSON}, about=one) for one in (PERSON, PLACE, OTHER))
        for other in others:
            among = {PERSON: (first, "control")}
            assert judge(other.fact, REGISTER.get(kind), scope, standing, among=among) is None
    assert bool(alike) == (scope != "control" and may_tell(scope, standing))


def may_tell(scope: str, standing: Standing) -> bool:
    place = scope.partition(":")[2]
    return standing.last_good is None and (not place or place in standing.places)


def test_what_only_a_hub_tells_at_a_place_counts_from_a_hub_alone() -> None:
    lib, hub, scope = Teller("lib"), Teller("hub"), f"circulation:{PLACE}"
    body = LoanEndedElsewhere(PERSON, ON, OTHER)
    told = hub.say("loan.ended_elsewhere/1", PERSON, body, on=ON, place=PLACE)
    for standing, said in ((HUB, None), (LIB, NOT_ITS_KIND), (CAR, NOT_ITS_KIND)):
        assert judged(told, scope, standing) == said
        for amended in (
            void(lib, told, scope=scope, place=PLACE),
            correct(lib, told, {"loan": PERSON, "ended_on": ON}, scope=scope, place=PLACE),
        ):
            assert judged(amended, scope, standing, (told, scope)) == said


def test_a_library_says_of_no_other_place_that_something_happened_there() -> None:
    scope = f"circulation:{PLACE}"
    for place, said in ((PLACE, None), (None, None), (OTHER, NOT_ITS_KIND)):
        one = Teller("lib").say("copy.seen/2", PERSON, CopySeen("shelf"), on=ON, place=place)
        assert judged(one, scope, LIB) == said
        assert judged(one, scope, HUB) is judged(one, scope, CAR) is None


def test_every_kind_that_only_a_hub_may_tell_is_looked_at() -> None:
    alone = {name for name, one in REGISTER.kinds.items() if one.told_by == frozenset({ROLE_HUB})}
    assert {name for name in alone if REGISTER.kinds[name].scope != "control"} == OF_HUBS


FAMILIES = ("control", "catalogue", "programme", "circulation", "people", "operations", "crate")


def tells(kind: str, role: str, family: str, *, place: str = PLACE) -> str | None:
    """What is said of a fact of a kind, with an empty body, told in a scope by a role."""
    is_common = family in ("control", "catalogue", "programme")
    scope = family if is_common else f"{family}:{place}"
    one = Teller("lib").say(kind, PERSON, {}, on=ON, place=place, scope=scope)
    standing = Standing(role, frozenset({PLACE}), installation=key("lib"))
    return judged(one, scope, standing)


@pytest.mark.parametrize("role", ["library", "vehicle"])
@pytest.mark.parametrize("name", sorted(REGISTER.kinds))
def test_no_library_and_no_vehicle_tells_a_kind_outside_of_its_scope_or_of_its_places(
    name: str, role: str
) -> None:
    kind = REGISTER.kinds[name]
    for family in FAMILIES:
        for place in (PLACE, OTHER):
            said = tells(name, role, family, place=place)
            is_own = family in ("control", "catalogue") or place == PLACE
            if kind.scope not in ("*", family) or family in ("programme", "crate") or not is_own:
                assert said == OUT_OF_SCOPE, (name, family, place)
            elif ROLE_HUB in kind.told_by and len(kind.told_by) == 1:
                assert said == NOT_ITS_KIND, (name, family)
        assert tells(name, "pocket", family) == OUT_OF_SCOPE
        assert tells(name, "hub", family) is None


@pytest.mark.parametrize("name", sorted(REGISTER.kinds))
def test_the_register_refuses_each_kind_to_every_role_that_it_does_not_name(name: str) -> None:
    kind = REGISTER.kinds[name]
    family = "control" if kind.scope == "*" else kind.scope
    for role in (READER, LIBRARIAN, PROVINCIAL, ADMINISTRATOR, NODE, ROLE_HUB):
        refused = REGISTER.breach(kind, scope=family, roles={role}) is not None
        assert refused is (role not in kind.told_by), (name, role)
    assert REGISTER.breach(kind, scope=family, roles=()) is not None
    for other in FAMILIES:
        refused = REGISTER.breach(kind, scope=f"{other}:x", roles=kind.told_by) is not None
        assert refused is (kind.scope not in ("*", other)), (name, other)
