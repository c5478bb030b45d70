"""Show one crate: what lies in it, where it has been; or list crates, or those that are late."""

from __future__ import annotations

import argparse

import msgspec
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.library.crates.facts import crate_subject
from tusach.library.crates.story import CrateState
from tusach.library.places.codes import CRATE, is_printed_code, kind_of
from tusach.node.acts import crates_read as read
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.cli.saying import story_lines
from tusach.node.cli.telling import story_fields
from tusach.node.wording.values import say_day


class Command(ReadingCommand):
    """tusach crate."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("code", nargs="?", default="", help="the 12 digits on its label")
        parser.add_argument(
            "--late", action="store_true", help="only crates that should be home by now"
        )

    def look(self, node: Node) -> Outcome:
        code = self.options.code
        if not code:
            return _listed(node, late=self.options.late)
        if not is_printed_code(code) or kind_of(code) != CRATE:
            return refused(Refusal("crate.code_odd", {"code": code[:60]}))
        subject = crate_subject(node.tenant, code)
        story = node.store.story(subject)
        if not story.held:
            return refused(Refusal("crate.unknown", {}))
        state: CrateState = story.state
        fields = {
            **story_fields(story),
            "status": state.status,
            "contents": [msgspec.to_builtins(one) for one in read.contents(node, state)],
            "stays": [msgspec.to_builtins(one) for one in read.stays(node, subject)],
        }
        return Outcome(fields, story_lines(node, story))


def _listed(node: Node, *, late: bool) -> Outcome:
    which = read.LATE if late else read.EVERY
    rows = read.crates(node, which, place="", on=node.today())
    line = _("Crate %(nr)s (%(code)s): %(place)s, books: %(n)s.")
    back = _("Due back by %(day)s.")
    lines = []
    for row in rows:
        place = node.place(row.to or row.at or "").name
        said = line % {"nr": row.nr or "?", "code": row.code, "place": place, "n": row.inside}
        lines.append(f"{said} {back % {'day': say_day(row.back_on)}}" if row.back_on else said)
    none = _("No crate is late.") if late else _("No crate is known here.")
    fields = {"crates": [msgspec.to_builtins(row) for row in rows]}
    return Outcome(fields, tuple(lines) or (none,))
