"""Bring MARC files in: every record is stored, already there, or rejected with its reason."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.ledger.draft import Refusal
from tusach.node.acts import current
from tusach.node.acts.importing import ALONE, BESIDE_A_DESK, Wish, import_files
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, Progress, WritingCommand, refused
from tusach.node.cli.lending import at_of
from tusach.node.wording.reasons import say_mended, say_reason

ENCODINGS = ("auto", "utf-8", "marc-8", "tcvn3", "vni")


class Command(WritingCommand):
    """tusach import-marc FILE…"""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=_absolute, help="MARC files")
        parser.add_argument("--encoding", choices=ENCODINGS, default="auto", help="of the text")
        parser.add_argument("--place", default="", help="place that owns the copies named")
        parser.add_argument("--by", default=None, help="id of the staff member")
        parser.add_argument("--without-copies", action="store_true", help="titles only")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        at = at_of(node, {**words, "on": ""})
        if isinstance(at, Refusal):
            return refused(at)
        start = time.perf_counter()
        label = _("bytes read")
        account = import_files(
            node,
            [Path(one) for one in words["files"]],
            at,
            wish=Wish(
                encoding=words["encoding"],
                with_copies=not words["without_copies"],
                at_once=BESIDE_A_DESK if current.is_at_work() else ALONE,
            ),
            progress=lambda done, total: progress(label, done, total),
        )
        node.store.seal()
        told = msgspec.to_builtins(account)
        told["milliseconds"] = int(1000 * (time.perf_counter() - start))
        line = _(
            "%(read)d read = %(stored)d stored + %(present)d already there + "
            "%(rejected_count)d rejected"
        )
        lines = [
            f"{one.file} #{one.position} @{one.offset}: {say_reason(one.reason)}"
            for one in account.rejected
        ]
        mended = [
            f"{one.file} #{one.position}: {', '.join(map(say_mended, one.what))}"
            for one in account.repaired
        ]
        if account.repaired_count:
            count = account.repaired_count
            sentence = ngettext(
                "%(n)d record was mended while it was read.",
                "%(n)d records were mended while they were read.",
                count,
            )
            mended.append(sentence % {"n": count})
        code = NEEDS_A_PERSON if account.rejected_count else 0
        return Outcome(told, (*mended, *lines, line % told), code)


def _absolute(text: str) -> str:
    """The serving process may stand in another folder."""
    return str(Path(text).absolute())
