"""Who takes part in the journeys: readers and copies of the demonstration, each given out once."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

DESK = "hoa_an_library"
"""The library whose librarian the journeys follow."""
TODAY = "2026-11-25"


@dataclass(frozen=True)
class Person:
    """A reader with a card."""

    reader: str
    name: str
    card: str


@dataclass(frozen=True)
class Volume:
    """A copy with its printed number."""

    copy: str
    code: str
    title: str
    title_id: str


@dataclass
class Cast:
    """Gives out readers without loans, copies on the shelf and copies on loan, never one twice."""

    home: Path
    given: set[str] = field(default_factory=set)

    def readers(self, count: int, *, place: str = DESK) -> list[Person]:
        """Named readers of a place who have nothing on loan, no block and a card in force."""
        return self._readers("r.valid_until > ?", place, count=count)

    def expired_readers(self, count: int, *, place: str = DESK) -> list[Person]:
        """The same, but their registration has run out."""
        return self._readers("r.valid_until < ?", place, count=count)

    def _readers(self, where: str, place: str, *, count: int) -> list[Person]:
        rows = self.rows(
            f"""
            SELECT r.subject, n.name, c.number FROM reader r
            JOIN place p ON p.subject = r.place AND p.code = ?
            JOIN vault.reader_name n ON n.reader = r.subject
            JOIN vault.card c ON c.reader = r.subject AND c.ended = 0
            WHERE r.grp <> 'child' AND r.blocks = 0 AND r.ended_on IS NULL AND {where}
            AND NOT EXISTS (
                SELECT 1 FROM vault.loan_reader l JOIN loan ON loan.fact = l.fact
                WHERE l.reader = r.subject AND loan.ended_on IS NULL)
            ORDER BY c.number
            """,
            (place, TODAY),
        )
        return [Person(*row) for row in self._give(rows, count)]

    def on_shelf(self, count: int, *, place: str = DESK) -> list[Volume]:
        """Copies that stand where they belong and that anybody may take home; nobody waits."""
        return self._copies(
            "k.loan IS NULL AND k.status = 'available' AND k.home = k.holder AND p.code = ? "
            "AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.title = k.title "
            "AND h.filled_on IS NULL AND h.ended_on IS NULL)",
            place,
            count=count,
        )

    def on_loan(self, count: int, *, home: str = "") -> list[Volume]:
        """Copies that other libraries have lent and not yet taken back; home: where they belong.

        The few of the provincial library are given only to whoever asks for them.
        """
        where = "k.loan IS NOT NULL AND k.contested = 0 AND p.code <> ?"
        fits = f"= '{home}'" if home else "<> 'provincial'"
        where += f" AND k.home IN (SELECT subject FROM place WHERE code {fits})"
        return self._copies(where, DESK, count=count)

    def _copies(self, where: str, place: str, *, count: int) -> list[Volume]:
        rows = self.rows(
            f"""
            SELECT k.subject, k.code, t.title, k.title FROM copy k
            JOIN title t ON t.subject = k.title
            JOIN place p ON p.subject = coalesce(k.loan_place, k.holder)
            WHERE k.material = 'book' AND {where}
            ORDER BY k.code
            """,
            (place,),
        )
        return [Volume(*row) for row in self._give(rows, count)]

    def _give(self, rows: list[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
        free = [row for row in rows if row[0] not in self.given][:count]
        assert len(free) == count, f"the demonstration is too small: {len(rows)} fit"
        self.given.update(row[0] for row in free)
        return free

    def rows(self, query: str, values: tuple[str, ...]) -> list[tuple[str, ...]]:
        """What a query of the reading tables and of the names finds now."""
        database = sqlite3.connect(f"file:{self.home / 'ledger.sqlite'}?mode=ro", uri=True)
        try:
            database.execute(
                "ATTACH DATABASE ? AS vault", (f"file:{self.home / 'vault.sqlite'}?mode=ro",)
            )
            return database.execute(query, values).fetchall()
        finally:
            database.close()
