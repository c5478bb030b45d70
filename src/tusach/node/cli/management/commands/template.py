"""List the templates of papers, show one to begin from, check one of the agency's own."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from tusach.exchange.documents.offered import OFFERED
from tusach.exchange.documents.paper_templates import TemplateFault, read
from tusach.node.cli import command
from tusach.node.cli.command import DAMAGED, WRONG_USE, Outcome
from tusach.node.papers.by_template import FOLDER, KINDS, shipped_bytes
from tusach.node.wording.papers import say_wrong


class Command(command.Command):
    """tusach template list|show|check."""

    signs = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("do", choices=("list", "show", "check"), help="what is done")
        parser.add_argument(
            "what", nargs="?", default="", help="show: name of a template; check: the file"
        )

    def handle(self) -> Outcome:
        words = self.options
        if words.do == "list":
            return self._list()
        if words.do == "show" and words.what in OFFERED:
            text = shipped_bytes(words.what).decode()
            return Outcome({"template": words.what, "text": text}, (text.rstrip(),))
        if words.do == "check" and words.what:
            return _checked(Path(words.what))
        message = _("Say which: tusach template list, show NAME, check FILE")
        return Outcome({"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE)

    def _list(self) -> Outcome:
        own = self.home / FOLDER
        lines, found = [], []
        for name, offered in OFFERED.items():
            is_own = (own / f"{name}.json").is_file()
            fields = sorted(offered.fields)
            lists = {one: sorted(told) for one, told in sorted(offered.lists.items())}
            found.append({"template": name, "own": is_own, "fields": fields, "lists": lists})
            whose = _("the agency's own") if is_own else _("as shipped")
            lines.append(f"{name} ({whose}): {', '.join(fields)}")
            lines += [f"  {one}: {', '.join(told)}" for one, told in lists.items()]
        return Outcome({"templates": found}, tuple(lines))


def _checked(path: Path) -> Outcome:
    try:
        made = read(path.read_bytes(), file=path.name, kinds=KINDS)
    except TemplateFault as fault:
        lines = tuple(f"! {path.name}: {say_wrong(one)}" for one in fault.wrong)
        faults = [{"where": x.where, "code": x.code, "what": x.what} for x in fault.wrong]
        return Outcome({"holds": False, "faults": faults}, lines, DAMAGED)
    line = _("The template holds: every field that it names is there, in both languages.")
    return Outcome({"holds": True, "template": made.paper, "faults": []}, (line,))
