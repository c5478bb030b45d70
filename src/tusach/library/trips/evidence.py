"""What shows that a stop was served: the commune's word, and photographs.

A photograph's bytes lie outside the ledger: a fact is for ever, a picture of people must not be.
Source: docs/decisions/0054.
"""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.desk import Desk
from tusach.library.readers.facts import PersonErased
from tusach.library.shapes import is_code
from tusach.library.trips import facts
from tusach.library.trips.rules import of_stop
from tusach.library.trips.story import StopState, TripState

LONGEST_PAPER, LONGEST_NAME = 60, 80
LARGEST_BYTES = 200_000
MOST_PHOTOGRAPHS = 12
"""Of one stop: some 2 MB at most, so that a day's trip goes through a telephone's network."""
JPEG = "jpeg"
NO_CHILD, CONSENT = "none", "consent"

Told = tuple[Draft, ...] | Refusal


def confirm(
    state: TripState, stop: StopState, desk: Desk, body: facts.StopConfirmed, *, name: str = ""
) -> Told:
    """The commune says that the vehicle was there. name: of who signed, in the private part."""
    if refused := desk.future():
        return refused
    if stop.opened is None:
        return Refusal("stop.not_served", {})
    if not is_code(body.how) or len(body.paper) > LONGEST_PAPER:
        return Refusal("stop.confirmation_odd", {"most": LONGEST_PAPER})
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or (name and not body.role):
        return Refusal("stop.signer_odd", {"most": LONGEST_NAME})
    if body.photograph is not None and photograph_of(stop, body.photograph) is None:
        return Refusal("photograph.unknown", {})
    private = facts.ConfirmedPrivate(name) if name else None
    return (of_stop(state, stop, desk, kind="stop.confirmed/2", body=body, private=private),)


def forget_signers(state: TripState, stop: StopState, desk: Desk, *, reason: str) -> Told:
    """The names of who confirmed the stop are to be removed everywhere."""
    parts = tuple(sorted(one.part for one in stop.confirmed if one.part))
    if not parts:
        return Refusal("stop.nobody_named", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    vehicle = str(state.vehicle)
    return (
        Draft(
            kind="person.erased/1",
            subject=stop.subject,
            scope=scopes.people(vehicle),
            on=desk.on,
            place=vehicle,
            body=PersonErased(parts, reason),
        ),
    )


def photograph(state: TripState, stop: StopState, desk: Desk, body: facts.StopPhotographed) -> Told:
    """There is a photograph of the stop, and whoever adds it answers for the children on it."""
    if refused := desk.future() or _unfit(stop, body):
        return refused
    if body.taken_on > desk.on:
        return Refusal("photograph.taken_later", {})
    return (of_stop(state, stop, desk, kind="stop.photographed/1", body=body),)


def remove_photograph(
    state: TripState, stop: StopState, desk: Desk, *, digest: str, reason: str
) -> Told:
    """Its bytes are to be removed everywhere; there is no way back."""
    if photograph_of(stop, digest) is None:
        return Refusal("photograph.unknown", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    body = facts.StopPhotographRemoved(state.subject, digest, reason)
    return (of_stop(state, stop, desk, kind="stop.photograph_removed/1", body=body),)


def photograph_of(stop: StopState, digest: str) -> facts.StopPhotographed | None:
    """A photograph of the stop that is to be kept."""
    return next(
        (one.said for one in stop.photographs if one.said.hash == digest and not one.removed),
        None,
    )


def _unfit(stop: StopState, body: facts.StopPhotographed) -> Refusal | None:
    """Why a photograph is not of this stop, or None."""
    if stop.opened is None:
        return Refusal("stop.not_served", {})
    if body.children not in (NO_CHILD, CONSENT):
        return Refusal("photograph.children", {})
    if body.media != JPEG or not is_code(body.shows):
        return Refusal("photograph.no_picture", {})
    if not 0 < body.bytes <= LARGEST_BYTES:
        return Refusal("photograph.large", {"most_kb": LARGEST_BYTES // 1000})
    if body.hash in dict(stop.removed):
        return Refusal("photograph.removed", {})
    if photograph_of(stop, body.hash) is not None:
        return Refusal("photograph.known", {})
    if sum(not one.removed for one in stop.photographs) >= MOST_PHOTOGRAPHS:
        return Refusal("photograph.many", {"most": MOST_PHOTOGRAPHS})
    return None
