"""The facts that a choice tells, or why it is not this person's to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import AGREED, SUPERVISOR, TELLER, FactCorrected, FactVoided
from tusach.ledger.order import Held
from tusach.ledger.story import Disagreement, Story, Told
from tusach.library import scopes
from tusach.library.copies import rules as copies
from tusach.library.copies.amends import FINAL, is_final
from tusach.library.copies.rules import Desk
from tusach.library.crates import rules as crates
from tusach.library.crates.story import CrateState
from tusach.library.settling import options as ways
from tusach.library.settling.options import Option
from tusach.library.visits.story import APART

SLIP = "slip"
NO_DESK = Refusal("settle.no_desk")


class Settler(msgspec.Struct, frozen=True, kw_only=True):
    """Who settles, and where. desk: where that person works now; None: for the whole province.

    standing: of an amendment of theirs to a fact (`supervisor`, `teller`), None where it is not
    theirs to amend, or not this machine's. scope: in which a fact lies. grant: the wish to give a
    place a block of numbers of a kind that nobody has, None where this machine grants none.
    """

    on: str
    desk: Desk | None
    standing: Callable[[str], str | None]
    scope: Callable[[str], str]
    grant: Callable[[str, int], Draft | None]


Wishes = tuple[Draft, ...] | Refusal


def settle(story: Story, one: Disagreement, option: Option, settler: Settler) -> Wishes:
    """What this choice tells. Expects a contradiction that stands and one of its options."""
    held = {found.id: found for found in story.held}
    match option.code:
        case ways.HERE:
            return _here(story, one, held, settler)
        case ways.AGREE:
            return _agree(story, one, held, settler)
        case ways.TAKE:
            return _take(story, one, held, settler, rival=option.fact)
        case ways.OTHER_SHEET:
            body = _told(story, option.fact).body
            changed = msgspec.structs.replace(body, sheet=f"{body.sheet}/2")
            return _correct(held[option.fact], changed, settler, reason=SLIP)
        case ways.DESCRIBE:
            return _describe(story, one, held, settler, fact=option.fact)
        case ways.IN_CRATE:
            return _in_crate(story, one, settler, lies_in=option.fact)
        case ways.STAYS:
            state: CrateState = story.state
            return crates.stay(state, settler.desk) if settler.desk else NO_DESK
        case ways.KEEPS:
            return _keeps(story, one, held, settler, kept=option.fact)
    assert option.code == ways.VOID, option.code
    return _void([held[fact] for fact in _same(story, one, option.fact)], settler)


def _void(facts: Sequence[Held], settler: Settler) -> Wishes:
    drafts = []
    for held in facts:
        standing = settler.standing(held.id)
        if standing is None:
            return Refusal("settle.not_yours")
        if is_final(held.fact.kind):
            return FINAL
        body = FactVoided(held.id, SLIP, standing)
        drafts.append(_about(held, "fact.voided/1", body, settler))
    return tuple(drafts)


def _same(story: Story, one: Disagreement, fact: str) -> list[str]:
    """The facts that fall with this one: all that a machine counted of one channel and group."""
    if one.code != APART:
        return [fact]
    told = _told(story, fact)
    return [
        other.id
        for other in story.tellings
        if other.held.fact.stream == told.held.fact.stream
        and (other.body.channel, other.body.group) == (told.body.channel, told.body.group)
    ]


def _correct(held: Held, body: object, settler: Settler, *, reason: str) -> Wishes:
    standing = settler.standing(held.id)
    if standing is None:
        return Refusal("settle.not_yours")
    if is_final(held.fact.kind):
        return FINAL
    said = FactCorrected(held.id, msgspec.to_builtins(body), reason, standing)
    return (_about(held, "fact.corrected/1", said, settler),)


def _agree(story: Story, one: Disagreement, held: dict[str, Held], settler: Settler) -> Wishes:
    """It reads rightly as it is: said of the newest of these facts that this person may amend."""
    for fact in reversed(one.facts):
        told = next((found for found in story.tellings if found.id == fact), None)
        if told is not None and settler.standing(fact) is not None:
            return _correct(held[fact], told.body, settler, reason=AGREED)
    return Refusal("settle.not_yours")


def _here(story: Story, one: Disagreement, held: dict[str, Held], settler: Settler) -> Wishes:
    """The copy is in hand; who had it is nobody's question any more."""
    if settler.desk is None:
        return NO_DESK
    back = copies.take_back(story.state, settler.desk)
    if isinstance(back, Refusal):
        return back
    agreed = _agree(story, one, held, settler)
    return back if isinstance(agreed, Refusal) else (*back, *agreed)


def _take(
    story: Story, one: Disagreement, held: dict[str, Held], settler: Settler, *, rival: str
) -> Wishes:
    """Of several corrections this one is right: told once more, by somebody who knew them all."""
    target, *rivals = one.facts
    said = {key: msgspec.json.decode(held[key].fact.body, type=FactCorrected) for key in rivals}
    above = any(body.standing == SUPERVISOR for body in said.values())
    if above and settler.standing(target) == TELLER:
        return Refusal("settle.above_you")
    return _correct(held[target], said[rival].replacement, settler, reason=SLIP)


def _describe(
    story: Story, one: Disagreement, held: dict[str, Held], settler: Settler, *, fact: str
) -> Wishes:
    """The earlier description is told anew, by somebody who knew both."""
    told = _told(story, fact)
    agreed = _agree(story, one, held, settler)
    if isinstance(agreed, Refusal):
        return agreed
    anew = Draft(
        kind=told.kind,
        subject=story.subject,
        scope=scopes.CATALOGUE,
        on=settler.on,
        place=told.place,
        body=told.body,
    )
    return (anew, *agreed)


def _keeps(
    story: Story, one: Disagreement, held: dict[str, Held], settler: Settler, *, kept: str
) -> Wishes:
    """One grant of a block holds; who held the other gets a block that nobody has."""
    drafts: list[Draft] = []
    for fact in one.facts:
        if fact == kept:
            continue
        found = _void([held[fact]], settler)
        if isinstance(found, Refusal):
            return found
        said = _told(story, fact).body
        fresh = settler.grant(said.holder, said.digit) if said.holder else None
        drafts += [*found, *((fresh,) if fresh else ())]
    return tuple(drafts)


def _in_crate(story: Story, one: Disagreement, settler: Settler, *, lies_in: str) -> Wishes:
    """The copy lies in this crate: so it is not in the other one, into which it was packed too."""
    if settler.desk is None:
        return NO_DESK
    other = next(fact for fact in one.facts if fact != lies_in)
    crate = _told(story, other).held.fact.subject
    return (crates.not_there(crate, story.subject, settler.desk),)


def _told(story: Story, fact: str) -> Told:
    return next(one for one in story.tellings if one.id == fact)


def _about(held: Held, kind: str, body: msgspec.Struct, settler: Settler) -> Draft:
    return Draft(
        kind=kind,
        subject=held.fact.subject,
        scope=settler.scope(held.id),
        on=settler.on,
        place=held.fact.place,
        body=body,
        also=held.fact.also,
    )
