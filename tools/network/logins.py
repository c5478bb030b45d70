"""The login of a machine's librarian, with a password: `python -m tools.network.logins`.

TUSACH_HOME says the machine. Prints `login password` of a member of staff of the machine's place.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

NAME = "librarian"


def main() -> int:
    """Make the login and write it into the home, where `serve` shows it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    import django

    django.setup()
    from django.core.management import call_command

    from tusach.ledger.kind import LIBRARIAN
    from tusach.node.acts.node import writing_node
    from tusach.node.people.logins import create_login, set_password
    from tusach.node.settings.home import write_home

    home = Path(os.environ["TUSACH_HOME"])
    call_command("migrate", verbosity=0, interactive=False)
    with writing_node(home) as node:
        place = node.own_place()
        rows = node.store.query(
            "SELECT DISTINCT subject FROM post WHERE tenant = ? AND place = ? AND role = ?"
            " ORDER BY subject",
            (node.tenant, place, LIBRARIAN),
        )
    if not rows:
        sys.stderr.write(f"no librarian of this place is known in {home}\n")
        return 1
    password = f"tusach-{secrets.token_hex(4)}"
    set_password(create_login(rows[0][0], NAME), password)
    write_home(home, demo_logins=[{"what": NAME, "login": NAME, "password": password}])
    sys.stdout.write(f"{NAME} {password}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
