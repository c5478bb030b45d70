"""A node's first facts: its programme, its first place, its first person."""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import ADMINISTRATOR
from tusach.library import scopes
from tusach.library.places.facts import PlaceClosedDaysSet, PlaceFounded, PlaceOpeningSet
from tusach.library.profile.profile import Profile
from tusach.library.staff import rules as staff_rules
from tusach.node.acts import province
from tusach.node.acts.node import Node
from tusach.node.store.protocol import StoreFault


class NewPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place to be founded. unit: code of its commune, or empty; weekdays: ISO, when open."""

    code: str
    name: str
    kind: str
    unit: str = ""
    owner: str = ""
    address: str = ""
    decision: str = ""
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    hours: str = ""


def home_words(profile: Profile, *, profile_name: str, place: str) -> dict[str, Any]:
    """What `home.json` keeps of a profile."""
    zone = profile.province.time_zone
    return {
        "profile": profile_name,
        "place": place or "TV",
        "time_zone": zone.iana,
        "offset_minutes": zone.utc_offset_minutes,
        "language": profile.province.default_language,
    }


def found(node: Node, place: NewPlace, *, on: str) -> None:
    """The programme of the profile and the first place are told."""
    drafts = [
        *province.programme_drafts(node.profile, node.tenant, on),
        *place_drafts(node, place, on),
        *province.first_blocks(node, [node.place_id(place.code)], on),
    ]
    done = node.store.tell(None, drafts)
    if isinstance(done, Refusal):
        raise StoreFault("store.failed", said=done.code)


def place_drafts(node: Node, place: NewPlace, on: str) -> list[Draft]:
    """A place with its opening days and the holidays of the profile."""
    subject = node.place_id(place.code)
    units = {unit.code: unit for unit in node.profile.units.units}
    unit = units.get(place.unit)
    kinds = {kind.code: kind for kind in node.profile.places.kinds}
    owner = place.owner
    if not owner and place.kind in kinds:
        owner = kinds[place.kind].owner[node.profile.province.default_language]
    founded = PlaceFounded(
        code=place.code,
        name=place.name,
        kind=place.kind,
        unit=province.unit_subject(node.tenant, unit) if unit else None,
        owner=owner,
        address=place.address,
        decision=place.decision,
    )
    bodies: list[tuple[str, msgspec.Struct]] = [("place.founded/1", founded)]
    opening = PlaceOpeningSet(place.weekdays, on, place.hours)
    bodies.append(("place.opening_set/1", opening))
    closed = province.closed_days(node.profile, node.lunar)
    if closed:
        bodies.append(("place.closed_days_set/1", PlaceClosedDaysSet(closed, True, "holiday")))
    return [
        Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=subject, body=body)
        for kind, body in bodies
    ]


def appoint_first(node: Node, name: str, *, place: str, on: str, role: str = ADMINISTRATOR) -> str:
    """The first person, appointed by the node itself; the staff id.

    role: in a network a library's own word makes librarians only.
    """
    staff = node.store.random.new_id()
    drafts = staff_rules.appoint(staff, name=name, role=role, place=node.place_id(place), on=on)
    done = drafts if isinstance(drafts, Refusal) else node.store.tell(None, drafts)
    if isinstance(done, Refusal):
        raise StoreFault("store.failed", said=done.code)
    return staff
