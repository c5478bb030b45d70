"""All that waits for a person to settle it, with the tellings that it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.fact import Fact, trusted
from tusach.ledger.ident import derived
from tusach.ledger.kind import HUB
from tusach.ledger.mechanism import AGREED
from tusach.ledger.order import Held, corrected_ms
from tusach.ledger.story import Disagreement, Story
from tusach.library.scopes import CONTROL
from tusach.library.settling import options as ways
from tusach.library.settling.options import Option, options
from tusach.node.acts import clocks_off, persons
from tusach.node.acts.node import Node
from tusach.node.store.protocol import FactRow

MOST = 2_000
"""So many subjects are looked at; a province that has more of them settles these first."""

AFTER_DAYS = 90
"""So long a loan that explains a return may still come from a place that is seldom heard."""

AHEAD, BEHIND = "ahead", "behind"
REGISTERED_TWICE, CLOCK_OFF, JOINED = "reader.registered_twice", "clock.off", "reader.joined"
KINDS: dict[str, tuple[str, ...]] = {
    "loans": ("copy.lent", "copy.seen", "copy.lost", "copy.returned", "copy.withdrawn", "loan."),
    "readers": ("reader.",),
    "numbers": ("block.", "copy.registered"),
    "counts": ("visit.", "sheet."),
    "titles": ("title.",),
    "network": ("node.", "clock.", "place.", "rule.", "fact."),
}
"""What the list is narrowed down to, by how codes begin."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to settle. facts: the tellings, in order; options: the proposal first.

    desks: places that should look; at_hub: only the hub can settle it. since_ms: when the last of
    the tellings was told. others: further subjects, as the second of two registrations. why: of
    a pair, what speaks for it. proven: see `Disagreement`.
    """

    id: str
    code: str
    noun: str
    subject: str
    facts: tuple[str, ...]
    options: tuple[Option, ...]
    desks: tuple[str, ...] = ()
    at_hub: bool = False
    since_ms: int = 0
    proven: bool = True
    others: tuple[str, ...] = ()
    why: str = ""

    @property
    def kind(self) -> str:
        """The group in which the list shows it."""
        return next(
            (kind for kind, heads in KINDS.items() if self.code.startswith(heads)), "network"
        )

    def disagreement(self) -> Disagreement:
        """The contradiction as the story says it."""
        return Disagreement(self.code, self.facts, self.proven)


def cases(node: Node) -> tuple[Case, ...]:
    """All cases that stand, those waiting longest first; kept until something is told."""
    mark = (node.store.engine.arrival_now(), node.store.vault.version, node.today())
    kept = getattr(node, "_cases_kept", None)
    if kept is None or kept[0] != mark:
        found = sorted(_all(node), key=lambda one: (not one.proven, one.since_ms, one.id))
        kept = (mark, tuple(found))
        node._cases_kept = kept  # type: ignore[attr-defined]
    every: tuple[Case, ...] = kept[1]
    return every


def case(node: Node, key: str) -> Case | None:
    """One case, as it stands now."""
    return next((one for one in (*cases(node), *joined_cases(node)) if one.id == key), None)


def open_for(node: Node, place: str | None) -> int:
    """How many cases a place should look at; None: the whole province."""
    return sum(one.proven and (place is None or place in one.desks) for one in cases(node))


def _all(node: Node) -> Iterator[Case]:
    rows = node.store.query(
        "SELECT DISTINCT subject FROM disagreement WHERE tenant = ? ORDER BY subject LIMIT ?",
        (node.tenant, MOST),
    )
    for (subject,) in rows:
        yield from of_story(node, node.store.story(subject))
    yield from late_returns(node)
    yield from _pairs(node)
    yield from _clocks(node)


def of_story(node: Node, story: Story) -> list[Case]:
    """The contradictions of one story."""
    return [_case(node, story, one) for one in story.disagreements]


def key_of(node: Node, subject: str, code: str, facts: Sequence[str]) -> str:
    """The id of a case: the same on every node."""
    return derived(node.tenant, "case", "|".join((subject, code, *facts)))


def _case(node: Node, story: Story, one: Disagreement) -> Case:
    facts = {held.id: held for held in story.held}
    told = [facts[key] for key in one.facts if key in facts]
    return Case(
        id=key_of(node, story.subject, one.code, one.facts),
        code=one.code,
        noun=story.noun,
        subject=story.subject,
        facts=one.facts,
        options=options(one, story),
        desks=_desks(told),
        at_hub=any(_in_control(node, held) for held in told),
        since_ms=_since(node, told),
        proven=one.proven,
    )


def unmatched_of(story: Story) -> list[Disagreement]:
    """Returns that no loan explains, as if they contradicted something."""
    agreed = {told for told, by in story.corrected if _is_agreed(story, by)}
    return [
        Disagreement(ways.UNMATCHED, (one.fact,))
        for one in story.state.unmatched
        if one.fact not in agreed
    ]


def late_returns(node: Node, *, days: int = AFTER_DAYS) -> Iterator[Case]:
    """Returns that no loan has explained for so many days, the oldest first.

    Only where everything is held (the hub, a library on its own): elsewhere the loan may well be
    known to the hub, and never comes here. There are none then.
    """
    store = node.store
    if store.standings is not None and store.identity.role != HUB:
        return
    before = (date.fromisoformat(node.today()) - timedelta(days=days)).isoformat()
    with store.engine.reading() as reading:
        rows = [(on, copy, fact) for _, copy, fact, _, on in reading.table("unmatched")]
    late = sorted(row for row in rows if row[0] <= before)[:MOST]
    facts = {fact for _, _, fact in late}
    for copy in dict.fromkeys(copy for _, copy, _ in late):
        story = store.story(copy)
        for one in unmatched_of(story):
            if one.facts[0] in facts:
                yield _case(node, story, one)


def _is_agreed(story: Story, correction: str) -> bool:
    for held in story.held:
        if held.id == correction:
            return bool(json.loads(bytes(held.fact.body)).get("reason") == AGREED)
    return False


def _pairs(node: Node) -> Iterator[Case]:
    for pair in persons.pairs(node):
        told = [_first(node, reader) for reader in (pair.keep, pair.also)]
        held = [one for one in told if one is not None]
        yield Case(
            id=pair_key(node, pair.keep, pair.also),
            code=REGISTERED_TWICE,
            noun="reader",
            subject=pair.keep,
            others=(pair.also,),
            facts=tuple(one.id for one in held),
            options=(Option(ways.MERGE, why=pair.why), Option(ways.PARTED)),
            desks=_desks(held),
            since_ms=_since(node, held),
            why=pair.why,
        )


def pair_key(node: Node, one: str, other: str) -> str:
    """The id of the case of two registrations, whichever of them is kept."""
    return key_of(node, "pair", REGISTERED_TWICE, sorted((one, other)))


def joined_cases(node: Node) -> tuple[Case, ...]:
    """Registrations that were joined; nothing waits there, but somebody may have been wrong."""
    found = []
    for one in persons.joined(node):
        told = node.store.fact(one.fact)
        held = [] if told is None else [_held(told)]
        found.append(
            Case(
                id=key_of(node, one.keep, JOINED, (one.fact,)),
                code=JOINED,
                noun="reader",
                subject=one.keep,
                others=(one.also,),
                facts=(one.fact,),
                options=(Option(ways.SPLIT, one.fact),),
                desks=_desks(held),
                since_ms=_since(node, held),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.since_ms, one.id)))


def _clocks(node: Node) -> Iterator[Case]:
    for one in clocks_off.streams_off(node):
        ends = (str(one.off.first), str(one.off.last))
        yield Case(
            id=key_of(node, one.stream, CLOCK_OFF, ends),
            code=CLOCK_OFF,
            noun="stream",
            subject=one.stream,
            facts=tuple(dict.fromkeys(one.facts)),
            options=(Option(ways.CLOCK, why=AHEAD if one.off.delta_ms < 0 else BEHIND),),
            at_hub=True,
            since_ms=node.store.now_ms(),
        )


def _first(node: Node, reader: str) -> Held | None:
    """The registration of a reader."""
    tellings = node.store.story(reader).tellings
    return next((one.held for one in tellings if one.kind.startswith("reader.registered/")), None)


def _desks(told: Iterable[Held]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.fact.place for one in told if one.fact.place))


def _since(node: Node, told: Sequence[Held]) -> int:
    # A clock that runs ahead must not hide a case behind all others.
    now = node.store.now_ms()
    return max(
        (min(now, corrected_ms(one.fact, node.store.corrections)) for one in told), default=0
    )


def _in_control(node: Node, held: Held) -> bool:
    return scope_of(node, held.fact) == CONTROL


def scope_of(node: Node, fact: Fact) -> str:
    """The scope of the stream in which a fact lies."""
    with node.store.engine.reading() as reading:
        row = reading.stream(fact.stream)
    return row.scope if row else ""


def _held(row: FactRow) -> Held:
    return Held(row.id, trusted(row.raw))
