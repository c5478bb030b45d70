"""May this indicator be told? What of all that was told a program uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import sha256
from tusach.library import scopes
from tusach.library.programme import facts
from tusach.library.programme.definition import Definition, wrong_in
from tusach.library.programme.reading_in import definition_bytes
from tusach.library.programme.story import IndicatorState
from tusach.library.programme.telling import Answer, At, wrong_paper
from tusach.library.programme.unreadable import FAULTS
from tusach.library.shapes import is_code


def define(
    state: IndicatorState, said: Definition, *, shipped: int, paper: str, dated: str, at: At
) -> Answer:
    """The definition holds from now on, for every day that was and will be.

    said: as `read_one` gives it, with nothing wrong. shipped: the version that comes with the
    program, 0 = none. A version number is never given twice, not even after a withdrawal.
    """
    text = definition_bytes(said).decode()
    now = state.in_force
    if now is not None and now.told.definition == text:
        return Refusal("indicator.nothing_new", {})
    least = max(state.latest, shipped) + 1
    if said.version < least:
        return Refusal("indicator.version_low", {"version": said.version, "least": least})
    wrong = wrong_paper(paper, dated, at)
    if wrong is not None:
        return wrong
    body = facts.IndicatorDefined(said.id, said.version, text, paper, dated)
    return (_draft("indicator.defined/1", state.subject, at, body),)


def withdraw(state: IndicatorState, reason: str, at: At, *, fact: str = "") -> Answer:
    """That definition counts no longer, however often it was told; what was before counts again.

    fact: beginning of the id of the one that is meant; empty = the one that counts.
    """
    if fact:
        meant = [one for one in state.standing if one.fact.startswith(fact)]
    else:
        meant = [state.in_force] if state.in_force is not None else []
        if apart := [one for one in state.standing if one.told.version in state.disputed]:
            return Refusal("indicator.which", {"known": " ".join(x.fact[:12] for x in apart)})
    if not meant:
        return Refusal("indicator.none", {})
    if len({one.told.definition for one in meant}) > 1:
        return Refusal("indicator.which", {"known": " ".join(x.fact[:12] for x in meant)})
    found = [one for one in state.standing if one.told.definition == meant[0].told.definition]
    if reason and not is_code(reason):
        return Refusal("target.reason_odd", {})
    return tuple(
        _draft(
            "indicator.withdrawn/1", state.subject, at, facts.IndicatorWithdrawn(one.fact, reason)
        )
        for one in found
    )


class TooOld(msgspec.Struct, frozen=True):
    """A definition that was told and that this program cannot count by: never counted as 0."""

    indicator: str
    version: int
    hash: str


SHIPPED = "shipped"
"""How a version stands that comes with the program and is not what is counted by."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an indicator. definition: None where this program is too old for it.

    standing: as `library.programme.story` names it, or SHIPPED. fact: empty = with the program.
    """

    indicator: str
    version: int
    hash: str
    standing: str
    definition: Definition | None
    fact: str = ""
    told_on: str = ""
    paper: str = ""
    dated: str = ""


@lru_cache(maxsize=256)
def readable(text: str) -> Definition | None:
    """The definition that was told; None where this program is too old for it.

    A text that says more than this program knows is not read in part.
    """
    raw = text.encode()
    try:
        said = msgspec.json.decode(raw, type=Definition)
    except FAULTS:
        return None
    return said if definition_bytes(said) == raw and not wrong_in(said) else None


def used(
    shipped: Iterable[Definition], told: Mapping[str, facts.IndicatorDefined]
) -> tuple[tuple[Definition, ...], tuple[TooOld, ...]]:
    """What a program counts by, the shipped ones first in their order; and what it cannot.

    told: by indicator, those in force. What the province said stands before what comes with a
    program, whatever its number, so that all nodes count alike whichever program they have.
    """
    kept: dict[str, Definition] = {one.id: one for one in shipped}
    old: list[TooOld] = []
    for indicator, one in sorted(told.items()):
        said = readable(one.definition)
        if said is None or (said.id, said.version) != (indicator, one.version):
            kept.pop(indicator, None)
            old.append(TooOld(indicator, one.version, sha256(one.definition.encode())))
        else:
            kept[indicator] = said
    return tuple(kept.values()), tuple(old)


def _draft(kind: str, subject: str, at: At, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=subject, scope=scopes.CONTROL, on=at.on, place=at.place, body=body
    )
