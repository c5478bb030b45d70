"""Facts on a stick: write --for NODE|hub FILE, read FILE at the other node, waiting."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.parcel import BadParcel
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, WRONG_USE, Outcome, Progress, WritingCommand
from tusach.node.cli.network import not_done
from tusach.node.sync import carrying, held_parcels, parcels
from tusach.node.sync.messages import BadMessage

AHEAD_MS = 24 * 3_600_000
"""A clock that is further ahead than this is said to be."""


class Command(WritingCommand):
    """tusach parcel."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        steps = ("write", "read", "waiting")
        parser.add_argument("step", choices=steps, help="at the giver, at the taker; what waits")
        parser.add_argument("file", type=Path, nargs="?", help="the parcel")
        parser.add_argument(
            "--for",
            dest="whom",
            default="hub",
            metavar="NODE",
            help="with write: hub, the code of a place, or a key of 64 digits",
        )
        parser.add_argument(
            "--whole",
            action="store_true",
            help="with write: everything it may hold, for a machine that lost its data",
        )

    def words(self) -> dict[str, Any]:
        told = super().words()
        return {**told, "file": str(told["file"].absolute()) if told["file"] else ""}

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        path = Path(words["file"])
        if words["step"] == "waiting":
            return _waiting(node)
        if not words["file"]:
            message = _("Say which file: tusach parcel %(step)s FILE") % {"step": words["step"]}
            return Outcome(
                {"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE
            )
        try:
            if words["step"] == "write":
                return self._write(node, path, words["whom"], whole=words["whole"])
            return self._read(node, path)
        except BadMessage as fault:
            return not_done(fault)
        except BadParcel as fault:
            return not_done(BadMessage(fault.code))

    def _write(self, node: Node, path: Path, whom: str, *, whole: bool) -> Outcome:
        known = whom == "hub" or len(whom) == 64
        named = whom if known else node.place_id(whom)
        recipients = parcels.recipients_of(node.store, named)
        size = carrying.written(node, recipients, path, _silent, whole=whole)["size"]
        fields = {"facts": None, "bytes": size, "recipients": list(recipients)}
        line = _("The parcel is ready: %(file)s (%(size)s bytes). Anybody may carry it.")
        return Outcome(fields, (line % {"file": path, "size": size},))

    def _read(self, node: Node, path: Path) -> Outcome:
        found = carrying.taken_in(node, path, _silent)
        fields = {
            "facts": found.stored,
            "present": found.present,
            "unknown": found.unknown,
            "early": found.early,
            "kept": found.kept,
            "later": found.later,
            "bytes": path.stat().st_size,
            "quarantined": [*found.aside, *found.spoiled],
            "forks": [{"peer": found.sender, "branches": found.branches}] if found.branches else [],
            "receipts": found.receipts,
        }
        lines = [
            _("Taken in: %(new)s; known already: %(old)s.")
            % {"new": found.stored, "old": found.present}
        ]
        if found.spoiled:
            lines.append(
                _("Part of the file is damaged. What was whole is kept; ask for the parcel again.")
            )
        if found.unknown:
            lines.append(
                _(
                    "Some of it is of a machine that this province does not know yet. The parcel "
                    "waits here, and is read by itself once that machine was let in."
                )
            )
        if found.later:
            lines.append(_("Taken in of parcels that waited: %(n)s") % {"n": found.later})
        if found.early:
            lines.append(
                _(
                    "Some of it stands on things that are not here (any more). Write a parcel for"
                    " the sender; the one after it brings everything."
                )
            )
        lines += _of_sender(node, found)
        needs = bool(found.aside or found.spoiled or found.unknown or found.early)
        return Outcome(fields, tuple(lines), NEEDS_A_PERSON if needs else 0)


def _of_sender(node: Node, found: parcels.Read) -> list[str]:
    """What a person should know of the machine that wrote it, and of what is not used."""
    lines = [_("Set aside, not used: %(why)s") % {"why": why} for why in sorted(set(found.aside))]
    standing = node.store.standings.of(found.sender) if node.store.standings else None
    if standing is not None and standing.last_good is not None:
        lines.append(
            _(
                "The province has locked out the machine that wrote this. What it told before that "
                "is kept; what came after does not count until the province has looked at it."
            )
        )
    if found.made_ms > node.store.now_ms() + AHEAD_MS:
        lines.append(
            _(
                "The clock of the machine that wrote it is far ahead. Its entries are kept; tell "
                "the people there to set the date."
            )
        )
    return lines


def _silent(_done: int) -> None:
    """A command shows no bytes on the way."""


def _waiting(node: Node) -> Outcome:
    found = held_parcels.held(node.store, node.home)
    fields = [{"file": one.path.name, "sender": one.print, "bytes": one.size} for one in found]
    line = _("%(file)s  from %(sender)s  %(bytes)d bytes")
    return Outcome({"waiting": fields}, tuple(line % one for one in fields))
