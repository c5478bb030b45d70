"""Bring this node and another to the same facts, over the network."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.acts.node import Node
from tusach.node.cli.command import DONE, NEEDS_A_PERSON, Outcome, Progress, WritingCommand
from tusach.node.cli.network import not_done
from tusach.node.store import links
from tusach.node.store.links import Link
from tusach.node.store.protocol import StoreFault
from tusach.node.sync.exchanging import Way, address_of, exchange
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.synced import Synced
from tusach.node.wording.network import say_why

WAIT_S = 60


class Command(WritingCommand):
    """tusach sync [URL]."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "address",
            nargs="?",
            help="of the other node: http://192.168.1.5:8000; none: all that are remembered",
        )
        one = parser.add_mutually_exclusive_group()
        one.add_argument(
            "--remember", action="store_true", help="ask this address by itself from now on"
        )
        one.add_argument("--forget", action="store_true", help="ask this address no more")
        one.add_argument("--list", action="store_true", help="the addresses that are remembered")

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        address = words["address"]
        if words["list"]:
            return _listed(node)
        try:
            if not address:
                if words["remember"] or words["forget"]:
                    raise BadMessage("sync.which")
                return self._all(node, progress)
            address = address_of(address)
            if words["forget"]:
                return _forgotten(node, address)
            if words["remember"]:
                links.add(node.home, address)
            return self._one(node, address, progress)
        except BadMessage as fault:
            return not_done(fault)

    def _all(self, node: Node, progress: Progress) -> Outcome:
        """Every remembered address in turn; one that fails does not keep the others."""
        known = links.links_of(node.home)
        if not known:
            raise BadMessage("sync.which")
        outcomes = []
        for one in known:
            try:
                outcomes.append(self._one(node, one.address, progress))
            except (BadMessage, StoreFault) as fault:
                outcomes.append(_failed(one.address, fault))
        if len(known) == 1:
            return outcomes[0]
        lines = [
            f"{one.address}: {line}"
            for one, outcome in zip(known, outcomes, strict=True)
            for line in outcome.lines
        ]
        fields = {one.address: outcome.fields for one, outcome in zip(known, outcomes, strict=True)}
        return Outcome({"nodes": fields}, tuple(lines), max(one.exit for one in outcomes))

    def _one(self, node: Node, address: str, progress: Progress) -> Outcome:
        label = _("facts")
        way = Way(
            progress=lambda received, sent: progress(label, received + sent, 0), wait_s=WAIT_S
        )
        return _said(exchange(node, address, way))


def _failed(address: str, fault: BadMessage | StoreFault) -> Outcome:
    return not_done(BadMessage(fault.code, **{"address": address, **fault.values}))


def _said(found: Synced) -> Outcome:
    forks = []
    if found.branches:
        forks.append({"peer": found.peer, "branches": found.branches})
    fields = {
        "sent": found.sent,
        "received": found.received,
        "waiting": found.waiting,
        "receipt": {
            "holder": found.peer,
            "wall_ms": found.wall_ms,
            "vector": [msgspec.to_builtins(one) for one in found.vector],
        },
        "milliseconds": found.milliseconds,
        "forks": forks,
        "aside": list(found.aside),
    }
    lines = [
        ngettext("Sent: %(n)s thing done.", "Sent: %(n)s things done.", found.sent)
        % {"n": found.sent},
        ngettext("Received: %(n)s.", "Received: %(n)s.", found.received) % {"n": found.received},
    ]
    if found.branches:
        lines.append(
            _(
                "One machine has told things twice under the same numbers, as a copied or "
                "restored disk does. Both are kept; the province should look at it."
            )
        )
    return Outcome(fields, tuple(lines), NEEDS_A_PERSON if found.aside else DONE)


def _forgotten(node: Node, address: str) -> Outcome:
    was = links.forget(node.home, address)
    line = _("%(address)s is asked no more.") if was else _("%(address)s was not remembered.")
    return Outcome({"forgotten": was}, (line % {"address": address},))


def _listed(node: Node) -> Outcome:
    known = links.links_of(node.home)
    fields = {"addresses": [msgspec.to_builtins(one) for one in known]}
    return Outcome(fields, tuple(map(_line, known)) or (_("No address is remembered."),))


def _line(link: Link) -> str:
    if link.failures:
        said = say_why(link.fault, {"address": link.address, **link.values})
    elif link.met_ms:
        said = _("The last exchange was whole.")
    else:
        said = _("Not asked yet.")
    return f"{link.address}  {said}"
