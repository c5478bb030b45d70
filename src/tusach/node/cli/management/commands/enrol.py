"""Come into the network of a province: request FILE, grant REQUEST FILE, accept FILE."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, Progress, WritingCommand
from tusach.node.cli.network import not_done
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.keys import fingerprint
from tusach.node.sync import enrolling
from tusach.node.sync.messages import BadMessage

STEPS = ("request", "grant", "accept")
DAYS = 180


class Command(WritingCommand):
    """tusach enrol."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("step", choices=STEPS, help="who asks, who grants, who accepts")
        parser.add_argument("file", type=Path, help="the file to write; to read, with accept")
        parser.add_argument("answer", type=Path, nargs="?", help="with grant: the answer to write")
        parser.add_argument("--days", type=int, default=DAYS, help="with grant: the lease")
        parser.add_argument("--name", default="", help="with grant: found the place, so named")
        parser.add_argument("--kind", default="", help="with grant: its kind, of the profile")
        parser.add_argument("--label", default="", help="with request: a name for the machine")

    def words(self) -> dict[str, Any]:
        told = super().words()
        for name in ("file", "answer"):
            told[name] = str(told[name].absolute()) if told[name] else ""
        return told

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        try:
            if words["step"] == "request":
                return self._request(node, words)
            if words["step"] == "grant":
                return self._grant(node, words)
            found = enrolling.accept(node, Path(words["file"]).read_bytes())
            return _outcome(found, _("This library belongs to the network now."))
        except BadMessage as fault:
            return not_done(fault)

    def _request(self, node: Node, words: dict[str, Any]) -> Outcome:
        write_pieces(Path(words["file"]), (enrolling.request(node, words["label"]),), to_carry=True)
        key = node.store.installation.public_key
        fields: dict[str, Any] = {"node": key.hex(), "scopes": [], "until": None}
        fields["fingerprint"] = fingerprint(key)
        line = _("Bring %(file)s to the province, with this fingerprint: %(print)s")
        told = {"file": words["file"], "print": fields["fingerprint"]}
        return Outcome(fields, (line % told,))

    def _grant(self, node: Node, words: dict[str, Any]) -> Outcome:
        if not words["answer"]:
            raise BadMessage("enrol.no_answer")
        raw = Path(words["file"]).read_bytes()
        if words["name"]:
            enrolling.found_place(node, raw, name=words["name"], kind=words["kind"])
        found, answer = enrolling.grant(node, raw, by=None, days=words["days"])
        write_pieces(Path(words["answer"]), (answer,), to_carry=True)
        return _outcome(found, _("Bring %(file)s back to the library.") % {"file": words["answer"]})


def _outcome(found: enrolling.Enrolled, line: str) -> Outcome:
    root = fingerprint(bytes.fromhex(found.root))
    fields = {
        "node": found.installation,
        "role": found.role,
        "place": found.place,
        "scopes": list(found.scopes),
        "until": found.until,
        "fingerprint": fingerprint(bytes.fromhex(found.installation)),
        "root": root,
    }
    compare = _("The province's fingerprint: %(print)s. Compare it with what you were told.")
    return Outcome(fields, (line, compare % {"print": root}))
