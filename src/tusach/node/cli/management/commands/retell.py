"""Drop every table and tell it anew from the facts; nothing may change by it."""

from __future__ import annotations

import time
from typing import Any

from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, Progress, WritingCommand
from tusach.node.store.retell import retell


class Command(WritingCommand):
    """tusach retell."""

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        start = time.perf_counter()
        label = _("facts")
        found = retell(node.store, progress=lambda done, total: progress(label, done, total))
        node.indexer.rebuild()
        fields = {
            "facts": found.facts,
            "milliseconds": int(1000 * (time.perf_counter() - start)),
            "digest_before": found.digest_before,
            "digest_after": found.digest_after,
        }
        same = found.digest_before == found.digest_after
        line = _("Nothing changed.") if same else _("The tables had differed from their facts.")
        return Outcome(fields, (line,), 0 if same else NEEDS_A_PERSON)
