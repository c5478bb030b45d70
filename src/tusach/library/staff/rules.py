"""Who may be appointed, by whom."""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.staff import facts


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
    if valid_until is not None and valid_until < on:
        return Refusal("staff.dates_reversed", {"from": on, "until": valid_until})
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
