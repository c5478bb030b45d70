"""Bring a library's own list in (CSV, XLSX): each row a title and its copies, or its reason."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.reader import look
from tusach.ledger.draft import Refusal
from tusach.library.catalogue.folding import fold
from tusach.node.acts import job_files
from tusach.node.acts.importing import Account
from tusach.node.acts.importing_lists import import_list, with_fields
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, Progress, WritingCommand, refused
from tusach.node.cli.lending import at_of
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.reasons import say_reason

ENCODINGS = ("auto", "utf-8", "utf-16", "tcvn3", "vni")


class Command(WritingCommand):
    """tusach import-list FILE…"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=_absolute, help="lists: CSV or XLSX")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="what a column means, by its name or number; without a field: nothing",
        )
        parser.add_argument("--place", default="", help="place that owns the copies")
        parser.add_argument("--by", default=None, help="id of the staff member")
        parser.add_argument("--encoding", choices=ENCODINGS, default="auto", help="of the text")
        parser.add_argument("--sheet", default="", help="sheet of a workbook, default the first")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        at = at_of(node, {**words, "on": ""})
        if isinstance(at, Refusal):
            return refused(at)
        start = time.perf_counter()
        account, label = Account(), _("rows read")
        for name in words["files"]:
            path = Path(name)
            raw = _bytes(path)
            layout = _layout(node, raw, words)
            if isinstance(layout, RemoteFault):
                return _unreadable(path, layout)
            if isinstance(layout, Refusal):
                return refused(layout)
            import_list(
                node,
                raw,
                path.name,
                at,
                layout=layout,
                account=account,
                step=lambda now: progress(label, now.read, 0),
            )
            job_files.remember(node.home, layout)
        node.store.seal()
        return _told(account, int(1000 * (time.perf_counter() - start)))


def _told(account: Account, milliseconds: int) -> Outcome:
    told = msgspec.to_builtins(account)
    told["milliseconds"] = milliseconds
    line = _(
        "%(read)d read = %(stored)d stored + %(present)d already there + "
        "%(rejected_count)d rejected"
    )
    lines = [f"{one.file} #{one.offset}: {say_reason(one.reason)}" for one in account.rejected]
    if account.notes_not_kept:
        lines.append(
            _("Not kept: the column of notes, in %(rows)d rows. Keep your list.")
            % {"rows": account.notes_not_kept}
        )
    code = NEEDS_A_PERSON if account.rejected_count else 0
    return Outcome(told, (*lines, line % told), code)


def _layout(node: Node, raw: bytes, words: dict[str, Any]) -> Layout | Refusal | RemoteFault:
    """As guessed, as remembered for this header, or as `--map` says."""
    seen = look(raw, encoding=words["encoding"], sheet=words["sheet"])
    if isinstance(seen, RemoteFault):
        return seen
    layout = seen.layout
    known = job_files.layouts(node.home).get(layout.key)
    fields = list(known.fields if known and not words["map"] else layout.fields)
    for told in words["map"]:
        column, _equals, field = told.rpartition("=")
        nr = _column(layout.header, column)
        if nr is None:
            return Refusal("list.column_unknown", {"name": column or told})
        # What was guessed for another column gives way to what a person said.
        fields = ["" if one == field else one for one in fields]
        fields[nr] = field
    return with_fields(layout, fields)


def _column(header: tuple[str, ...], asked: str) -> int | None:
    """The place of a column by its name, marks forgiven, or by its number from 1."""
    if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(header):
        return int(asked) - 1
    found = [nr for nr, name in enumerate(header) if name == asked]
    found = found or [nr for nr, name in enumerate(header) if name and fold(name) == fold(asked)]
    return found[0] if found else None


def _unreadable(path: Path, fault: RemoteFault) -> Outcome:
    line = f"{path.name}: {say_reason(fault.reason)}"
    return Outcome({"refusal": {"code": fault.reason, "message": line}}, (line,), 3)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise StoreFault("file.missing", path=str(path)) from fault
    except OSError as fault:
        raise StoreFault("file.unreadable", path=str(path), said=str(fault)) from fault


def _absolute(text: str) -> str:
    """The serving process may stand in another folder."""
    return str(Path(text).absolute())
