"""Make this home anew from a backup; what stood here is moved aside, never overwritten."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from tusach.node.cli.command import NEEDS_A_PERSON, Outcome
from tusach.node.cli.command import Command as Base
from tusach.node.keeping.backup_key import key_of_code
from tusach.node.keeping.restoring import Restored, restore
from tusach.node.settings.home import read_home
from tusach.node.wording.faults import say_fault


class Command(Base):
    """tusach restore FILE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a backup that “tusach backup” has made")
        parser.add_argument(
            "--code", default="", help="recovery code, where this machine has no key for the backup"
        )
        parser.add_argument(
            "--database",
            default="",
            help="an empty PostgreSQL database for what a hub's backup holds",
        )

    def handle(self) -> Outcome:
        words = self.options
        start = time.perf_counter()
        found = restore(
            words.file,
            self.home,
            key=key_of_code(words.code) if words.code else None,
            database=words.database,
            progress=lambda done, total: self.progress(_("facts"), done, total),
        )
        fields = {
            "faults": [
                {"where": one.where, "code": one.code, "message": say_fault(one.code)}
                for one in found.faults
            ],
            "home": str(self.home),
            "aside": found.aside,
            "facts": found.about.facts,
            "streams": found.about.streams,
            "made_ms": found.about.made_ms,
            "told_ms": found.about.told_ms,
            "missing": found.missing,
            "lost": list(found.lost),
            "milliseconds": int(1000 * (time.perf_counter() - start)),
        }
        code = NEEDS_A_PERSON if found.faults else 0
        return Outcome(fields, self._lines(found), code)

    def _lines(self, found: Restored) -> tuple[str, ...]:
        offset = int(read_home(self.home).get("offset_minutes", 420))
        local = datetime.fromtimestamp(found.about.made_ms / 1000, tz=UTC) + timedelta(
            minutes=offset
        )
        made = local.strftime("%d/%m/%Y %H:%M")
        lines = [
            _("%(facts)d facts are back, as of %(made)s.")
            % {"facts": found.about.facts, "made": made}
        ]
        lines += [f"{one.where}: {say_fault(one.code)}" for one in found.faults]
        if found.missing:
            words = _(
                "%(n)d facts that this machine stored after that are not in the backup. Those that "
                "other libraries or the province have come back with the next exchange; enter the "
                "others again from paper."
            )
            lines.append(words % {"n": found.missing})
        elif found.missing is None:
            words = _(
                "What was stored after that is not in the backup. What other libraries or the "
                "province have comes back with the next exchange; enter the rest again from paper."
            )
            lines.append(words)
        else:
            lines.append(_("Nothing that this machine stored is missing."))
        if found.lost:
            words = _(
                "%(n)d photographs or templates are named in the backup and lie in no folder "
                "beside it: bring the folder whose name ends in “-files” and restore again. "
                "Photographs that other machines have come with the next exchange."
            )
            lines.append(words % {"n": len(found.lost)})
        if found.aside:
            words = _(
                "What stood here before is in %(path)s. It holds readers' names: delete it when "
                "you are sure."
            )
            lines.append(words % {"path": found.aside})
        if not found.with_keys:
            words = _(
                "This machine had no keys of this library: readers choose a new PIN at the desk, "
                "and one-time codes are given anew."
            )
            lines.append(words)
        lines.append(_("Start it with: tusach serve --home %(path)s") % {"path": self.home})
        return tuple(lines)
