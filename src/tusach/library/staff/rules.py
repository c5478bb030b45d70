"""Who may be appointed, by whom."""

from __future__ import annotations

from datetime import date

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import ADMINISTRATOR
from tusach.library import scopes
from tusach.library.staff import facts
from tusach.library.staff.story import StaffState

LONGEST_NAME = 300
LONGEST_INSPECTION_DAYS = 92
"""An inspector's account ends by itself. Provisional: no text says how long one may be given."""


def appoint(
    staff: str,
    *,
    name: str,
    role: str,
    place: str,
    on: str,
    valid_until: str | None = None,
    decision: str = "",
    contact: str = "",
) -> tuple[Draft, ...] | Refusal:
    """The person holds the role at the place from `on`; the name goes into the private part."""
    if role not in facts.ROLES:
        return Refusal("staff.role_unknown", {"role": role})
    if not name.strip():
        return Refusal("staff.name_missing")
    if len(name) > LONGEST_NAME:
        return Refusal("staff.name_too_long", {"letters": len(name), "most": LONGEST_NAME})
    if valid_until is not None and valid_until < on:
        return Refusal("staff.dates_reversed", {"from": on, "until": valid_until})
    if role == facts.INSPECTOR and (refused := _inspection(on, valid_until)):
        return refused
    appointed = facts.StaffAppointed(role, place, on, valid_until, decision)
    named = facts.StaffNamedPrivate(" ".join(name.split()), contact.strip())
    return (
        Draft(
            kind="staff.appointed/1",
            subject=staff,
            scope=scopes.CONTROL,
            on=on,
            place=place,
            body=appointed,
        ),
        Draft(
            kind="staff.named/1",
            subject=staff,
            scope=scopes.people(place),
            on=on,
            place=place,
            body=facts.StaffNamed(),
            private=named,
        ),
    )


def _inspection(on: str, valid_until: str | None) -> Refusal | None:
    """Why an inspector may not look from `on` to that day, or None."""
    if valid_until is None:
        return Refusal("staff.inspection_endless", {"most": LONGEST_INSPECTION_DAYS})
    if (date.fromisoformat(valid_until) - date.fromisoformat(on)).days >= LONGEST_INSPECTION_DAYS:
        return Refusal("staff.inspection_long", {"most": LONGEST_INSPECTION_DAYS})
    return None


def above(held: frozenset[str], role: str) -> Refusal | None:
    """Why somebody with the roles `held` decides nothing about a post of `role`, or None.

    >>> above(frozenset({"provincial"}), "administrator")
    Refusal(code='staff.role_above_own', values={'role': 'administrator'})
    """
    widest = max((facts.ROLES.index(one) for one in held if one in facts.ROLES), default=-1)
    if role in facts.ROLES and facts.ROLES.index(role) <= widest:
        return None
    return Refusal("staff.role_above_own", {"role": role})


def end_post(
    state: StaffState, *, role: str, place: str, on: str, last_on: str, administrators: int
) -> tuple[Draft, ...] | Refusal:
    """The post of this role at this place is held until `last_on`, inclusive.

    administrators: how many people hold that role on the day after; the last one stays, because
    nobody could appoint another.
    """
    posts = [post for post in state.posts if (post.role, post.place) == (role, place)]
    running = [post for post in posts if post.valid_until is None or post.valid_until > last_on]
    if not running:
        return Refusal("staff.no_such_post", {})
    if last_on < min(post.valid_from for post in running):
        return Refusal("staff.ends_before_beginning", {"from": running[0].valid_from})
    if role == ADMINISTRATOR and administrators < 1:
        return Refusal("staff.last_administrator", {})
    body = facts.StaffEnded(role, place, last_on)
    draft = Draft(
        kind="staff.ended/1",
        subject=state.subject,
        scope=scopes.CONTROL,
        on=on,
        place=place,
        body=body,
    )
    return (draft,)


def end(staff: str, *, role: str, place: str, on: str, reason: str = "") -> tuple[Draft, ...]:
    """The post is held until `on`, inclusive."""
    return (
        Draft(
            kind="staff.ended/1",
            subject=staff,
            scope=scopes.CONTROL,
            on=on,
            place=place,
            body=facts.StaffEnded(role, place, on, reason),
        ),
    )
