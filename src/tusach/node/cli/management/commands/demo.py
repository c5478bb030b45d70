"""Fill an empty folder with a demonstration province: invented people, a year of work."""

from __future__ import annotations

import argparse
import secrets
from datetime import UTC, date, datetime, timedelta

from django.core.management import call_command
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from tusach.node.acts.node import default_profile
from tusach.node.cli.command import Command as Base
from tusach.node.cli.command import Outcome
from tusach.node.cli.management.commands.serve import login_lines
from tusach.node.demo.build import SIZES, Built, Plan, build
from tusach.node.people.logins import create_login, set_password
from tusach.node.people.pins import set_pin
from tusach.node.settings.home import write_home
from tusach.node.settings.told import use_secret_of
from tusach.node.store.making import making
from tusach.node.store.protocol import StoreFault

STEPS = {
    "places": gettext_noop("places"),
    "titles": gettext_noop("titles"),
    "readers": gettext_noop("readers"),
    "loans": gettext_noop("loans"),
    "trips": gettext_noop("trips"),
    "search": gettext_noop("search"),
}
"""What is told of the demonstration, in its order."""


class Command(Base):
    """tusach demo."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--seed", default="1", help="equal seeds, equal facts")
        parser.add_argument("--size", choices=sorted(SIZES), default="small", help="how large")
        parser.add_argument("--until", default="", help="last day of the story, default yesterday")
        parser.add_argument("--profile", default="", help="name or path of the profile")
        parser.add_argument("--database", default="", help="PostgreSQL URL to build it in")

    def handle(self) -> Outcome:
        words = self.options
        until = self._until(words.until)
        plan = Plan(
            words.seed,
            SIZES[words.size],
            until,
            words.profile or default_profile(),
            self._step,
            database=words.database,
        )
        with making(self.home, cleared=self.broken_off):
            found = build(self.home, plan)
            use_secret_of(self.home)
            logins = self._logins(found)
            write_home(self.home, demo_logins=logins)
        fields = {
            name: getattr(found, name)
            for name in ("facts", "titles", "copies", "readers", "places", "milliseconds")
        }
        line = _(
            "%(facts)d facts: %(titles)d titles, %(copies)d copies, %(readers)d readers, "
            "%(places)d places, in %(seconds).1f s"
        ) % {**fields, "seconds": found.milliseconds / 1000}
        return Outcome({**fields, "logins": logins}, (line, *login_lines(logins)))

    def _step(self, what: str, done: int, total: int) -> None:
        self.progress(gettext(STEPS[what]), done, total)

    def _until(self, text: str) -> date:
        if not text:
            return datetime.now(tz=UTC).date() - timedelta(days=1)
        try:
            return date.fromisoformat(text)
        except ValueError as fault:
            raise StoreFault("date.malformed", said=text) from fault

    def _logins(self, found: Built) -> list[dict[str, str]]:
        """Passwords that are printed, for a demonstration only."""
        call_command("migrate", verbosity=0, interactive=False)
        made = []
        for role, staff, _place in found.staff:
            login = create_login(staff, role)
            password = f"tusach-{secrets.token_hex(4)}"
            set_password(login, password)
            made.append({"what": role, "login": role, "password": password})
        pin = "2468"
        set_pin(found.reader, pin)
        made.append({"what": "reader", "login": found.card, "password": f"PIN {pin}"})
        return made
