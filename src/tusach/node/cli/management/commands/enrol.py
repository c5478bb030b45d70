"""Machines of the network: request, grant, accept, ask, fetch, list, renew, revoke, and more.

request FILE, at the machine that asks; grant REQUEST FILE, at the hub; accept FILE, back at the
machine. Where there is a network: ask URL, and, once it is granted, fetch URL. At a hub: list;
renew NODE; revoke NODE; replace NODE REQUEST FILE; prepare FOLDER, a folder of a stick for every
place that has no machine yet, or for those given with --place. Who came with such a stick and waits
for people stands in the list: admit KEY, or refuse KEY. NODE is the code of a place with one
machine, or how a key begins, eight digits of it or more.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.acts import inviting
from tusach.node.acts.machines import SHORTEST, Machine, machine_named, machines
from tusach.node.acts.node import Node
from tusach.node.acts.travelling import vehicles
from tusach.node.cli.command import (
    NEEDS_A_PERSON,
    WRONG_USE,
    Outcome,
    Progress,
    WritingCommand,
    refused,
)
from tusach.node.cli.network import not_done
from tusach.node.settings.whole_file import write_pieces
from tusach.node.store.keys import fingerprint
from tusach.node.sync import certifying, coming_in, enrolling, preparing, requests, waiting
from tusach.node.sync.labels import label, readme
from tusach.node.sync.link import HttpLink
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.moments import at_minute
from tusach.node.wording.network import say_invited

STEPS = {
    "request": ("FILE",),
    "grant": ("REQUEST", "FILE"),
    "accept": ("FILE",),
    "ask": ("URL",),
    "fetch": ("URL",),
    "list": (),
    "renew": ("NODE",),
    "revoke": ("NODE",),
    "replace": ("NODE", "REQUEST", "FILE"),
    "prepare": ("FOLDER",),
    "admit": ("KEY",),
    "refuse": ("KEY",),
}
DAYS = 180
NOW = "now"


class Command(WritingCommand):
    """tusach enrol."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("step", choices=tuple(STEPS), help="what is to be done")
        parser.add_argument(
            "of", nargs="*", metavar="WHAT", help="files and machines, as the step wants them"
        )
        parser.add_argument(
            "--root", default="", metavar="NUMBER", help="with fetch: the province's fingerprint"
        )
        parser.add_argument(
            "--address", default="", metavar="URL", help="with prepare: where the hub is asked"
        )
        parser.add_argument(
            "--all", action="store_true", help="with prepare: for every place without a machine"
        )
        parser.add_argument(
            "--place",
            dest="places",
            action="append",
            default=[],
            metavar="CODE",
            help="with prepare: only for this place; may be given again",
        )
        parser.add_argument(
            "--days",
            type=int,
            default=None,
            help="how long the lease lasts (180), or an invitation (60)",
        )
        parser.add_argument("--name", default="", help="with grant: found the place, so named")
        parser.add_argument("--kind", default="", help="with grant: its kind, of the profile")
        parser.add_argument("--label", default="", help="with request: a name for the machine")
        parser.add_argument(
            "--reason",
            choices=certifying.REASONS,
            default=certifying.REASONS[0],
            help="with revoke: why",
        )
        parser.add_argument(
            "--last-good",
            default=NOW,
            metavar="MOMENT",
            help='with revoke: until when it is believed, "YYYY-MM-DD HH:MM" or now',
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="with revoke: only say what would fall out"
        )

    def words(self) -> dict[str, Any]:
        told = super().words()
        wanted = STEPS[told["step"]]
        told["of"] = [
            one if what in ("NODE", "URL", "KEY") else str(Path(one).absolute())
            for what, one in zip(wanted, told["of"], strict=False)
        ] + told["of"][len(wanted) :]
        return told

    def perform(self, node: Node, words: dict[str, Any], progress: Progress) -> Outcome:
        wanted = STEPS[words["step"]]
        if len(words["of"]) != len(wanted):
            line = "tusach enrol " + " ".join((words["step"], *wanted))
            message = _("It is written so: %(line)s") % {"line": line}
            return Outcome(
                {"refusal": {"code": "usage", "message": message}}, (message,), WRONG_USE
            )
        try:
            step: Callable[..., Outcome] = _STEPS[words["step"]]
            return step(node, words, *words["of"])
        except BadMessage as fault:
            return not_done(fault)


def _request(node: Node, words: dict[str, Any], file: str) -> Outcome:
    raw = requests.request(node, words["label"])
    write_pieces(Path(file), (raw,), to_carry=True)
    key = node.store.installation.public_key
    fields: dict[str, Any] = {"node": key.hex(), "scopes": [], "until": None}
    fields |= {"fingerprint": fingerprint(key), "text": requests.compact(raw)}
    line = _("Bring %(file)s to the province, with this fingerprint: %(print)s")
    return Outcome(fields, (line % {"file": file, "print": fields["fingerprint"]},))


def _grant(node: Node, words: dict[str, Any], file: str, answer: str) -> Outcome:
    raw = Path(file).read_bytes()
    if words["name"]:
        enrolling.found_place(node, raw, name=words["name"], kind=words["kind"])
    found, said = enrolling.grant(node, raw, by=None, days=words["days"] or DAYS)
    write_pieces(Path(answer), (said,), to_carry=True)
    return _outcome(found, _("Bring %(file)s back to the library.") % {"file": answer})


def _accept(node: Node, words: dict[str, Any], file: str) -> Outcome:
    found = enrolling.accept(node, Path(file).read_bytes())
    return _outcome(found, _("This library belongs to the network now."))


def _replace(node: Node, words: dict[str, Any], *of: str) -> Outcome:
    old, file, answer = of
    raw = Path(file).read_bytes()
    found, said = enrolling.replace(
        node, _named(node, old), raw, by=None, days=words["days"] or DAYS
    )
    write_pieces(Path(answer), (said,), to_carry=True)
    line = _(
        "The old machine counts no more; what it told and lies here stays. "
        "Bring %(file)s to the new one."
    )
    return _outcome(found, line % {"file": answer})


def _ask(node: Node, words: dict[str, Any], address: str) -> Outcome:
    with HttpLink(address, coming_in.PATH) as link:
        found = coming_in.ask(node, link, link.address, label=words["label"])
    own, root = node.store.installation.public_key, bytes.fromhex(found.root)
    fields = {"node": own.hex(), "fingerprint": fingerprint(own), "root": fingerprint(root)}
    lines = (
        _("The request lies at %(address)s. Call the province and compare two numbers:")
        % {"address": found.address},
        _("this machine: %(print)s") % {"print": fields["fingerprint"]},
        _("the province: %(print)s") % {"print": fields["root"]},
        _("When they are the same and it is granted: tusach enrol fetch %(address)s")
        % {"address": found.address},
    )
    return Outcome(fields, lines)


def _fetch(node: Node, words: dict[str, Any], address: str) -> Outcome:
    link, known = HttpLink(address, coming_in.PATH), coming_in.asked(node.home)
    if known is None or known.address != link.address:
        raise BadMessage("enrol.not_asked", address=link.address)
    if words["root"] not in ("", fingerprint(bytes.fromhex(known.root))):
        raise BadMessage("enrol.other_root")
    with link:
        found = coming_in.fetch(node, link, known)
    return _outcome(found, _("This library belongs to the network now."))


def _prepare(node: Node, words: dict[str, Any], to: str) -> Outcome:
    days = words["days"] or preparing.DAYS
    found = preparing.invitations(node, address=words["address"], days=days, places=words["places"])
    folders = preparing.write(node, Path(to), found, label=label, readme=readme)
    asks = [one.place for one in found if not one.seed]
    fields = {
        "folders": [str(one) for one in folders],
        "places": [one.place for one in found],
        "ask": asks,
        "until": next((one.until for one in found if one.until), None),
    }
    lines = [_("Folders were made for %(n)d places. Each holds a label to print.")]
    if len(asks) < len(found):
        lines.append(
            _("A stick lets one machine in by itself, once, until %(until)s: guard it like a key.")
        )
    if asks:
        lines.append(
            _("These places have readers already, so their machines ask to be let in: %(asks)s")
        )
    values = {"n": len(found), "until": fields["until"], "asks": ", ".join(asks)}
    return Outcome(fields, tuple(line % values for line in lines))


def _admit(node: Node, words: dict[str, Any], named: str) -> Outcome:
    say = partial(inviting.admit, moving=vehicles(node))
    return _decided(node, named, say, _("The machine belongs to the network now."))


def _refuse(node: Node, words: dict[str, Any], named: str) -> Outcome:
    return _decided(node, named, inviting.refuse, _("Nothing of that machine counts."))


def _decided(node: Node, named: str, decide: Callable[..., Refusal | None], line: str) -> Outcome:
    keys = [
        use.key
        for one in inviting.to_look_at(node.store)
        for use in one.open
        if use.key.startswith(named) and len(named) >= SHORTEST
    ]
    if len(keys) != 1:
        raise BadMessage("enrol.no_machine", node=named)
    done = decide(node.store, keys[0], by=None)
    return refused(done) if done is not None else Outcome({"node": keys[0]}, (line,))


def _list(node: Node, words: dict[str, Any]) -> Outcome:
    found = machines(node.store)
    fields = [_fields(node, one) for one in found]
    lines = []
    for one in fields:
        places, until = ",".join(one["places"]), one["until"] or "-"
        lines.append("  ".join((one["node"][:8], one["role"], places, until, one["state"])))
    asks = [
        {"node": one.request.installations[0], "fingerprint": one.print, "place": one.request.place}
        for one in waiting.waiting(node)
    ]
    lines += [
        _("waits for you: %(print)s, place %(place)s")
        % {"print": one["fingerprint"], "place": one["place"]}
        for one in asks
    ]
    came, said = _came(node)
    told = {"machines": fields, "waiting": asks, "invited": came}
    return Outcome(told, (*lines, *said), NEEDS_A_PERSON if came else 0)


def _came(node: Node) -> tuple[list[dict[str, Any]], list[str]]:
    """Who came with a stick and waits for people."""
    fields, lines = [], []
    for one in inviting.to_look_at(node.store, moving=vehicles(node)):
        keys = [
            {
                "node": use.key,
                "fingerprint": fingerprint(bytes.fromhex(use.key)),
                "state": use.state,
            }
            for use in one.uses
        ]
        code = node.place(one.place).code
        fields.append({"place": code, "why": one.why, "machines": keys})
        lines.append(f"{code}: {say_invited(one.why)}")
        lines += [f"  {use['node'][:8]}  {use['fingerprint']}  {use['state']}" for use in keys]
    if fields:
        lines.append(_("Call the place and compare: tusach enrol admit KEY, or refuse KEY"))
    return fields, lines


def _fields(node: Node, one: Machine) -> dict[str, Any]:
    said = one.certificate
    return {
        "node": one.key,
        "fingerprint": fingerprint(bytes.fromhex(one.key)),
        "role": one.role,
        "places": [node.place(place).code for place in one.places],
        "label": said.label if said else "",
        "until": said.valid_until if said else None,
        "state": "revoked" if one.revoked else "forked" if one.forks else "good",
        "follows": one.follows,
        "own": one.is_own,
    }


def _renew(node: Node, words: dict[str, Any], named: str) -> Outcome:
    one = _named(node, named)
    until = certifying.renew(node.store, one, days=words["days"] or DAYS, by=None)
    line = _("Its lease runs until %(until)s. It hears of it with the next exchange.")
    return Outcome({"node": one.key, "until": until}, (line % {"until": until},))


def _revoke(node: Node, words: dict[str, Any], named: str) -> Outcome:
    one = _named(node, named)
    until_ms = None
    if words["last_good"] != NOW:
        # What was told within the minute still counts.
        offset = node.store.identity.offset_minutes
        until_ms = at_minute(words["last_good"], offset) + 59_999
    if words["dry_run"]:
        certifying.check_hub(node.store)
        found = certifying.falling(node.store, one, until_ms)
        line = _("Nothing was changed. So many entries would not count any more: %(n)d")
    else:
        found = certifying.revoke(
            node.store, one, reason=words["reason"], until_ms=until_ms, by=None
        )
        line = _("The machine is shut out. So many of its entries do not count any more: %(n)d")
    fields = {"node": one.key, "fallen": found.facts, "kinds": dict(found.kinds)}
    return Outcome(fields, (line % {"n": found.facts},))


def _named(node: Node, named: str) -> Machine:
    found = machine_named(node.store, named, node.place_id(named))
    if found is None:
        raise BadMessage("enrol.no_machine", node=named)
    return found


_STEPS: dict[str, Callable[..., Outcome]] = {
    "request": _request,
    "grant": _grant,
    "accept": _accept,
    "replace": _replace,
    "ask": _ask,
    "fetch": _fetch,
    "prepare": _prepare,
    "admit": _admit,
    "refuse": _refuse,
    "list": _list,
    "renew": _renew,
    "revoke": _revoke,
}


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
