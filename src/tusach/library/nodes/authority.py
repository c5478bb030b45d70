"""Which fact of which installation counts, as a pure function of the facts that are held.

It is asked whenever facts are folded and its answer is never stored: when certificates change, the
same facts are judged again. A fact that is judged bad is kept, chained and relayed, not folded.
What the installations themselves are follows from facts that are judged too: `settle` goes from the
root (the province's first hub) outwards until nothing changes.

Staff roles are no matter of this module: a librarian whose post ended yesterday did lend that book.
Source: docs/decisions/0018; spec/wire.md section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from tusach.ledger import mechanism
from tusach.ledger.fact import Fact
from tusach.ledger.kind import HUB, LIBRARIAN, Kind
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED
from tusach.ledger.order import Held
from tusach.library.nodes import facts
from tusach.library.nodes.facts import node_subject
from tusach.library.nodes.standing import Standing as Standing
from tusach.library.nodes.standing import strictest as strictest
from tusach.library.nodes.story import Certificate, NodeState
from tusach.library.scopes import CATALOGUE, CONTROL

UNKNOWN = "node.unknown"
"""No certificate, and no vouch that leads to one."""
REVOKED = "node.revoked"
"""After the last fact of its stream that a revocation calls good."""
OUT_OF_SCOPE = "node.scope"
"""In a scope that this installation does not write, or that the kind does not belong in."""
NOT_ITS_KIND = "node.kind"
"""Of a kind, a place or a thing that this installation does not speak of."""

PROGRAMME = "programme"
OF_A_PLACE = ("circulation", "operations", "people")
"""Families of scopes that belong to one place each."""

Among = Mapping[str, tuple[Fact, str]]
"""The facts of one story by id, each with the scope of its stream."""


def may_hold(standing: Standing, scope: str, *, on: str = "") -> bool:
    """Whether the installation may hold facts of this scope; a revoked one may hold nothing.

    on: the day, where facts are to be given or taken; without it, whether it may still have some.
    """
    if standing.last_good is not None:
        return False
    if standing.role == HUB:
        return True
    if standing.role == facts.INVITED:
        return scope in (CONTROL, CATALOGUE) and (not on or on <= standing.until)
    if standing.role not in facts.ROLES:
        return False
    family, _, place = scope.partition(":")
    if place:
        if family not in OF_A_PLACE or scope in standing.released:
            return False
        return standing.serves(place, on) if on else place in standing.speaks_of
    return scope in (CONTROL, CATALOGUE, PROGRAMME)


def scopes_of(standing: Standing) -> tuple[str, ...]:
    """Every scope that a library or a vehicle may hold, sorted.

    A hub may hold more than can be listed: all that `may_hold` is asked about.
    """
    named = [f"{family}:{place}" for family in OF_A_PLACE for place in standing.places]
    scopes = sorted((CONTROL, CATALOGUE, PROGRAMME, *named))
    return tuple(scope for scope in scopes if may_hold(standing, scope))


def passes_alike(fact: Fact, scope: str, standing: Standing) -> bool:
    """Whether all facts of this stream, kind and place pass where `judge` lets this one pass.

    Not where it looks at the number, the body or the target of a fact.
    """
    by_itself = fact.kind in _AMENDMENTS or fact.kind in (facts.NODE_REVOKED, facts.ERASURE_DONE)
    return standing.last_good is None and scope != CONTROL and not by_itself


def judge(
    fact: Fact,
    kind: Kind | None,
    scope: str,
    standing: Standing | None,
    *,
    among: Among,
) -> str | None:
    """Why this fact does not count, or None.

    kind: None where it is not known here; it passes where its scope passes. scope: of its stream.
    standing: of the installation that wrote the stream; None where it has none. among: the facts of
    the same story, asked only about what an amendment speaks of. It must lie in the same scope, in
    `control` it must be something that this installation may tell; where it is not held here, the
    amendment passes, because it changes nothing.

    Enrolments and revocations count from hubs only, so who is a hub is found first: `settle`.
    """
    if standing is None:
        return UNKNOWN
    if standing.last_good is not None and fact.number > standing.last_good.get(fact.stream, 0):
        return REVOKED
    if standing.role == HUB:
        # Its revocation would bar itself: another hub has to tell it.
        is_bad = fact.kind == facts.NODE_REVOKED and _is_own(fact, standing)
        return NOT_ITS_KIND if is_bad else None
    if standing.role not in facts.ROLES:
        return OUT_OF_SCOPE
    family, _, place = scope.partition(":")
    if kind is not None and kind.scope not in ("*", family):
        return OUT_OF_SCOPE
    if not _may_write(standing, scope, family, place):
        return OUT_OF_SCOPE
    if fact.kind in _AMENDMENTS:
        return _amends_badly(fact, scope, standing, among)
    is_elsewhere = place and fact.place is not None and fact.place not in standing.speaks_of
    if is_elsewhere or fact.kind in OF_HUBS:
        return NOT_ITS_KIND
    if fact.kind == facts.ERASURE_DONE:
        return None if _is_own(fact, standing) else NOT_ITS_KIND
    if scope != CONTROL or kind is None or _may_control(fact, fact.body, standing):
        return None
    return NOT_ITS_KIND


def _may_write(standing: Standing, scope: str, family: str, place: str) -> bool:
    if place:
        return place in standing.speaks_of and family in OF_A_PLACE
    return scope in (CONTROL, CATALOGUE)


class _Body(msgspec.Struct):
    """What a body in `control` may say that is looked at here."""

    target: str = ""
    replacement: msgspec.Raw = msgspec.Raw(b"{}")
    role: str = ""
    place: str | None = None
    holder: str | None = None
    provisional: bool = False


_decoder = msgspec.json.Decoder(_Body)

_OF_ITSELF = frozenset({mechanism.STREAM_OPENED, facts.SCOPE_RELEASED})
_OF_PLACES = frozenset(
    {
        "place.founded/1",
        "place.described/1",
        "place.opening_set/1",
        "place.closed_days_set/1",
        "place.visits_dated/1",
        "place.service_set/1",
        "place.closed/1",
    }
)
_OF_LIBRARIES = frozenset(
    {
        "road.closed/1",
        "road.opened/1",
        "road.measured/1",
        "road.told/1",
        "market.days_changed/1",
        "model.declared/1",
        "assessment.opened/1",
        "assessment.answered/1",
        "assessment.submitted/1",
        "assessment.reviewed/1",
        "assessment.photographed/1",
        "assessment.photograph_removed/1",
        "task.done/1",
    }
)
"""What whoever was there tells everybody: it bears the place that tells it."""
_REQUESTED = "visit.requested/1"
OF_HUBS = frozenset(
    {
        "loan.ended_elsewhere/1",
        "copy.arrived_elsewhere/1",
        "copy.seen_elsewhere/1",
        "hold.assigned/1",
        "hold.ended_elsewhere/1",
    }
)
"""Kinds in the scope of a place that only a hub tells, and amends."""
_AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})
_APPOINTED, _ENDED, _GRANTED = "staff.appointed/1", "staff.ended/1", "block.granted/1"
"""Kinds of the folders that stand beside or below this one: known here by their names only."""


def _may_control(fact: Fact, body: msgspec.Raw | bytes, standing: Standing) -> bool:
    # Whether a library or a vehicle may tell every node this, with this body.
    kind, place = fact.kind, fact.place
    if kind in _OF_ITSELF:
        is_own = kind == mechanism.STREAM_OPENED or _is_own(fact, standing)
        return is_own and (place is None or place in standing.speaks_of)
    if place not in standing.speaks_of:
        return False
    if kind in _OF_PLACES:
        return fact.subject in standing.speaks_of
    if kind in _OF_LIBRARIES:
        return True
    if kind not in (_APPOINTED, _ENDED, _GRANTED, _REQUESTED):
        return False
    said = _read(body)
    if said is None:
        return False
    if kind == _GRANTED:
        return said.provisional and said.holder in standing.speaks_of
    if kind == _APPOINTED and said.role != LIBRARIAN:
        return False
    return said.place in standing.speaks_of


def _is_own(fact: Fact, standing: Standing) -> bool:
    return fact.subject == node_subject(fact.tenant, standing.installation)


def _amends_badly(fact: Fact, scope: str, standing: Standing, among: Among) -> str | None:
    if scope == CONTROL and fact.place not in standing.speaks_of:
        return NOT_ITS_KIND
    said = _read(fact.body)
    body = said.replacement if said and fact.kind == FACT_CORRECTED else None
    # An amendment names its target by a hash, so the way to what it speaks of has an end.
    while said is not None:
        target, where = among.get(said.target, (None, ""))
        if target is None:
            return None
        if where != scope:
            return OUT_OF_SCOPE
        if target.kind in OF_HUBS:
            return NOT_ITS_KIND
        if target.kind not in _AMENDMENTS:
            may = scope != CONTROL or _may_control(target, body or target.body, standing)
            return None if may else NOT_ITS_KIND
        if body is not None and scope == CONTROL:
            return NOT_ITS_KIND  # it would give a correction a body that nobody has asked about
        said = _read(target.body)
    return NOT_ITS_KIND


def _read(body: msgspec.Raw | bytes) -> _Body | None:
    try:
        return _decoder.decode(body)
    except msgspec.MsgspecError:
        return None


def standings(
    root: str, states: Iterable[NodeState], successions: Iterable[tuple[str, str]]
) -> dict[str, Standing]:
    """What each installation is, by public key, from stories whose facts have been judged.

    root: public key of the province's first hub; it is one with or without a certificate, until it
    is revoked. successions: (new, old) keys of installations that opened a stream as successors,
    whose vouch was found right. A successor without a certificate of its own stands as the one that
    it follows; where that one is revoked, nothing of the successor counts.
    """
    found: dict[str, Standing] = {}
    revoked: dict[str, NodeState] = {}
    for state in states:
        if state.certificate is not None:
            found[state.certificate.installation] = _standing(state, state.certificate)
        if state.revoked is not None:
            revoked[state.subject] = state
    places = found[root].places if root in found else frozenset()
    found[root] = Standing(HUB, places, _revoked(root, revoked), root)
    return _succeeded(found, successions, revoked)


def _standing(state: NodeState, said: Certificate) -> Standing:
    found = Standing(said.role, frozenset(said.places), _last_good(state), said.installation)
    if said.role == facts.INVITED:
        return msgspec.structs.replace(found, until=said.valid_until)
    if said.role != facts.VEHICLE:
        return found
    return msgspec.structs.replace(
        found,
        own=frozenset(state.history[0].places) if state.history else found.places,
        until=said.valid_until,
        formerly=frozenset(place for one in state.history for place in one.places) - found.places,
        released=frozenset(scope for scope, _ in state.released),
    )


def _revoked(installation: str, revoked: Mapping[str, NodeState]) -> dict[str, int] | None:
    for tenant in sorted({state.tenant for state in revoked.values()}):
        state = revoked.get(node_subject(tenant, installation))
        if state is not None:
            return _last_good(state)
    return None


def _last_good(state: NodeState) -> dict[str, int] | None:
    if state.revoked is None:
        return None
    return {mark.stream: mark.number for mark in state.revoked.last_good}


def _succeeded(
    certified: Mapping[str, Standing],
    successions: Iterable[tuple[str, str]],
    revoked: Mapping[str, NodeState],
) -> dict[str, Standing]:
    followed: dict[str, set[str]] = {}
    for new, old in successions:
        if new not in certified:
            followed.setdefault(new, set()).add(old)
    found = dict(certified)
    while True:
        grown = dict(certified)
        for new, olds in sorted(followed.items()):
            forerunners = [found[old] for old in sorted(olds) if old in found]
            if forerunners:
                grown[new] = _heir(new, forerunners, _revoked(new, revoked))
        if grown == found:
            return found
        found = grown


def _heir(
    installation: str, forerunners: Sequence[Standing], last_good: Mapping[str, int] | None
) -> Standing:
    least = strictest(forerunners)
    if least.last_good is not None:
        last_good = {}
    return msgspec.structs.replace(least, last_good=last_good, installation=installation)


class Heard(msgspec.Struct, frozen=True, gc=False):
    """A fact of an installation's story, with what its stream's opening says of its writer."""

    held: Held
    installation: str
    scope: str


Fold = Callable[[str, Sequence[Held]], NodeState | None]
"""The state of a subject from these facts of it; None where none of them says what it is."""

_KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*mechanism.KINDS, *facts.KINDS)}


def settle(
    root: str,
    stories: Mapping[str, Sequence[Heard]],
    fold: Fold,
    successions: Iterable[tuple[str, str]],
) -> dict[str, Standing]:
    """What each installation is, by public key, from all facts of their stories.

    stories: by subject. First only the root is known; what known hubs say makes others known, and
    so on until a round changes nothing. Where rounds go in a circle (two hubs that revoke each
    other), the strictest of the circle holds: who is not known in all of it is unknown, who is
    revoked in some of it is revoked.
    """
    pairs = sorted(set(successions))
    folded: dict[str, tuple[list[str], NodeState | None]] = {}
    rounds = [standings(root, (), pairs)]
    while True:
        for subject, heard in stories.items():
            good = _good(heard, rounds[-1])
            ids = [one.id for one in good]
            if subject not in folded or folded[subject][0] != ids:
                folded[subject] = (ids, fold(subject, good))
        states = [state for _, state in folded.values() if state is not None]
        found = standings(root, states, pairs)
        if found in rounds:
            return _strictest_of(rounds[rounds.index(found) :])
        rounds.append(found)


def _good(heard: Sequence[Heard], known: Mapping[str, Standing]) -> list[Held]:
    among = {one.held.id: (one.held.fact, one.scope) for one in heard}
    return [
        one.held
        for one in heard
        if judge(
            one.held.fact,
            _KINDS.get(one.held.fact.kind),
            one.scope,
            known.get(one.installation),
            among=among,
        )
        is None
    ]


def _strictest_of(circle: Sequence[Mapping[str, Standing]]) -> dict[str, Standing]:
    everywhere = set.intersection(*map(set, circle))
    return {key: strictest([one[key] for one in circle]) for key in sorted(everywhere)}
