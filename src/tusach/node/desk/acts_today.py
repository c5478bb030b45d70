"""The last acts told at a place, with their undo while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tusach.ledger.fact import Fact, trusted
from tusach.ledger.ident import stream_id
from tusach.library import scopes
from tusach.library.copies.rules import UNDO_MS
from tusach.node.acts.node import Node
from tusach.node.desk.counter import Counter
from tusach.node.desk.shown import TitleShown, titles_of
from tusach.node.wording.facts import say_fact

LOOKED_AT, SHOWN = 30, 8
_LEFT_OUT = frozenset(
    {
        "fact.voided/1",
        "stream.opened/1",
        "block.granted/1",
        "readers.counted/1",
        "readers.settled/1",
    }
)
"""What the machine tells by itself, and what is seen at the act that it voids."""
_UNDOABLE = ("copy.", "loan.", "hold.", "wish.", "visit.", "reader.blocked/", "reader.unblocked/")


class ActShown(msgspec.Struct, frozen=True, kw_only=True):
    """One act. noun: copy, reader, visits or other, for the link. at: local time of day.

    card: the last digits of a reader's card, where this desk may open the reader.
    """

    fact: str
    noun: str
    subject: str
    words: str
    title: TitleShown | None
    card: str
    at: str
    mine: bool
    void: bool
    may_undo: bool


def acts_today(counter: Counter) -> tuple[ActShown, ...]:
    """What was told at this place today, the latest first; never a name."""
    told = [found for found in _latest(counter) if found[1].kind not in _LEFT_OUT]
    told.sort(key=lambda found: (found[1].told_ms, found[1].tick), reverse=True)
    told = told[:SHOWN]
    titles = _titles(counter.node, told)
    return tuple(_shown(counter, fact_id, fact, titles) for fact_id, fact in told)


def _latest(counter: Counter) -> Iterator[tuple[str, Fact]]:
    store, place = counter.node.store, counter.place
    spans = (
        scopes.circulation(place),
        scopes.people(place),
        scopes.operations(place),
        scopes.CATALOGUE,
    )
    today = counter.today
    with store.engine.reading() as reading:
        for scope in spans:
            stream = stream_id(store.installation.public_key, counter.node.tenant, scope)
            row = reading.stream(stream)
            if row is None:
                continue
            first = max(1, row.number - LOOKED_AT + 1)
            for one in reading.chain(stream, first, LOOKED_AT):
                fact = trusted(one.raw)
                if fact.place == place and local(counter.node, fact.told_ms)[:10] == today:
                    yield one.id, fact


def local(node: Node, told_ms: int) -> str:
    """An instant as `YYYY-MM-DD HH:MM` in the programme's time zone."""
    moment = datetime.fromtimestamp(told_ms / 1000, tz=UTC)
    there = moment + timedelta(minutes=node.store.identity.offset_minutes)
    return there.strftime("%Y-%m-%d %H:%M")


def may_undo(counter: Counter, fact_id: str, fact: Fact) -> bool:
    """Whether an undo would be heard; the rule decides again when it is asked."""
    if not fact.kind.startswith(_UNDOABLE) or fact.teller != counter.staff.staff_id:
        return False
    if counter.node.store.now_ms() - fact.told_ms > UNDO_MS:
        return False
    story = counter.node.store.story(fact.subject)
    if fact_id in story.void:
        return False
    return story.noun == "visits" or [one.id for one in story.tellings][-1:] == [fact_id]


def _titles(node: Node, told: list[tuple[str, Fact]]) -> dict[str, TitleShown]:
    copies = sorted({fact.subject for _, fact in told if fact.kind.startswith(("copy.", "loan."))})
    by_copy: dict[str, str] = {}
    for copy in copies:
        said = getattr(node.store.story(copy).state, "registered", None)
        if said is not None:
            by_copy[copy] = said.title
    titles = titles_of(node, by_copy.values())
    return {copy: titles[title] for copy, title in by_copy.items() if title in titles}


def _shown(counter: Counter, fact_id: str, fact: Fact, titles: dict[str, TitleShown]) -> ActShown:
    story = counter.node.store.story(fact.subject)
    return ActShown(
        fact=fact_id,
        noun=story.noun,
        subject=fact.subject,
        words=fact_words(counter, fact_id, fact),
        title=titles.get(fact.subject),
        card=_card(counter, fact.subject) if story.noun == "reader" else "",
        at=local(counter.node, fact.told_ms)[11:],
        mine=fact.teller == counter.staff.staff_id,
        void=fact_id in story.void,
        may_undo=may_undo(counter, fact_id, fact),
    )


def _card(counter: Counter, reader: str) -> str:
    """The end of a reader's card: enough to know whom one had before oneself, and no name."""
    node = counter.node
    if not counter.sees(node.store.state(reader, "reader")):
        return ""
    rows = node.store.vault.query(
        "SELECT number FROM card WHERE reader = ? AND ended = 0", (reader,)
    )
    return str(rows[-1][0])[-4:] if rows else ""


def fact_words(counter: Counter, fact_id: str, fact: Fact) -> str:
    """What a fact says, in words; as it counts now where it was corrected."""
    body: Any = None
    for one in counter.node.store.story(fact.subject).tellings:
        if one.id == fact_id:
            body = one.body
    if body is None:
        known = _read(counter.node, fact)
        body = known if known is not None else {}
    return say_fact(fact.kind, body, name=counter.name, words=counter.codes)


def _read(node: Node, fact: Fact) -> Any:
    try:
        known = node.store.folders.register.body(fact.kind, fact.body)
    except (msgspec.MsgspecError, ValueError, TypeError):
        return None
    return known[1] if known else None
