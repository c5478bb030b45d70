"""Make a new, empty library in a folder, with its programme, its first place and person."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec import structs

from tusach.ledger.kind import ADMINISTRATOR, LIBRARIAN
from tusach.library.nodes.facts import LIBRARY
from tusach.library.profile.profile import Profile
from tusach.library.profile.units import Unit
from tusach.node.acts import founding
from tusach.node.acts.node import default_profile, load_profile, writing_node
from tusach.node.cli.command import Command as Base
from tusach.node.cli.command import Outcome
from tusach.node.cli.network import not_done
from tusach.node.people.logins import create_login, issue_first_code
from tusach.node.settings.told import use_secret_of
from tusach.node.store import home as homes
from tusach.node.store import keys, links
from tusach.node.store.keys import fingerprint
from tusach.node.store.making import making
from tusach.node.sync import by_stick, preparing
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.preparing import Invitation
from tusach.node.wording.network import say_why


class Invited(argparse.Action):
    """What an invitation of the province says need not be typed."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        try:
            self._take(parser, namespace, Path(values))
        except BadMessage as fault:
            parser.error(say_why(fault.code, fault.values))
        except OSError:
            parser.error(_("%(file)s is no invitation of a province.") % {"file": values})

    def _take(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, path: Path
    ) -> None:
        found = preparing.read(path.read_bytes())
        self.fill(parser, namespace, found)
        setattr(namespace, self.dest, found.root)

    def fill(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, found: Invitation
    ) -> None:
        """The options that the invitation answers are answered; none of them is asked for."""
        told = structs.asdict(found) | {"role": found.role or LIBRARY}
        for one in parser._actions:
            if one.dest in ("role", "tenant", "place", "name", "kind", "profile"):
                setattr(namespace, one.dest, told[one.dest])
                one.required = False


class FromStick(Invited):
    """The same of a folder of a prepared stick, with what else lies in it."""

    def _take(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, path: Path
    ) -> None:
        today = datetime.now(tz=UTC).date().isoformat()
        found = by_stick.opened(path.absolute(), today=today)
        self.fill(parser, namespace, found.invitation)
        setattr(namespace, self.dest, found)


class Command(Base):
    """tusach init."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="stick",
            action=FromStick,
            default=None,
            metavar="FOLDER",
            help="a stick that the province prepared: says everything, and lets this machine in",
        )
        parser.add_argument(
            "--invitation",
            action=Invited,
            default="",
            metavar="FILE",
            help="only the invitation of such a stick: says role, province and place",
        )
        parser.add_argument("--role", choices=homes.ROLES, required=True, help="what this node is")
        parser.add_argument("--tenant", required=True, help="code of the province, e.g. 04")
        parser.add_argument("--place", default="", help="code of the place this node serves")
        parser.add_argument("--name", default="", help="name of that place")
        parser.add_argument("--kind", default="", help="its kind, a code of the profile")
        parser.add_argument("--database", default="", help="PostgreSQL URL (hub)")
        parser.add_argument("--profile", default="", help="name or path of the profile")
        parser.add_argument("--administrator", default="", help="name of the first administrator")
        parser.add_argument("--login", default="admin", help="that person's login name")

    def handle(self) -> Outcome:
        try:
            return self._make()
        except BadMessage as fault:
            return not_done(fault)

    def _make(self) -> Outcome:
        words = self.options
        name = words.profile or default_profile()
        profile = load_profile(name)
        told = founding.home_words(profile, profile_name=name, place=words.place)
        if words.database:
            told["database"] = words.database
        if words.invitation:
            told["invited_by"] = words.invitation
        if words.stick:
            told.update(by_stick.home_words(words.stick))
        place = self._place(profile)
        with making(
            self.home, database=words.database, tenant=words.tenant, cleared=self.broken_off
        ):
            homes.create(self.home, role=words.role, tenant=words.tenant, **told)
            key, code = self._found(place)
        fields = {
            "node": key.hex(),
            "role": words.role,
            "tenant": words.tenant,
            "place": place.code,
            "fingerprint": fingerprint(key),
            "login": words.login,
            "first_code": code,
        }
        fields |= self._of_network()
        return Outcome(
            fields,
            (
                _("The library is ready in %(path)s.") % {"path": self.home},
                _("Fingerprint of this node: %(print)s") % {"print": fields["fingerprint"]},
                *self._said_of_network(),
                _("First login: name “%(login)s”, one-time code %(code)s")
                % {"login": words.login, "code": code},
                _("Start it with: tusach serve --home %(path)s") % {"path": self.home},
            ),
        )

    def _of_network(self) -> dict[str, str]:
        stick = self.options.stick
        if not stick:
            return {}
        root = fingerprint(bytes.fromhex(stick.invitation.root))
        return {"root": root, "member": "yes" if stick.lets_in else "no"}

    def _said_of_network(self) -> tuple[str, ...]:
        told = self._of_network()
        if not told:
            return ()
        number = _("The province’s number, as on the label: %(print)s") % {"print": told["root"]}
        if told["member"] == "no":
            return number, _("Ask the province to let it in: page “Network”, “Join”.")
        line = _(
            "It belongs to the network of the province, which hears of it with the first exchange, "
            "or with a parcel: tusach parcel write --for hub FILE"
        )
        return number, line

    def _found(self, place: founding.NewPlace) -> tuple[bytes, str]:
        """The first facts and the first login are there; the node's key, the one-time code."""
        use_secret_of(self.home)
        call_command("migrate", verbosity=0, interactive=False)
        stick, role = self.options.stick, ADMINISTRATOR
        if stick and stick.lets_in:
            keys.follow(self.home, bytes.fromhex(stick.invitation.seed))
            role = LIBRARIAN
        with writing_node(self.home) as node:
            on = node.today()
            if stick and stick.lets_in:
                by_stick.take_in(node, stick)
            else:
                founding.found(node, place, on=on)
            person = self.options.administrator or getpass.getuser()
            staff = founding.appoint_first(node, person, place=place.code, on=on, role=role)
            login = create_login(staff, self.options.login)
            code = issue_first_code(login, by=staff, now=datetime.now(tz=UTC))
            if stick and stick.invitation.address:
                links.add(self.home, stick.invitation.address)
            return node.store.installation.public_key, code

    def _place(self, profile: Profile) -> founding.NewPlace:
        """The place of this node, named as far as it is known and never after another one.

        A hub, or a library of which nothing is said, is the central one; a library with a place
        of its own is one of the many, named by its commune where its code is that of one.
        """
        words, kinds = self.options, profile.places.kinds
        own = words.role != "hub" and words.place
        fitting = [one for one in kinds if (one.grassroots if own else one.central)]
        moving = [one for one in kinds if one.moves] if words.role == "vehicle" else []
        kind = words.kind or (*moving, *fitting, *kinds)[0].code
        names = {one.code: one.names for one in kinds}
        language = profile.province.default_language
        unit = next((one for one in profile.units.units if one.code == words.place), None)
        with translation.override(language):
            if unit is not None and not words.kind:
                called = _("Library of %(unit)s") % {"unit": _within(unit, profile, language)}
            elif own and not words.kind:
                called = _("Library %(code)s") % {"code": words.place}
            else:
                called = names[kind][language] if kind in names else kind
        return founding.NewPlace(
            code=words.place or "TV",
            name=words.name or called,
            kind=kind,
            unit=unit.code if unit else "",
        )


def _within(unit: Unit, profile: Profile, language: str) -> str:
    """A unit's full name within another name: the word for its kind is written small."""
    full = unit.full_names[language]
    kinds = {one.code: one.names[language] for one in profile.units.kinds}
    kind = kinds.get(unit.kind, "")
    return kind.lower() + full[len(kind) :] if kind and full.startswith(kind) else full
