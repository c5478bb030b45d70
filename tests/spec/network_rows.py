"""The rows of the vectors of a network: facts of installations, their standings, what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tests.library.nodes import network
from tests.library.nodes.network import key, subject
from tests.library.telling import Teller, named

from tusach.ledger.fact import encode
from tusach.ledger.mechanism import FactVoided
from tusach.ledger.order import Held
from tusach.library.copies.facts import CopySeen, LoanEndedElsewhere
from tusach.library.nodes.authority import Heard, Standing, judge, settle
from tusach.library.register import REGISTER
from tusach.library.staff.facts import StaffAppointed

NAMES = ("hub", "second", "third", "lib", "car", "heir")


class Network(NamedTuple):
    """Why it is here, who told what, and (new, old) names of successors."""

    why: str
    tellers: Sequence[Teller]
    successions: Sequence[tuple[str, str]] = ()


def rows() -> dict[str, Any]:
    """Facts, who wrote them and where -> what each installation is, and which facts count."""
    made = (
        _plain(),
        _revoked(),
        _root_revoked(),
        _each_other(),
        _heirs(),
        _amended(),
        _trips(),
        _of_hubs(),
        _invited(),
    )
    return {
        "about": "root, facts with writer and scope, (new, old) of right vouches -> standings; "
        "fact -> why it does not count",
        "rows": [_row(one) for one in made],
    }


def _row(one: Network) -> dict[str, Any]:
    told = {held.id: held for by in one.tellers for held in _all(by)}
    heard = []
    for held in told.values():
        name, scope = network.scope_of(held, *NAMES)
        heard.append(Heard(held, key(name), scope))
    pairs = [(key(new), key(old)) for new, old in one.successions]
    found = standings_of(key("hub"), heard, pairs)
    return {
        "why": one.why,
        "root": key("hub"),
        "facts": [
            {
                "bytes": encode(each.held.fact).hex(),
                "installation": each.installation,
                "scope": each.scope,
            }
            for each in heard
        ],
        "successions": [list(pair) for pair in pairs],
        "standings": shown(found),
        "codes": codes_of(heard, found),
    }


def _all(by: Teller) -> list[Held]:
    return [held for facts in by.known.values() for held in facts.values()]


def standings_of(
    root: str, heard: Iterable[Heard], pairs: Iterable[tuple[str, str]]
) -> dict[str, Standing]:
    """What each installation is, from facts of any stories."""
    stories: dict[str, list[Heard]] = {}
    for one in heard:
        stories.setdefault(one.held.fact.subject, []).append(one)
    return settle(root, stories, _fold, pairs)


def _fold(about: str, held: Sequence[Held]) -> Any:
    state = network.fold(about, held)
    return state if hasattr(state, "certificate") else None


def shown(found: dict[str, Standing]) -> dict[str, Any]:
    """Standings as another implementation must give them."""
    return {
        name: {
            "role": one.role,
            "places": sorted(one.places),
            "last_good": None if one.last_good is None else dict(sorted(one.last_good.items())),
        }
        for name, one in sorted(found.items())
    }


def codes_of(heard: Sequence[Heard], found: dict[str, Standing]) -> dict[str, str | None]:
    """By fact, why it does not count."""
    among = {one.held.id: (one.held.fact, one.scope) for one in heard}
    return {
        one.held.id: judge(
            one.held.fact,
            REGISTER.get(one.held.fact.kind),
            one.scope,
            found.get(one.installation),
            among=among,
        )
        for one in heard
    }


def _plain() -> Network:
    hub, second, lib, third = (Teller(name) for name in ("hub", "second", "lib", "third"))
    network.enrol(hub, "second", "hub")
    network.enrol(second, "lib", "library", lib.place)
    network.enrol(lib, "third", "hub")
    network.enrol(third, "third", "hub")
    for role, place in (
        ("librarian", lib.place),
        ("administrator", lib.place),
        ("librarian", third.place),
    ):
        body = StaffAppointed(role, place, network.ON)
        lib.say("staff.appointed/1", named(f"{role} {place}"), body, on=network.ON)
    return Network("whom hubs enrol, and whom others do", (hub, second, lib, third))


def _revoked() -> Network:
    hub, second = Teller("hub"), Teller("second")
    network.enrol(hub, "second", "hub")
    last = network.enrol(second, "lib", "library", named("place lib"))
    network.enrol(second, "third", "hub")
    network.revoke(hub, "second", network.mark(last))
    return Network("a hub revoked after what it had enrolled rightly", (hub, second))


def _root_revoked() -> Network:
    hub, second = Teller("hub"), Teller("second")
    last = network.enrol(hub, "second", "hub")
    network.enrol(hub, "third", "hub")
    network.revoke(hub, "hub")
    network.revoke(second, "hub", network.mark(last))
    return Network("the root revoked by another hub; its own word on it is none", (hub, second))


def _each_other() -> Network:
    hub, second, third = Teller("hub"), Teller("second"), Teller("third")
    network.enrol(hub, "second", "hub")
    network.enrol(hub, "third", "hub")
    network.revoke(second, "third")
    network.revoke(third, "second")
    network.enrol(third, "lib", "library", named("place lib"))
    return Network("two hubs that revoke each other", (hub, second, third))


def _heirs() -> Network:
    hub = Teller("hub")
    last = network.enrol(hub, "lib", "library", named("place lib"))
    network.enrol(hub, "car", "vehicle", named("place car"))
    network.revoke(hub, "car", network.mark(last))
    pairs = (("heir", "lib"), ("third", "heir"), ("second", "car"))
    return Network("successors of a library and of a revoked vehicle", (hub,), pairs)


def _amended() -> Network:
    hub, lib = Teller("hub"), Teller("lib")
    network.enrol(hub, "lib", "library", lib.place)
    told = network.enrol(hub, "car", "vehicle", named("place car"))
    gone = network.revoke(hub, "car", reason="lost")
    for scope, target in (("control", told), (f"circulation:{lib.place}", gone)):
        network.void(lib, target, scope=scope)
    body = FactVoided(gone.id, "found", "supervisor")
    hub.say("fact.voided/1", subject("car"), body, on=network.ON, place=None, scope="control")
    return Network("a library voids what a hub says; the hub takes it back", (hub, lib))


def _trips() -> Network:
    hub, car = Teller("hub"), Teller("car")
    near, far = named("place lib"), named("place other")
    network.enrol(hub, "car", "vehicle", car.place, near)
    for place in (near, far):
        seen = CopySeen("shelf")
        car.say("copy.seen/1", named("copy"), seen, on=network.ON, place=place,
                scope=f"circulation:{place}")  # fmt: skip
    network.enrol(hub, "car", "vehicle", car.place)
    return Network("a vehicle on a second trip: what it told on the first one counts", (hub, car))


def _of_hubs() -> Network:
    hub, lib = Teller("hub"), Teller("lib")
    scope, copy = f"circulation:{lib.place}", named("copy")
    network.enrol(hub, "lib", "library", lib.place)
    ended = LoanEndedElsewhere(named("loan"), network.ON, named("place other"))
    told = hub.say("loan.ended_elsewhere/1", copy, ended, on=network.ON, place=lib.place,
                   scope=scope)  # fmt: skip
    lib.say("loan.ended_elsewhere/1", copy, ended, on=network.ON)
    network.void(lib, told, scope=scope)
    lib.say("copy.seen/1", copy, CopySeen("shelf"), on=network.ON, place=named("place other"),
            scope=scope)  # fmt: skip
    lib.say("copy.seen/1", copy, CopySeen("shelf"), on=network.ON)
    return Network("what only a hub tells at a place, and a place that is another's", (hub, lib))


def _invited() -> Network:
    hub, lib, third = Teller("hub"), Teller("lib"), Teller("third")
    place = named("place lib")
    network.enrol(hub, "heir", "invitation", place)
    network.enrol(hub, "lib", "library", place)
    for one in (lib, third):
        one.say("copy.seen/1", named("copy"), CopySeen("shelf"), on=network.ON, place=place,
                scope=f"circulation:{place}")  # fmt: skip
    pairs = (("lib", "heir"), ("third", "heir"))
    return Network("two that follow an invitation; one was let in since", (hub, lib, third), pairs)
