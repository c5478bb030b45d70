"""Freeze the figures of a period, list and open reports, make and check their evidence bundles."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.exchange.documents.report_bundle import PAPER, SIGNED_FILE, Verified, verified
from tusach.ledger.draft import Refusal
from tusach.library.programme.periods import period
from tusach.library.reports import facts
from tusach.library.reports.sampling import USUAL, sample
from tusach.library.reports.story import ReportState
from tusach.node.acts import reports
from tusach.node.acts.figure_words import value as said_value
from tusach.node.acts.node import Node, open_node
from tusach.node.cli.command import (
    DAMAGED,
    NEEDS_A_PERSON,
    WRONG_USE,
    Outcome,
    Progress,
    WritingCommand,
    refused,
)
from tusach.node.programme import figures_said
from tusach.node.programme.report_files import report_pdf
from tusach.node.programme.report_paper import (
    in_groups,
    period_words,
    uncounted_lines,
    unshown_lines,
)
from tusach.node.settings import told
from tusach.node.wording.figures import say_lacking
from tusach.node.wording.reports import FAULTS
from tusach.node.wording.terms import TERMS
from tusach.node.wording.values import in_language, number, say_day


class Command(WritingCommand):
    """tusach report freeze|list|show|bundle|verify|sample."""

    signs = False  # only freezing does

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "do",
            choices=("freeze", "list", "show", "bundle", "verify", "sample"),
            help="what is done",
        )
        parser.add_argument(
            "what",
            nargs="?",
            default="",
            help="id of a report, or its beginning; verify, sample: the file",
        )
        parser.add_argument("file", nargs="?", default="", help="bundle: the file to be written")
        parser.add_argument("--period", default="", help="freeze: as 2026, L2026, 2026H1, 2026Q3")
        parser.add_argument("--unit", default="", metavar="CODE", help="only this commune or ward")
        parser.add_argument(
            "--kind", default=facts.PERIODIC, choices=facts.REPORT_KINDS, help="kind of report"
        )
        parser.add_argument("--seed", default="", help="sample: words said in public")
        parser.add_argument("--n", type=int, default=USUAL, help="sample: how many are drawn")
        parser.add_argument(
            "--differences", action="store_true", help="show: what is different by now"
        )

    def handle(self) -> Outcome:
        words = self.options
        needed = {"list": "-", "freeze": words.period, "bundle": words.what and words.file}
        if not needed.get(words.do, words.what):
            return _wrong_use()
        if words.do == "verify":
            return _said(verified(Path(words.what).read_bytes()))
        if words.do == "sample":
            return _drawn(verified(Path(words.what).read_bytes()), words.seed, words.n)
        if words.do == "freeze":
            told.assert_secret()
            return super().handle()
        return self._looked()

    def _looked(self) -> Outcome:
        """Looking works beside a process that serves the home."""
        node = open_node(self.home, readonly=True)
        try:
            with node.store.engine.reading():
                return self._look(node)
        finally:
            node.indexer.close()
            node.store.engine.close()
            node.store.vault.close()

    def _look(self, node: Node) -> Outcome:
        words = self.options
        if words.do == "list":
            some = reports.listed(node)
            fields = {"reports": [_fields(one) for one in some]}
            return Outcome(fields, tuple(map(_line, some)) or (_("No report yet."),))
        state = reports.found(node, words.what)
        if isinstance(state, Refusal):
            return refused(state)
        if words.do == "show":
            return _shown(node, state, differences=words.differences)
        raw = reports.bundle(node, state, paper=report_pdf(node, state))
        if isinstance(raw, Refusal):
            return refused(raw)
        path = Path(words.file)
        path.write_bytes(raw)
        line = _("Written: %(path)s, %(n)s bytes.") % {"path": path, "n": number(len(raw))}
        return Outcome({**_fields(state), "file": str(path), "bytes": len(raw)}, (line,))

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        over = figures_said.asked_period(words["period"])
        if isinstance(over, Refusal):
            return refused(over)
        unit = figures_said.asked_unit(node, words["unit"], over)
        if isinstance(unit, Refusal):
            return refused(unit)
        subject = reports.freeze(
            node, over, kind=words["kind"], unit=unit, where=reports.at(node, None)
        )
        if isinstance(subject, Refusal):
            return refused(subject)
        state = reports.report(node, subject)
        return Outcome(_fields(state), (_line(state),))


def _wrong_use() -> Outcome:
    message = _(
        "Say which: tusach report freeze --period PERIOD, show ID, bundle ID FILE, verify FILE, "
        "sample FILE --seed TEXT"
    )
    return Outcome({"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE)


def _fields(state: ReportState) -> dict[str, Any]:
    """What scripts get of a report."""
    assert state.frozen is not None
    issued = state.issued.told if state.issued else None
    return {
        "report": state.subject,
        "standing": state.standing,
        "frozen_on": state.frozen.on,
        "number": issued.number if issued else None,
        "dated": issued.dated if issued else None,
        **msgspec.to_builtins(state.frozen.told),
    }


def _line(state: ReportState) -> str:
    assert state.frozen is not None
    said = state.frozen.told
    standing = _(TERMS[state.standing])
    return f"{state.subject[:12]}  {period_words(said.period)}  {standing}"


def _shown(node: Node, state: ReportState, *, differences: bool) -> Outcome:
    assert state.frozen is not None
    fields, lines = _fields(state), [_line(state)]
    lines += [f"  {figures_said.line(one)}" for one in reports.answers_of(node, state)]
    lines += [f"! {text}" for text in unshown_lines(node, state)]
    if not differences:
        return Outcome(fields, tuple(lines))
    lately, said = reports.late(node, state), state.frozen.told
    fields["known_now"] = lately.known
    fields["differences"] = [msgspec.to_builtins(one) for one in lately.found]
    for one in lately.found:
        sides = [reports.answer_of(node, said, part) for part in (one.then, one.now)]
        then, now = (said_value(x) if x else "–" for x in sides)
        name = in_language(sides[1].definition.title) if sides[1] else one.now.indicator
        change = _("%(name)s: reported %(then)s, now %(now)s; %(came)s came, %(went)s went.")
        shown = {
            "name": name,
            "then": then,
            "now": now,
            "came": len(one.came) if one.are_listed else "?",
            "went": len(one.went) if one.are_listed else "?",
        }
        lines.append(f"! {change % shown}")
    lines += [f"! {text}" for text in uncounted_lines(node, state)]
    if not lately.found:
        lines.append(_("Nothing is different: every value is what it was."))
    return Outcome(fields, tuple(lines), NEEDS_A_PERSON if lately.found else 0)


def _said(found: Verified) -> Outcome:
    """Whether a bundle holds, line by line."""
    body, state = found.body, found.state
    lines = []
    if body is not None and period(body.period) is not None:
        where = period_words(body.period)
        lines.append(_("Report of %(period)s.") % {"period": where})
    if state is not None and state.frozen is not None:
        line = _("Frozen as fact %(fact)s: the signed paper bears the same.")
        lines.append(line % {"fact": in_groups(state.frozen.fact)})
        lines += [f"  {_(TERMS.get(one.step, one.step))}: {say_day(one.on)}" for one in state.steps]
        if state.issued is not None:
            told_of = {"n": state.issued.told.number, "day": say_day(state.issued.told.dated)}
            lines.append("  " + _("issued: number %(n)s of %(day)s") % told_of)
    for one in found.values:
        title = in_language(one.title) if one.title else one.value.indicator
        proved = _("counted again from its evidence") if one.proved else _("no rows are listed")
        lines.append(f"  {title}: {_number(one.value)} ({proved})")
    for fault in found.faults:
        more = f" ({', '.join(fault.values)})" if fault.values else ""
        lines.append(f"! {fault.where or '-'}: {_(FAULTS[fault.code])}{more}")
    if found.signed is not None:
        line = _(
            "%(file)s: %(n)s signatures are in it. Whether they are valid, the agency's tool says."
        )
        lines.append(line % {"file": SIGNED_FILE, "n": number(found.signed.signatures)})
    if PAPER in found.files:
        lines.append(_("%(file)s is for reading: nothing proves it.") % {"file": PAPER})
    if not found.faults:
        lines.append(_("It holds: files, facts, definitions, evidence and values agree."))
    fields = {
        "holds": not found.faults,
        "faults": [msgspec.to_builtins(one) for one in found.faults],
        "values": [msgspec.to_builtins(one) for one in found.values],
        "period": body.period if body else None,
        "standing": state.standing if state else None,
        "signed_file": msgspec.to_builtins(found.signed),
        "frozen": state.frozen.fact if state and state.frozen else None,
    }
    return Outcome(fields, tuple(lines), DAMAGED if found.faults else 0)


def _drawn(found: Verified, seed: str, n: int) -> Outcome:
    """What is to be opened of a report, out of its bundle alone; of none that does not hold."""
    if found.faults or found.state is None or found.state.frozen is None:
        return _said(found)
    made = sample(found.proofs, frozen=found.state.frozen.fact, seed=seed, n=n)
    if isinstance(made, Refusal):
        return refused(made)
    lines = [
        _("Frozen as fact %(fact)s: the signed paper bears the same.")
        % {"fact": in_groups(found.state.frozen.fact)}
    ]
    lines += [
        f"{nr:>3}  {one.key}  {one.n}  {', '.join(one.indicators)}"
        for nr, one in enumerate(made.drawn, start=1)
    ]
    return Outcome({"frozen": found.state.frozen.fact, **msgspec.to_builtins(made)}, tuple(lines))


def _number(value: facts.ReportValue) -> str:
    if value.num is None:
        return say_lacking(value.lacking)
    return f"{value.num}" if value.den is None else f"{value.num} / {value.den}"
