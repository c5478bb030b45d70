"""Places, their opening days, their rules and their people: founding, describing, appointing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import ADMINISTRATOR
from tusach.library import scopes
from tusach.library.copies.rule_setting import set_rule as set_rule_drafts
from tusach.library.places import rules
from tusach.library.places.facts import (
    PlaceClosed,
    PlaceClosedDaysSet,
    PlaceDescribed,
    PlaceFounded,
    PlaceOpeningSet,
    RuleSet,
)
from tusach.library.staff import rules as staff_rules
from tusach.library.staff.story import StaffState
from tusach.library.visits.counting import set_visit_rule as visit_rule_drafts
from tusach.node.acts import province
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


class NewPost(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to hold which role where. staff: id of a known person, empty for a new one."""

    role: str
    place: str
    name: str
    staff: str = ""
    contact: str = ""
    valid_from: str
    valid_until: str | None = None
    decision: str = ""


class Appointed(msgspec.Struct, frozen=True):
    """The person who holds the post now, and the facts that say so."""

    staff: str
    facts: tuple[str, ...]


def found_place(
    node: Node, body: PlaceFounded, opening: PlaceOpeningSet | None, at: At
) -> Done | Refusal:
    """A new place, with its opening days and the holidays of the programme.

    opening: None where people are served only while a vehicle stands there.
    """
    subject = node.place_id(body.code)

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state = transaction.state(subject, "place")
        found = rules.found(state, body, opening, on=at.on, kinds=kinds(node))
        if isinstance(found, Refusal) or opening is None:
            return found
        holidays = province.closed_days(node.profile, node.lunar)
        return (*found, _holidays(subject, at.on, holidays)) if holidays else found

    return node.store.act(at.by, deed)


def describe_place(node: Node, place: str, body: PlaceDescribed, at: At) -> Done | Refusal:
    """The place reads as `body` says."""
    return node.store.act(
        at.by,
        lambda transaction: rules.describe(
            transaction.state(place, "place"), body, on=at.on, kinds=kinds(node)
        ),
    )


def set_opening(node: Node, place: str, body: PlaceOpeningSet, at: At) -> Done | Refusal:
    """The place is open on these weekdays from a day on."""
    return node.store.act(
        at.by,
        lambda transaction: rules.set_opening(transaction.state(place, "place"), body, on=at.on),
    )


def set_closed_days(
    node: Node, place: str, days: Sequence[str], at: At, *, closed: bool, reason: str
) -> Done | Refusal:
    """Single days on which the place is closed, or open against its weekdays."""
    return node.store.act(
        at.by,
        lambda transaction: rules.set_closed_days(
            transaction.state(place, "place"), days, on=at.on, closed=closed, reason=reason
        ),
    )


def date_visits(
    node: Node,
    place: str,
    days: Sequence[str],
    at: At,
    *,
    vehicle: str | None = None,
    called_off: bool = False,
) -> Done | Refusal:
    """A vehicle comes to the place on these days, or does not come after all."""
    return node.store.act(
        at.by,
        lambda transaction: rules.date_visits(
            transaction.state(place, "place"),
            days,
            on=at.on,
            vehicle=vehicle,
            called_off=called_off,
        ),
    )


def close_place(node: Node, place: str, body: PlaceClosed, at: At) -> Done | Refusal:
    """The place ends; refused while loans made there are out."""
    return node.store.act(
        at.by,
        lambda transaction: rules.close(
            transaction.state(place, "place"), body, on=at.on, open_loans=open_loans(node, place)
        ),
    )


def set_rule(node: Node, body: RuleSet, at: At) -> Done | Refusal:
    """A version of a lending rule; earlier versions stay as they were told."""
    return node.store.act(at.by, lambda _: set_rule_drafts(node.tenant, body, on=at.on))


def set_visit_rule(node: Node, body: RuleSet, at: At) -> Done | Refusal:
    """A version of the rule of visits; earlier versions stay as they were told."""
    return node.store.act(at.by, lambda _: visit_rule_drafts(node.tenant, body, on=at.on))


def appoint(node: Node, new: NewPost, at: At) -> Appointed | Refusal:
    """The person holds the post; nobody appoints above their own role."""
    staff = new.staff or node.store.random.new_id()

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        refused = _above(node, transaction, new.role, at)
        if refused:
            return refused
        state: StaffState = transaction.state(staff, "staff")
        if any(
            (post.role, post.place) == (new.role, new.place) and post.holds(new.valid_from)
            for post in state.posts
        ):
            return Refusal("staff.post_held", {})
        drafts = staff_rules.appoint(
            staff,
            name=new.name,
            role=new.role,
            place=new.place,
            on=new.valid_from,
            valid_until=new.valid_until,
            decision=new.decision,
            contact=new.contact,
        )
        return drafts if isinstance(drafts, Refusal) else _told_on(drafts, at.on)

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Appointed(staff, done.facts)


def end_post(
    node: Node, staff: str, at: At, *, role: str, place: str, last_on: str
) -> Done | Refusal:
    """The post is held until `last_on`; the last administrator stays."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        refused = _above(node, transaction, role, at)
        if refused:
            return refused
        return staff_rules.end_post(
            transaction.state(staff, "staff"),
            role=role,
            place=place,
            on=at.on,
            last_on=last_on,
            administrators=_other_administrators(node, staff, last_on),
        )

    return node.store.act(at.by, deed)


def kinds(node: Node) -> frozenset[str]:
    """Codes of the kinds of place that the profile knows."""
    return frozenset(kind.code for kind in node.profile.places.kinds)


def open_loans(node: Node, place: str) -> int:
    """How many loans made at a place are out."""
    rows = node.store.query(
        "SELECT count(*) FROM copy WHERE tenant = ? AND loan_place = ? AND loan IS NOT NULL",
        (node.tenant, place),
    )
    return int(rows[0][0])


def _above(node: Node, transaction: Transaction, role: str, at: At) -> Refusal | None:
    # The node itself appoints the first person; everybody else stands below or beside their own.
    if at.by is None:
        return None
    return staff_rules.above(node.store.roles(transaction, at.by, None), role)


def _told_on(drafts: Sequence[Draft], on: str) -> tuple[Draft, ...]:
    """The same wishes, told on the day of the act: a post may begin earlier or later."""
    return tuple(msgspec.structs.replace(draft, on=on) for draft in drafts)


def _other_administrators(node: Node, staff: str, last_on: str) -> int:
    rows = node.store.query(
        "SELECT DISTINCT subject FROM post WHERE tenant = ? AND role = ? AND subject <> ? "
        "AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?)",
        (node.tenant, ADMINISTRATOR, staff, last_on, last_on),
    )
    return len(rows)


def _holidays(place: str, on: str, days: tuple[str, ...]) -> Draft:
    return Draft(
        kind="place.closed_days_set/1",
        subject=place,
        scope=scopes.CONTROL,
        on=on,
        place=place,
        body=PlaceClosedDaysSet(days, True, "holiday"),
    )
