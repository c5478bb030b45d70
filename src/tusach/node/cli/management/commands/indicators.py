"""List the indicators, show one, prove them here, check a file; define one, withdraw it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.programme.defining import Version
from tusach.library.programme.definition import Definition, Wrong
from tusach.library.programme.proving import disproved
from tusach.library.programme.reading_in import definition_hash, read_definitions
from tusach.node.acts import defining
from tusach.node.acts.definitions import known_bytes, shipped, versions
from tusach.node.acts.figure_words import value
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
from tusach.node.settings import told
from tusach.node.settings.home import FILE
from tusach.node.wording.definitions import say_source, say_wrong
from tusach.node.wording.indicators import TOO_OLD
from tusach.node.wording.values import in_language


class Command(WritingCommand):
    """tusach indicators list|show|check|define|withdraw."""

    signs = False  # only what is told does

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "do", choices=("list", "show", "check", "define", "withdraw"), help="what is done"
        )
        parser.add_argument(
            "what",
            nargs="?",
            default="",
            help="show, withdraw: id of an indicator; define: a file; check: a file, or none",
        )
        parser.add_argument("--paper", default="", help="define: number of the paper")
        parser.add_argument("--dated", default="", help="define: day of the paper, as 2026-11-23")
        parser.add_argument(
            "--look", action="store_true", help="define: only show what it would count"
        )
        parser.add_argument(
            "--fact", default="", help="withdraw: which one, by the beginning of its fact"
        )
        parser.add_argument("--reason", default="", help="withdraw: as mistake")

    def handle(self) -> Outcome:
        do, words = self.options.do, self.options
        if do == "check" and words.what:
            return _read(words.what, _checked)
        if do in ("list", "check"):
            return self._looked(_listed if do == "list" else _proved)
        if do == "show" and words.what:
            return self._looked(lambda node: _shown(node, words.what.replace("-", "_")))
        if do == "define" and words.what and (words.look or (words.paper and words.dated)):
            return _read(words.what, self._defined)
        if do == "withdraw" and words.what:
            told.assert_secret()
            return super().handle()
        return _wrong_use()

    def words(self) -> dict[str, Any]:
        """What is read of a file goes along: the serving process need not see the same folders."""
        return super().words() | {"text": getattr(self, "_text", "")}

    def _defined(self, raw: bytes) -> Outcome:
        said, wrong = defining.look_at(raw)
        if said is None:
            return _faulty(wrong)
        if self.options.look:
            return self._looked(lambda node: _beside(node, said))
        told.assert_secret()
        self._text = msgspec.json.encode(said).decode()
        return super().handle()

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        if words["do"] == "withdraw":
            indicator = words["what"].replace("-", "_")
            fact, reason = words["fact"], words["reason"]
            done = defining.withdraw(node, None, indicator, fact=fact, reason=reason)
            if isinstance(done, Refusal):
                return refused(done)
            return Outcome({"indicator": indicator}, (_("It counts no longer."),))
        said, wrong = defining.look_at(words["text"].encode())
        if said is None:
            return _faulty(wrong)
        paper, dated = words["paper"], words["dated"]
        before = _beside(node, said)
        done = defining.define(node, None, said, paper=paper, dated=dated)
        if isinstance(done, Refusal):
            return refused(done)
        line = _("Told: {id}, version {version}.").format(id=said.id, version=said.version)
        return Outcome(before.fields, (*before.lines, line))

    def _looked(self, look: Callable[[Node | None], Outcome]) -> Outcome:
        """With the home where there is one, else with what comes with the program."""
        if not (Path(self.home) / FILE).exists():
            return look(None)
        node = open_node(self.home, readonly=True)
        try:
            with node.store.engine.reading():
                return look(node)
        finally:
            node.indexer.close()
            node.store.engine.close()
            node.store.vault.close()


def _wrong_use() -> Outcome:
    message = _(
        "Say which: tusach indicators list, show ID, check [FILE], define FILE --paper NUMBER "
        "--dated DAY, withdraw ID"
    )
    return Outcome({"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE)


def _read(path: str, then: Callable[[bytes], Outcome]) -> Outcome:
    try:
        raw = Path(path).read_bytes()
    except OSError as fault:
        message = _("The file cannot be read: {what}").format(what=fault.strerror)
        said = {"refusal": {"code": "file.unread", "message": message}}
        return Outcome(said, (message,), WRONG_USE)
    return then(raw)


def _known(node: Node | None) -> list[Version]:
    return versions(node) if node is not None else [_own(one) for one in shipped()]


def _own(one: Definition) -> Version:
    return Version(
        indicator=one.id,
        version=one.version,
        hash=definition_hash(one),
        standing="in_force",
        definition=one,
    )


def _listed(node: Node | None) -> Outcome:
    found = _known(node)
    return Outcome({"indicators": [_fields(one) for one in found]}, tuple(map(_line, found)))


def _fields(one: Version) -> dict[str, Any]:
    said = one.definition
    fields = {
        "id": one.indicator,
        "version": one.version,
        "hash": one.hash,
        "standing": one.standing,
        "fact": one.fact or None,
        "paper": one.paper or None,
        "told_on": one.told_on or None,
        "too_old": said is None,
    }
    if said is None:
        return fields
    return fields | {
        "legal": said.legal,
        "iso": list(said.iso),
        "readings": [reading.id for reading in said.readings],
        "provisional": said.provisional,
        "tests": len(said.tests),
    }


def _line(one: Version) -> str:
    head = f"{one.indicator} {one.version}"
    if one.definition is None:
        return f"! {head}: {_(TOO_OLD)} {say_source(one)}"
    return f"{head}: {in_language(one.definition.title)}. {one.definition.legal}. {say_source(one)}"


def _shown(node: Node | None, indicator: str) -> Outcome:
    found = [one for one in _known(node) if one.indicator == indicator]
    if not found:
        return _wrong_use()
    first = found[0]
    if first.definition is None:
        assert node is not None  # only what was told can be too new
        text = known_bytes(node)[first.hash].decode()
        return Outcome(_fields(first), (text, _(TOO_OLD)), NEEDS_A_PERSON)
    text = msgspec.json.format(msgspec.json.encode(first.definition), indent=1).decode()
    return Outcome({"indicator": indicator} | _fields(first), (text,))


def _beside(node: Node | None, said: Definition) -> Outcome:
    """What each reading would count this year, beside the version that holds."""
    if node is None:
        return _wrong_use()
    lines, rows = [], []
    for one in defining.beside(node, said):
        new, old = (value(x) if x is not None else "–" for x in (one.new, one.old))
        words = _("{reading}: {new}; until now {old}")
        lines.append(words.format(reading=in_language(one.title), new=new, old=old))
        rows.append({"reading": one.reading, "new": new, "old": old})
    fields = {"indicator": said.id, "version": said.version, "hash": definition_hash(said)}
    return Outcome(fields | {"readings": rows}, tuple(lines))


def _proved(node: Node | None) -> Outcome:
    """All that count on this node, by their own tests."""
    found = [one for one in _known(node) if one.standing == "in_force"]
    old = [Wrong(one.indicator, "program.too_old") for one in found if one.definition is None]
    return _outcome([one.definition for one in found if one.definition is not None], old)


def _checked(raw: bytes) -> Outcome:
    """Those of a file: what is wrong with each, and its own tests."""
    found, wrong = read_definitions(raw)
    one, _none = defining.look_at(raw)
    if not found and one is not None:  # a file of one definition alone
        return _outcome([one], [])
    return _outcome(found, wrong)


def _outcome(found: Sequence[Definition], wrong: Sequence[Wrong]) -> Outcome:
    more = [
        Wrong(f"{said.id}.{one.where}", one.code, one.values)
        for said in found
        for one in disproved(said)
    ]
    if wrong or more:
        return _faulty([*wrong, *more])
    tests = sum(len(one.tests) for one in found)
    line = _("{n} indicators hold: all {tests} tests come to what they say.").format(
        n=len(found), tests=tests
    )
    return Outcome({"holds": True, "faults": [], "tests": tests}, (line,))


def _faulty(wrong: Sequence[Wrong]) -> Outcome:
    faults = [{"where": x.where, "code": x.code, "values": list(x.values)} for x in wrong]
    lines = tuple(f"! {say_wrong(one)}" for one in wrong)
    return Outcome({"holds": False, "faults": faults}, lines, DAMAGED)
