"""What every command has in common: options, exit codes, one JSON object at the end.

Exit codes: 0 done; 1 done, but something needs a person; 2 wrong use; 3 refused or impossible now;
4 damaged data found. People read standard error; scripts read the last line of standard output.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.profile.faults import BrokenProfile
from tusach.node.acts.node import Node, open_node, writing_node
from tusach.node.cli import handover, options
from tusach.node.settings import told
from tusach.node.settings.home import HomeDamaged
from tusach.node.settings.keys import KeysInside
from tusach.node.store.home import LOCAL, Busy
from tusach.node.store.pool import store_fault
from tusach.node.store.protocol import StoreFault
from tusach.node.wording import faults
from tusach.node.wording.refusals import say_refusal

DONE, NEEDS_A_PERSON, WRONG_USE, REFUSED, DAMAGED = 0, 1, 2, 3, 4

Progress = Callable[[str, int, int], None]
"""progress(what, done, all); all = 0 where it is not known."""


class Outcome(msgspec.Struct, frozen=True):
    """What a command answers: fields for scripts, lines for people, the exit code."""

    fields: dict[str, Any]
    lines: tuple[str, ...] = ()
    exit: int = DONE
    said: bool = False
    """The object for scripts was printed already, while the command ran."""


class WrongUse(Exception):
    """Words that a command does not take: what is wrong, and how the command is used."""

    def __init__(self, usage: str, wrong: str) -> None:
        super().__init__(wrong)
        self.usage, self.wrong = usage, wrong


class _Parser(argparse.ArgumentParser):
    """Raises WrongUse where argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise WrongUse(self.format_usage(), message)

    def parsed(self, words: list[str]) -> argparse.Namespace:
        """The options; a word that may be left out is also found behind options."""
        found, more = self.parse_known_args(words)
        for action in self._get_positional_actions():
            is_open = action.nargs == "?" and getattr(found, action.dest) == action.default
            if is_open and more and not more[0].startswith("-"):
                setattr(found, action.dest, self._get_values(action, [more.pop(0)]))
        if more:
            self.parse_args(words)  # which says what is wrong
        return found


class Command:
    """A command; `add_arguments`, then `handle`."""

    signs = True
    """Whether it may need the secret of this node, so that without one it is refused."""

    def __init__(self) -> None:
        self.options = argparse.Namespace()
        self.home = told.home_folder()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""

    def handle(self) -> Outcome:
        """Do it."""
        raise NotImplementedError

    def run_words(self, name: str, words: list[str]) -> int:
        """Parse, run, print; the exit code."""
        lang = told.language_of(words)
        with translation.override(lang):
            try:
                self.options = self._parser(name, lang).parsed(words)
            except WrongUse as fault:
                return _wrong_use(fault.usage, f"tusach {name}: {fault.wrong}", words)
            outcome = self._guarded()
            try:
                return self._print(outcome)
            except BrokenPipeError:  # whoever read has heard enough; what was done is done
                sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
                return outcome.exit

    def _parser(self, name: str, lang: str) -> _Parser:
        """The options of this command, each with its words in the language that holds now."""
        options.speak()
        about = sys.modules[type(self).__module__].__doc__ or ""
        parser = _Parser(prog=f"tusach {name}", description=_(about.strip()))
        parser.add_argument("--home", help="folder of the node (TUSACH_HOME, else ./var)")
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
        parser.add_argument(
            "--lang", choices=("vi", "en"), default=lang, help="language of what is said"
        )
        self.add_arguments(parser)
        for action in parser._actions:
            action.help = _(action.help) if action.help else action.help
        return parser

    def _guarded(self) -> Outcome:
        try:
            if self.signs:
                told.assert_secret()
            return self.handle()
        except WORDED as fault:
            return worded(fault)

    def _print(self, outcome: Outcome) -> int:
        for line in outcome.lines:
            stream = sys.stderr if self.options.json or outcome.exit else sys.stdout
            stream.write(f"{line}\n")
        if self.options.json and not outcome.said:
            sys.stdout.write(json.dumps(outcome.fields, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return outcome.exit

    def broken_off(self) -> None:
        """Say that an earlier try was found, and what became of it."""
        line = _("An earlier try was broken off here. What it had left was taken away.")
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def progress(self, what: str, done: int, total: int) -> None:
        """Say how far it is, on standard error, at most a few times a second."""
        now = time.monotonic()
        if done < total and now - getattr(self, "_said", 0.0) < 0.3:
            return
        self._said = now
        share = f"{100 * done // total:3d} %" if total else ""
        end = "\r" if sys.stderr.isatty() and done < total else "\n"
        if sys.stderr.isatty() or done >= total or now - getattr(self, "_line", 0.0) > 2:
            self._line = now
            sys.stderr.write(f"{what}: {done:,} {share}{end}")
            sys.stderr.flush()


class ReadingCommand(Command):
    """A command that only looks: works beside a process that serves the home."""

    signs = False

    def look(self, node: Node) -> Outcome:
        """What is seen."""
        raise NotImplementedError

    def handle(self) -> Outcome:
        node = open_node(self.home, readonly=True)
        try:
            with node.store.engine.reading():  # one look, whatever is told meanwhile
                return self.look(node)
        finally:
            node.indexer.close()
            node.store.engine.close()
            node.store.vault.close()


class WritingCommand(Command):
    """A command that tells facts: alone, or by handing its act to the process that serves."""

    def words(self) -> dict[str, Any]:
        """The options as the serving process gets them; paths absolute."""
        kept = {"home", "json", "lang"}
        return {key: value for key, value in vars(self.options).items() if key not in kept}

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        """Do it in the process that writes."""
        raise NotImplementedError

    def handle(self) -> Outcome:
        try:
            label = _("facts")
            with writing_node(
                self.home, progress=lambda done, total: self.progress(label, done, total)
            ) as node:
                return self.perform(node, self.words(), self.progress)
        except Busy:
            name = type(self).__module__.rpartition(".")[2]
            lang = self.options.lang
            found = handover.ask(self.home, name, self.words(), lang=lang, progress=self.progress)
            return Outcome(found["fields"], tuple(found["lines"]), found["exit"])


def _wrong_use(usage: str, message: str, words: list[str]) -> int:
    """Say on standard error what is wrong, for scripts as an object; the exit code."""
    sys.stderr.write(f"{usage}{message}\n")
    if "--json" in words:
        body = {"refusal": {"code": "usage", "message": message}}
        sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return WRONG_USE


NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


WORDED = (
    Busy,
    StoreFault,
    BrokenProfile,
    HomeDamaged,
    KeysInside,
    DatabaseError,
    sqlite3.OperationalError,
    OSError,
)
"""What ends a command in words; anything else is a mistake of the software and crashes."""


def worded(fault: Exception) -> Outcome:
    """A fault of these kinds as a command answers it."""
    if isinstance(fault, BrokenPipeError):
        return Outcome({}, (), REFUSED)
    if isinstance(fault, Busy):
        words = _("Process %(pid)s at %(address)s already serves this home.")
        found = fault.told
        line = words % {"pid": found.get("pid"), "address": found.get("address") or "-"}
        return Outcome({"busy": found}, (line,), REFUSED)
    if isinstance(fault, BrokenProfile):
        lines = tuple(str(one) for one in fault.args)
        return Outcome({"refusal": {"code": "profile.broken", "message": lines}}, lines, REFUSED)
    if isinstance(fault, DatabaseError | sqlite3.OperationalError):  # of logins; of the search
        cause: BaseException | None = fault
        while cause is not None and not isinstance(cause, sqlite3.Error):
            cause = cause.__cause__ or cause.__context__
        if cause is None:
            raise fault
        fault = store_fault(cause, told.home_folder() / LOCAL)
    code, line = _words_of(fault)
    body = {"refusal": {"code": code, "message": line}}
    return Outcome(body, (line,), DAMAGED if code.endswith("damaged") else REFUSED)


def _words_of(fault: Exception) -> tuple[str, str]:
    """A fault of the machine or of the home, as a code and in words."""
    if isinstance(fault, StoreFault):
        return fault.code, faults.say_fault(fault.code, fault.values)
    if isinstance(fault, HomeDamaged):
        return "home.damaged", faults.say_fault("home.damaged", {"said": str(fault)})
    if isinstance(fault, KeysInside):
        return "keys.inside", faults.say_fault("keys.inside", {"path": str(fault.path)})
    assert isinstance(fault, OSError)
    code = "store.full" if fault.errno in NO_ROOM else "file.failed"
    said = {"path": str(fault.filename or ""), "said": fault.strerror or str(fault)}
    return code, faults.say_fault(code, said)


def refused(refusal: Refusal) -> Outcome:
    """A refusal, worded, with exit code 3."""
    message = say_refusal(refusal)
    body = {"refusal": {"code": refusal.code, "message": message}}
    return Outcome(body, (message,), REFUSED)
