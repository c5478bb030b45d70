"""Take a backup of the whole library into one sealed file, while it is used."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand
from tusach.node.keeping import hourly
from tusach.node.keeping.backup_key import BackupKey, mark_seen, own_key
from tusach.node.keeping.taking import Taken, take, take_into
from tusach.node.store.protocol import StoreFault


class Command(WritingCommand):
    """tusach backup FILE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=_absolute,
            default="",
            help="where to write; replaced when whole",
        )
        parser.add_argument(
            "--every-hour",
            metavar="DIR",
            type=_absolute,
            default="",
            help="from now on, take a backup into this folder in every hour in which something is "
            "told; the first one now",
        )
        parser.add_argument(
            "--never", action="store_true", help="from now on, take no automatic backups"
        )
        parser.add_argument(
            "--show-code", action="store_true", help="say the recovery code once more"
        )

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        if sum(map(bool, (words["file"], words["every_hour"], words["never"]))) > 1 or not any(
            words.values()
        ):
            return Outcome({}, (_("Name a file, or a folder with --every-hour."),), 2)
        if words["never"]:
            hourly.copy_into(node.home, None)
            return Outcome({"faults": [], "every_hour": ""}, (_("No more automatic backups."),))
        if not (words["file"] or words["every_hour"]):
            key = own_key(node.home)
            mark_seen(node.home)
            fields = {"faults": [], "code": key.code, "key": key.name}
            return Outcome(fields, _code_lines(key))
        start = time.perf_counter()
        label = _("facts")

        def step(done: int, total: int) -> None:
            progress(label, done, total)

        if words["every_hour"]:
            folder = Path(words["every_hour"])
            if not folder.is_dir():
                raise StoreFault("backup.no_folder")
            taken = take_into(node.home, node.store, folder, step=step)
            hourly.copy_into(node.home, folder)
            hourly.note(node.home, taken)
        else:
            taken = take(node.home, node.store, Path(words["file"]), step=step)
        return self._told(node, words, taken, int(1000 * (time.perf_counter() - start)))

    def _told(self, node: Node, words: dict[str, Any], taken: Taken, spent: int) -> Outcome:
        fields = {
            "faults": [],
            "file": taken.path,
            "bytes": taken.bytes,
            "facts": taken.about.facts,
            "streams": taken.about.streams,
            "made_ms": taken.about.made_ms,
            "key": taken.key.name,
            "every_hour": words["every_hour"],
            "milliseconds": spent,
        }
        said = {"facts": taken.about.facts, "path": taken.path, "size": -(-taken.bytes // 1024)}
        lines = [
            _("%(facts)d facts copied, read back and found whole: %(path)s (%(size)d KB)") % said
        ]
        if taken.first or words["show_code"]:
            mark_seen(node.home)
            fields["code"] = taken.key.code
            lines += _code_lines(taken.key)
        return Outcome(msgspec.to_builtins(fields), tuple(lines))


def _code_lines(key: BackupKey) -> tuple[str, ...]:
    return (
        _("Recovery code: write it down now, and keep it away from this machine and its backups."),
        f"    {key.code}",
        _("Without it, a backup is worthless once this machine is lost. Key: %(name)s")
        % {"name": key.name},
    )


def _absolute(text: str) -> str:
    """The serving process may stand in another folder."""
    return str(Path(text).absolute()) if text else ""
