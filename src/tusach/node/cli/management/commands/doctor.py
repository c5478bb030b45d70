"""Say what is wrong with this machine and what to do about it."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from tusach.node.cli.binding import bound
from tusach.node.cli.command import DAMAGED, NEEDS_A_PERSON, Outcome
from tusach.node.cli.command import Command as Base
from tusach.node.keeping import doctor
from tusach.node.settings.home import is_whole, read_home
from tusach.node.wording.health import say_finding


class Command(Base):
    """tusach doctor."""

    signs = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--bind", type=bound, default="127.0.0.1:8000", help="where “tusach serve” will listen"
        )

    def handle(self) -> Outcome:
        found = doctor.examine(self.home, port=self.options.bind)
        told = read_home(self.home) if is_whole(self.home) else {}
        offset = int(told.get("offset_minutes", 420))
        lines: list[str] = []
        faults: list[dict[str, str]] = []
        looked: list[dict[str, str]] = []
        for one in found:
            said, todo = say_finding(one.code, one.values, offset_minutes=offset)
            mark = {doctor.GOOD: "✓", doctor.NOTE: "·"}.get(one.state, "!")
            lines.append(f"{mark} {said}")
            if todo and one.state != doctor.GOOD:
                lines.append(f"    {todo}")
            entry = {"code": one.code, "state": one.state, "message": said, "todo": todo}
            (looked if one.state in (doctor.GOOD, doctor.NOTE) else faults).append(entry)
        if not faults:
            lines.append(_("This machine is well."))
        damaged = any(one.state == doctor.DAMAGED for one in found)
        code = DAMAGED if damaged else NEEDS_A_PERSON if faults else 0
        return Outcome({"faults": faults, "looked_at": looked}, tuple(lines), code)
