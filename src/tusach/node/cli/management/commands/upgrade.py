"""Install a newer version from one signed file, or go back; the old one comes back if it fails."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tusach import VERSION
from tusach.node.acts import current
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, REFUSED, Outcome, Progress, WritingCommand
from tusach.node.cli.upgrading_said import listed, looked_lines, steps_words, tried_lines
from tusach.node.keeping.backup_key import mark_seen
from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store import workers
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import course, hand, trust
from tusach.node.upgrading.processes import free_address
from tusach.node.upgrading.release_file import open_release, with_signature
from tusach.node.upgrading.trying import try_out

LOOK_EVERY_S, MOST_S = 0.3, 3 * 3_600
ONE_OF = ("file", "back", "list", "trust", "forget", "sign")


class Command(WritingCommand):
    """tusach upgrade FILE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=_absolute, default="", help="a release")
        parser.add_argument(
            "--look", action="store_true", help="say what FILE brings and whether it fits; no more"
        )
        parser.add_argument("--back", action="store_true", help="return to the version before")
        parser.add_argument("--list", action="store_true", help="which versions are here")
        parser.add_argument(
            "--trust", default="", metavar="KEY", help="believe releases signed by this key"
        )
        parser.add_argument(
            "--forget", default="", metavar="KEY", help="believe this key no longer"
        )
        parser.add_argument(
            "--sign",
            type=_absolute,
            default="",
            metavar="FILE",
            help="at the hub: vouch for a release, so that every machine of the province takes it",
        )

    def handle(self) -> Outcome:
        words = vars(self.options)
        if sum(bool(words[one]) for one in ONE_OF) != 1 or (words["look"] and not words["file"]):
            return Outcome({}, (_("Name a release, or --back, or --list."),), 2)
        if words["list"]:
            return listed(self.home)
        outcome = super().handle()
        if outcome.fields.get("state") != places.TRYING:
            return outcome
        return self._tried(outcome)

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        if words["trust"] or words["forget"]:
            return _trusted(node, words)
        if words["sign"]:
            return _signed(node, Path(words["sign"]))
        if words["look"]:
            looked = course.look(Path(words["file"]), node)
            return Outcome(_looked_fields(looked), looked_lines(looked))
        at_work = hand.at_work()
        if current.is_at_work() and at_work is None:
            raise StoreFault("upgrade.many_processes")
        said = steps_words()

        def say(step: str, done: int, total: int) -> None:
            progress(said[step], done, total)

        with workers.alone(node.home) as is_alone:
            if not is_alone:  # of several processes one may have died; the others serve on
                raise StoreFault("upgrade.many_processes")
            if words["back"]:
                found = course.back(node, say)
            else:
                found = course.upgrade(node, Path(words["file"]), say)
        if at_work is not None:
            at_work.begin_anew()
        fields: dict[str, Any] = {"state": places.TRYING, "is_served": at_work is not None}
        lines: tuple[str, ...] = ()
        if found.taken.first:
            mark_seen(node.home)
            fields["code"] = found.taken.key.code
            lines = (
                _("Recovery code of the backups: write it down now, and keep it away from here."),
                f"    {found.taken.key.code}",
            )
        return Outcome(fields, lines)

    def _tried(self, outcome: Outcome) -> Outcome:
        """How the trial went: in the process that serves, or in one of ours, for that alone."""
        versions = places.versions_of(self.home)
        self.progress(_("trying it out"), 0, 0)
        if outcome.fields["is_served"]:
            found = _waited_for(versions)
        else:
            words = ["serve", "--home", str(self.home), "--bind", free_address(), "--json"]
            found = try_out(versions, words, lambda line: self.progress(_("trying it out"), 0, 0))
        fields = {
            "faults": [],
            "state": found.state,
            "version": found.to if found.state == places.DONE else found.was,
            "was": found.was,
            "fault": found.fault,
            "milliseconds": max(0, found.ended_ms - found.began_ms),
        }
        if "code" in outcome.fields:
            fields["code"] = outcome.fields["code"]
        code = {places.DONE: 0, places.RETURNED: REFUSED}.get(found.state, NEEDS_A_PERSON)
        return Outcome(fields, (*outcome.lines, *tried_lines(found)), code)


def _waited_for(versions: Path) -> Course:
    """The course of an upgrade when the process that serves has begun anew."""
    end = time.monotonic() + MOST_S
    while time.monotonic() < end:
        found = places.read_course(versions)
        if found is not None and found.state in (places.DONE, places.RETURNED, places.REFUSED):
            return found
        time.sleep(LOOK_EVERY_S)
    raise StoreFault("upgrade.no_word")


def _looked_fields(looked: course.Looked) -> dict[str, Any]:
    manifest = looked.manifest
    return {
        "faults": [],
        "version": manifest.version,
        "runs": VERSION,
        "made_ms": manifest.made_ms,
        "signed_by": fingerprint(bytes.fromhex(looked.key)),
        "source": looked.source,
        "is_full": manifest.is_full,
        "bytes": looked.release.size,
        "is_retold": looked.retold,
        "notes": dict(manifest.notes),
    }


def _trusted(node: Node, words: dict[str, Any]) -> Outcome:
    key = _key_of(words["trust"] or words["forget"])
    if words["forget"]:
        trust.forget(node.home, key)
    else:
        trust.trust(node.home, key)
    said = fingerprint(bytes.fromhex(key))
    line = _("Releases signed by %(key)s are believed from now on.")
    if words["forget"]:
        line = _("The key %(key)s is named here no more.")
    keys = list(trust.named(node.home))
    return Outcome({"faults": [], "key": said, "keys": keys}, (line % {"key": said},))


def _key_of(text: str) -> str:
    """A key as typed, or as the file of the maker holds it."""
    path = Path(text)
    try:
        if path.is_file() and path.stat().st_size < 4_096:
            text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        pass
    found = text.strip().lower()
    if len(found) != 64 or not all(one in "0123456789abcdef" for one in found):
        raise StoreFault("upgrade.no_key")
    return found


def _signed(node: Node, path: Path) -> Outcome:
    """The release carries the signature of this hub too. The file is replaced whole."""
    if not trust.is_hub(node.store, node.store.own_key):
        raise StoreFault("upgrade.no_hub")
    release = open_release(path)
    trust.by_whom(release, node.home, node.store)  # nobody vouches for what they do not believe
    size = write_pieces(path, with_signature(release, node.store.installation), to_carry=True)
    said = fingerprint(node.store.installation.public_key)
    line = _("%(path)s is signed by this hub (%(key)s): every machine of the province takes it.")
    fields = {"faults": [], "file": str(path), "bytes": size, "key": said}
    return Outcome(fields, (line % {"path": path, "key": said},))


def _absolute(text: str) -> str:
    """The serving process may stand in another folder."""
    return str(Path(text).absolute()) if text else ""
