"""All machines of the network: who was heard when, what each lacks, how each is."""

from __future__ import annotations

import argparse

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tusach.node.acts.node import Node
from tusach.node.cli.command import NEEDS_A_PERSON, Outcome, ReadingCommand
from tusach.node.network.rows import SHOWS, SORTS, Row, as_told, chosen, counted, rows_of
from tusach.node.office.machine_names import kind_of
from tusach.node.wording.values import say_moment


class Command(ReadingCommand):
    """tusach network."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--show", choices=SHOWS, default="all", help="which machines")
        parser.add_argument("--sort", choices=SORTS, default="name", help="in which order")

    def look(self, node: Node) -> Outcome:
        rows = chosen(rows_of(node), show=self.options.show, sort=self.options.sort)
        rows = counted(node, rows)
        offset = node.store.identity.offset_minutes
        lines = [_line(row, offset) for row in rows] or [_("No other machine is known.")]
        needs = any(row.is_in_trouble for row in rows)
        return Outcome(
            {"nodes": [as_told(row) for row in rows]},
            tuple(lines),
            NEEDS_A_PERSON if needs else 0,
        )


def _line(row: Row, offset: int) -> str:
    told = [row.name, kind_of(row.role)]
    if row.is_revoked:
        return " · ".join([*told, _("locked out")])
    if row.at_ms is None:
        return " · ".join([*told, _("never heard of")])
    told.append(_("heard of at %(at)s") % {"at": say_moment(row.at_ms, offset)})
    if row.is_silent:
        told.append(_("silent for %(n)s days") % {"n": row.silent_days})
    if row.lacks is not None:
        told.append(_("lacks %(n)s") % {"n": row.lacks})
    if row.owes:
        told.append(_("has %(n)s more") % {"n": row.owes})
    if row.software:
        told.append(_("version %(version)s") % {"version": row.software})
    if row.disk_free is not None:
        told.append(_("%(size)s free") % {"size": filesizeformat(row.disk_free)})
    if row.is_clock_off and row.ahead_ms is not None:
        told.append(_("clock off by %(n)s minutes") % {"n": round(row.ahead_ms / 60_000)})
    if row.still_holds:
        told.append(_("still holds: %(scopes)s") % {"scopes": ", ".join(row.still_holds)})
    return " · ".join(told)
