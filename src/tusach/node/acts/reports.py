"""Reports of this ledger: frozen, signed, issued; what is different since; the bundle that proves.

Evidence and definitions lie in the ledger of the node that froze, under their hashes, and in its
backups. They do not travel with the facts: a year of visits is megabytes, and every node that has
the same facts makes the same evidence again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from tusach.exchange.documents.report_bundle import Parts, bundled
from tusach.ledger.draft import Refusal
from tusach.ledger.fact import encode
from tusach.ledger.ident import sha256
from tusach.library.profile.parts import in_force
from tusach.library.programme.aims import baseline_key
from tusach.library.programme.defining import readable
from tusach.library.programme.definition import Definition
from tusach.library.programme.evaluate import Figure
from tusach.library.programme.facts import BaselineDeclared, baseline_subject
from tusach.library.programme.periods import Period, period
from tusach.library.programme.reading_in import definition_bytes
from tusach.library.reports import facts, rules
from tusach.library.reports.difference import Difference, differences
from tusach.library.reports.evidence import (
    Proofs,
    digest,
    read,
    root,
    written,
)
from tusach.library.reports.rules import SAME_HAND, At
from tusach.library.reports.story import ReportState
from tusach.library.reports.term import years_before
from tusach.node.acts import figures
from tusach.node.acts.aims import Baseline
from tusach.node.acts.definitions import kept_definition, known_bytes, too_old
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.acts.report_values import NONE, Before
from tusach.node.acts.report_values import Counted as Counted
from tusach.node.acts.report_values import counted as counted
from tusach.node.store.cells import Asked
from tusach.node.store.store import Done

Deed = Callable[[ReportState], rules.Answer]


class Lately(msgspec.Struct, frozen=True):
    """What is different now. known: number of the last fact now. heads: as when it was frozen."""

    found: tuple[Difference, ...]
    known: int
    is_same_ledger: bool


def at(node: Node, by: str | None, place: str | None = None) -> At:
    """Today, at the place at which somebody works, else at that of this node, if it has one."""
    return At(node.today(), place or node.own_place(), by)


def listed(node: Node) -> list[ReportState]:
    """All reports, the latest first."""
    rows = node.store.query(
        "SELECT subject FROM report WHERE tenant = ? ORDER BY frozen_on DESC, subject",
        (node.tenant,),
    )
    return [report(node, subject) for (subject,) in rows]


def report(node: Node, subject: str) -> ReportState:
    """A report as it stands."""
    found: ReportState = node.store.state(subject, "report")
    return found


def found(node: Node, name: str) -> ReportState | Refusal:
    """The one report whose id begins so."""
    some = [one for one in listed(node) if one.subject.startswith(name)] if name else []
    return some[0] if len(some) == 1 else Refusal("report.unknown", {})


# ---- telling ----


def freeze(node: Node, over: Period, *, kind: str, unit: str, where: At) -> str | Refusal:
    """The report of the period, frozen as it is known now; its subject."""
    subject, deed = freezing(node, over, kind=kind, unit=unit, where=where)
    done = _told(node, subject, where, deed)
    return done if isinstance(done, Refusal) else subject


def freezing(
    node: Node,
    over: Period,
    *,
    kind: str,
    unit: str,
    where: At,
    readings: Mapping[str, str] | None = None,
) -> tuple[str, Deed]:
    """The subject of the report, and what is asked of its story."""
    now = counted(node, over, unit=unit, readings=readings)
    heard = figures.coverage(node, figures.of_visits(over, unit=unit))
    evidence = written(now.proofs)
    body = facts.ReportFrozen(
        kind=kind,
        period=over.name,
        known=now.known,
        heads=now.heads,
        evidence=sha256(evidence),
        values=now.values,
        due=heard.due,
        heard=heard.heard,
        silent=len(heard.silent),
        unit=unit,
        up_to=heard.up_to,
    )
    subject = facts.report_subject(node.tenant, kind, unit, over.name)
    years = _years(node, over, unit, now) if kind == facts.TERM else ()
    blobs = (evidence, *(definition_bytes(one) for one in figures.definitions(node)))

    old = " ".join(one.indicator for one in too_old(node))

    def deed(state: ReportState) -> rules.Answer:
        if old:  # a report without them would say less than the province asks for
            return Refusal("report.program_too_old", {"known": old})
        return with_blobs(rules.freeze(state, body, where, years=years), blobs)

    return subject, deed


def _years(node: Node, over: Period, unit: str, now: Counted) -> tuple[facts.TermYear, ...]:
    """The years of the term before that one: as they were reported, else counted now."""
    readings = {one.indicator: one.reading for one in now.values}
    found = []
    for year in years_before(over):
        own = report(node, facts.report_subject(node.tenant, facts.ANNUAL, unit, year.name))
        if own.frozen is not None and own.issued is not None:
            found.append(facts.TermYear(year.name, own.values, own.frozen.fact))
        else:
            again = counted(node, year, unit=unit, readings=readings)
            found.append(facts.TermYear(year.name, again.values))
    return tuple(found)


def sign(node: Node, subject: str, step: str, where: At) -> Done | Refusal:
    """A step is done by this person."""
    return _told(node, subject, where, signing(node, step, where))


def signing(node: Node, step: str, where: At) -> Deed:
    """What is asked when a person does a step."""
    least = least_heard(node, where.on)
    return lambda state: rules.sign(state, step, where, same_hand=SAME_HAND, least_heard=least)


def least_heard(node: Node, on: str) -> int:
    """Of a hundred places so many must be heard before anybody signs: a rule of the profile."""
    day, told = date.fromisoformat(on), node.profile.province.signing
    return next((one.least_heard for one in told if in_force(one, on=day)), 0)


def correcting(node: Node, subject: str, where: At, *, number: int, mark: str, dated: str) -> Deed:
    """What is asked when a letter with this number says what is different now."""
    wish = correction(node, report(node, subject), number=number, mark=mark, dated=dated)
    return lambda state: rules.correct(state, wish, where)


def with_blobs(drafts: rules.Answer, blobs: tuple[bytes, ...]) -> rules.Answer:
    if isinstance(drafts, Refusal):
        return drafts
    return tuple(replace(one, blobs=blobs) for one in drafts)


def correction(
    node: Node, state: ReportState, *, number: int, mark: str, dated: str
) -> facts.ReportCorrected:
    """What such a letter would say: every value as it is counted now."""
    now = _again(node, state)
    return facts.ReportCorrected(
        frozen="",
        number=number,
        dated=dated,
        known=now.known,
        heads=now.heads,
        values=now.values,
        mark=mark,
    )


def _told(node: Node, subject: str, where: At, deed: Deed) -> Done | Refusal:
    return node.store.act(where.by, lambda transaction: deed(transaction.state(subject, "report")))


# ---- looking back ----


def late(node: Node, state: ReportState) -> Lately:
    """Values of the report, as it was said last, that are different now."""
    assert state.frozen is not None
    corrected = {one.indicator for letter in state.corrections for one in letter.told.values}
    kept = evidence_of(node, state)
    then = kept if not isinstance(kept, Refusal) else {}
    frozen = {one.indicator: one for one in state.frozen.told.values}
    now = _again(node, state, before=Before(frozen, then))
    found = differences(
        state.values,
        now.values,
        proofs_then={name: one for name, one in then.items() if name not in corrected},
        proofs_now=now.proofs,
    )
    return Lately(found, now.known, now.heads == state.frozen.told.heads)


def _again(node: Node, state: ReportState, *, today: str = "", before: Before = NONE) -> Counted:
    """The same figures in the same readings, by the same definitions, as they are known now."""
    assert state.frozen is not None
    said = state.frozen.told
    over = period(said.period)
    assert over is not None  # the rule that froze it knows the period
    readings = {one.indicator: one.reading for one in said.values}
    kept = (readable(raw.decode()) for raw, _value in _kept(node, said.values) if raw is not None)
    by = [one for one in kept if one is not None]
    return counted(
        node, over, unit=said.unit, readings=readings, today=today, said=by, before=before
    )


def evidence_of(node: Node, state: ReportState) -> Proofs | Refusal:
    """The rows behind the frozen values: as they were kept, or counted again where that is all."""
    assert state.frozen is not None
    wanted = state.frozen.told.evidence
    kept = blob(node, wanted)
    if kept is not None:
        return read(kept)
    again = _again(node, state, today=state.frozen.on)
    if digest(again.proofs) != wanted:
        return Refusal("report.evidence_elsewhere", {})
    return again.proofs


def blob(node: Node, hashed: str) -> bytes | None:
    """Bytes that this node keeps under their hash."""
    with node.store.engine.reading() as ledger:
        return ledger.blob(hashed)


def definitions_of(node: Node, values: Iterable[facts.ReportValue]) -> dict[str, bytes] | Refusal:
    """The definitions by which these values were counted, byte for byte."""
    kept: dict[str, bytes] = {}
    for raw, one in _kept(node, values):
        if raw is None:
            return Refusal("report.definition_gone", {"indicator": one.indicator})
        kept[one.indicator] = raw
    return kept


def _kept(
    node: Node, values: Iterable[facts.ReportValue]
) -> Iterator[tuple[bytes | None, facts.ReportValue]]:
    """Each value with the text of its definition, where this node has it."""
    mine = known_bytes(node)
    for one in values:
        yield mine.get(one.definition) or blob(node, one.definition), one


def _defined(
    node: Node, values: Iterable[facts.ReportValue]
) -> Iterator[tuple[Definition | None, facts.ReportValue]]:
    """Each value with its definition; None where this program does not have it or is too old."""
    for raw, one in _kept(node, values):
        yield (kept_definition(raw) if raw is not None else None), one


def answers_of(node: Node, state: ReportState) -> list[Answer]:
    """The frozen values as answers, each with the definition by which it was counted.

    Those that `unshown` names are not among them.
    """
    assert state.frozen is not None
    said = state.frozen.told
    found = (_answer(node, said, one, value) for one, value in _defined(node, said.values))
    return [one for one in found if one is not None]


def answer_of(node: Node, said: facts.ReportFrozen, value: facts.ReportValue) -> Answer | None:
    """A value of a report with its definition; None where that is not known here."""
    ((definition, _value),) = _defined(node, (value,))
    return _answer(node, said, definition, value)


def unshown(node: Node, state: ReportState) -> list[str]:
    """Indicators of the report whose definition this program does not have, or is too old for."""
    assert state.frozen is not None
    found = _defined(node, state.frozen.told.values)
    return [
        value.indicator for one, value in found if one is None or one.read_as(value.reading) is None
    ]


def uncounted(node: Node, state: ReportState) -> list[str]:
    """Indicators of the report that this program cannot count again to compare."""
    assert state.frozen is not None
    return [
        value.indicator
        for raw, value in _kept(node, state.frozen.told.values)
        if raw is None or readable(raw.decode()) is None
    ]


def _answer(
    node: Node, said: facts.ReportFrozen, definition: Definition | None, value: facts.ReportValue
) -> Answer | None:
    over = period(said.period)
    reading = definition.read_as(value.reading) if definition is not None else None
    figure = Figure(value.num, value.den, value.lacking)
    if definition is None or reading is None or over is None:
        return None
    return Answer(
        definition=definition,
        reading=reading,
        over=over,
        figure=figure,
        hash=value.definition,
        frontier=said.known,
        unit=said.unit,
        baseline=_baseline_of(node, Asked(definition, reading, over, said.unit), value),
    )


def _baseline_of(node: Node, one: Asked, value: facts.ReportValue) -> Baseline | None:
    """The declared baseline that a value was held against: the one that its root is over."""
    key = baseline_key(one.definition, one.reading, one.over, unit=one.unit)
    if key is None or value.den is None:
        return None
    indicator, reading, name, unit = key
    subject = baseline_subject(
        node.tenant, indicator=indicator, reading=reading, unit=unit, period=name
    )
    for held in node.store.story(subject).held:
        if held.fact.kind != "baseline.declared/1":
            continue
        said = msgspec.json.decode(held.fact.body, type=BaselineDeclared)
        of_paper = (said.paper, said.dated, said.grade)
        found = Baseline(held.id, subject, said.num, said.den, *of_paper)
        if root((found.proof,)) == value.den_root:
            return found
    return None


def bundle(node: Node, state: ReportState, *, paper: bytes = b"") -> bytes | Refusal:
    """One file that proves the report to anybody. paper: the PDF, where this machine makes any."""
    assert state.frozen is not None
    definitions = definitions_of(node, state.frozen.told.values)
    if isinstance(definitions, Refusal):
        return definitions
    proofs = evidence_of(node, state)
    if isinstance(proofs, Refusal):
        return proofs
    story = node.store.story(state.subject)
    told = {one.id: one.fact for one in story.held}
    signed = state.issued.told.file if state.issued else ""
    parts = Parts(
        report=bytes(told[state.frozen.fact].body),
        facts=[encode(one) for one in told.values()],
        definitions=definitions,
        evidence=written(proofs),
        paper=paper,
        signed=(blob(node, signed) or b"") if signed else b"",
    )
    return bundled(parts)
