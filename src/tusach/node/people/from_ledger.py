"""The directory that logins ask, answered from the ledger: posts, places, cards, names."""

from __future__ import annotations

from datetime import date

from tusach.node.acts.finding import reader_of_card
from tusach.node.acts.node import Node
from tusach.node.people.actors import Appointment, Role

KNOWN = frozenset(one.value for one in Role)


class LedgerDirectory:
    """Satisfies `directory.Appointments`."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def appointments(self, staff_id: str, on: date) -> tuple[Appointment, ...]:
        state = self.node.store.state(staff_id, "staff")
        found = (post for post in state.posts if post.holds(on.isoformat()))
        return tuple(
            Appointment(Role(post.role), post.place if post.role == Role.LIBRARIAN else None)
            for post in found
            if post.role in KNOWN  # a role of a newer version opens nothing here
        )

    def staff_name(self, staff_id: str) -> str:
        rows = self.node.store.vault.query(
            "SELECT name FROM staff_name WHERE staff = ?", (staff_id,)
        )
        return rows[0][0] if rows else ""

    def place_name(self, place_id: str) -> str:
        name: str = self.node.place(place_id).name
        return name

    def places(self) -> tuple[tuple[str, str], ...]:
        rows = self.node.store.query(
            "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY code",
            (self.node.tenant,),
        )
        return tuple((subject, name) for subject, name in rows)

    def reader_of_card(self, code: str) -> str | None:
        return reader_of_card(self.node, code)

    def reader_name(self, reader_id: str) -> str:
        rows = self.node.store.vault.query(
            "SELECT name FROM reader_name WHERE reader = ?", (reader_id,)
        )
        return rows[0][0] if rows else ""
