"""Write all titles into a file as MARC, field for field as they came in."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from tusach.exchange.faults import RemoteFault
from tusach.exchange.marc.decoding import encoding_told
from tusach.exchange.marc.writing import MARCXML_HEAD, MARCXML_TAIL, as_marcxml, to_iso2709
from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, ReadingCommand
from tusach.node.settings.whole_file import write_pieces


class Command(ReadingCommand):
    """tusach export-marc FILE."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="where to write; replaced when whole")
        parser.add_argument(
            "--format", choices=("marc", "marcxml"), default="marc", help="ISO 2709 or XML"
        )

    def look(self, node: Node) -> Outcome:
        path = Path(self.options.file)
        xml = self.options.format == "marcxml"
        rows = node.store.query(
            "SELECT record, format, title, notes FROM title WHERE tenant = ? ORDER BY subject",
            (node.tenant,),
        )
        faults: list[dict[str, str]] = []
        written = 0

        def pieces() -> Iterator[bytes]:
            nonlocal written
            yield MARCXML_HEAD.encode() if xml else b""
            for record, kind, title, notes in rows:
                raw = reading.blob(record)
                found: str | bytes | RemoteFault = RemoteFault("record", "record.not_here")
                if raw is not None:
                    told = encoding_told(json.loads(notes))
                    found = as_marcxml(raw, kind, encoding=told) if xml else to_iso2709(raw, kind)
                if isinstance(found, RemoteFault):
                    faults.append(
                        {"title": title, "record": record, "place": found.place}
                        | {"reason": found.reason}
                    )
                    continue
                yield found.encode() if isinstance(found, str) else found
                written += 1
            yield MARCXML_TAIL.encode() if xml else b""

        with node.store.engine.reading() as reading:
            write_pieces(path, pieces(), to_carry=True)
        line = _("%(n)d records written, %(left)d left out") % {"n": written, "left": len(faults)}
        return Outcome(
            {"written": written, "faults": faults}, (line,), NEEDS_A_PERSON if faults else 0
        )
