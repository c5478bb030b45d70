"""A one-time code for somebody who was appointed: on this machine, at their first login.

Without a name it lists who holds a post at this place and has no login here yet. Logins never
travel between machines; appointments do.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from tusach.library.staff.story import StaffState
from tusach.node.acts.node import Node
from tusach.node.cli.command import REFUSED, Outcome, ReadingCommand
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.people.logins import create_login, issue_first_code, plain_username
from tusach.node.people.models import Login

SHORTEST = 4


class Command(ReadingCommand):
    """tusach first-login."""

    signs = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("person", nargs="?", help="how the person's id begins, as listed")
        parser.add_argument("login", nargs="?", help="the login name: letters, digits, dots")

    def look(self, node: Node) -> Outcome:
        people = _here(node)
        begins = self.options.person
        if not begins:
            return _listed(node, people)
        found = [one for one in people if one.startswith(begins) and len(begins) >= SHORTEST]
        name = plain_username(self.options.login or "")
        if len(found) != 1 or not name:
            return _refused(
                "login.nobody",
                _("Give the id of one person from the list (tusach first-login), and a name."),
            )
        known = Login.objects.filter(staff_id=found[0]).first()
        if known is None and Login.objects.filter(username=name).exists():
            return _refused("login.taken", _("Somebody has this login name already."))
        login = known or create_login(found[0], name)
        code = issue_first_code(login, by=found[0], now=datetime.now(tz=UTC))
        line = _("First login: name “%(login)s”, one-time code %(code)s")
        fields = {"login": login.username, "code": code}
        return Outcome(fields, (line % fields,))


def _here(node: Node) -> list[str]:
    """Who holds a post today that reaches this place."""
    place, today = node.own_place(), node.today()
    rows = node.store.query(
        "SELECT DISTINCT subject FROM post WHERE tenant = ? ORDER BY subject", (node.tenant,)
    )
    found = []
    for (subject,) in rows:
        state: StaffState = node.store.state(subject, "staff")
        if state.roles(today, place):
            found.append(str(subject))
    return found


def _listed(node: Node, people: list[str]) -> Outcome:
    logins = {one.staff_id: one.username for one in Login.objects.all()}
    known = LedgerDirectory(node)
    fields: list[dict[str, Any]] = [{"person": one, "login": logins.get(one)} for one in people]
    lines = [f"{one[:8]}  {logins.get(one) or '-'}  {known.staff_name(one)}" for one in people]
    return Outcome({"people": fields}, tuple(lines))


def _refused(code: str, message: str) -> Outcome:
    return Outcome({"refusal": {"code": code, "message": message}}, (message,), REFUSED)
