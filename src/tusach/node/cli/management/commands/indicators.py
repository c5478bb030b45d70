"""List the indicators, show one as it is defined, prove all of them here, check a file of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from tusach.library.programme.definition import Definition, Wrong
from tusach.library.programme.proving import disproved
from tusach.library.programme.reading_in import definition_hash, read_definitions
from tusach.node.acts.definitions import definition_of, definitions
from tusach.node.cli import command
from tusach.node.cli.command import DAMAGED, WRONG_USE, Outcome
from tusach.node.wording.definitions import say_wrong
from tusach.node.wording.values import in_language


class Command(command.Command):
    """tusach indicators list|show|check."""

    signs = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("do", choices=("list", "show", "check"), help="what is done")
        parser.add_argument(
            "what", nargs="?", default="", help="show: id of an indicator; check: a file, or none"
        )

    def handle(self) -> Outcome:
        do, what = self.options.do, self.options.what
        if do == "list":
            return _listed()
        said = definition_of(what.replace("-", "_")) if do == "show" else None
        if said is not None:
            text = msgspec.json.format(msgspec.json.encode(said), indent=1).decode()
            return Outcome({"indicator": said.id, "hash": definition_hash(said)}, (text,))
        if do == "check":
            return _checked(what)
        message = _("Say which: tusach indicators list, show ID, check [FILE]")
        return Outcome({"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE)


def _listed() -> Outcome:
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "hash": definition_hash(one),
            "legal": one.legal,
            "iso": list(one.iso),
            "readings": [reading.id for reading in one.readings],
            "provisional": one.provisional,
            "tests": len(one.tests),
        }
        for one in definitions()
    ]
    lines = [
        f"{one.id} {one.version}: {in_language(one.title)}. {one.legal}" for one in definitions()
    ]
    return Outcome({"indicators": rows}, tuple(lines))


def _checked(path: str) -> Outcome:
    """The shipped ones, or those of a file: what is wrong with each, and its own tests."""
    found: Sequence[Definition] = definitions()
    wrong: list[Wrong] = []
    if path:
        try:
            raw = Path(path).read_bytes()
        except OSError as fault:
            message = _("The file cannot be read: {what}").format(what=fault.strerror)
            said = {"refusal": {"code": "file.unread", "message": message}}
            return Outcome(said, (message,), WRONG_USE)
        found, read_wrong = read_definitions(raw)
        wrong += read_wrong
    for said_of in found:
        wrong += [
            Wrong(f"{said_of.id}.{one.where}", one.code, one.values) for one in disproved(said_of)
        ]
    tests = sum(len(one.tests) for one in found)
    faults = [{"where": x.where, "code": x.code, "values": list(x.values)} for x in wrong]
    if wrong:
        lines = tuple(f"! {say_wrong(one)}" for one in wrong)
        return Outcome({"holds": False, "faults": faults}, lines, DAMAGED)
    line = _("{n} indicators hold: all {tests} tests come to what they say.").format(
        n=len(found), tests=tests
    )
    return Outcome({"holds": True, "faults": [], "tests": tests}, (line,))
