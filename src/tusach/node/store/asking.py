"""Questions to the reading tables that acts ask, the same on both SQL engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tusach.ledger.private import Part, is_proved
from tusach.library.readers.story import roots

if TYPE_CHECKING:
    from tusach.node.store.store import Store
    from tusach.node.store.vault import Vault

AT_ONCE = 400


class Asks(Protocol):
    """What answers queries of reading tables."""

    tenant: str

    def query(self, sql: str, params: Sequence[Any] = ...) -> list[tuple[Any, ...]]:
        """Rows."""


def open_loans_of(engine: Asks, facts: Sequence[str]) -> set[str]:
    """Those of these loans that nothing has ended, by the table of loans."""
    found: set[str] = set()
    for some in _shares(facts):
        rows = engine.query(
            f"SELECT fact FROM loan WHERE tenant = ? AND fact IN ({_marks(some)}) "  # noqa: S608
            "AND ended_by IS NULL",
            (engine.tenant, *some),
        )
        found.update(row[0] for row in rows)
    return found


LoansTold = Mapping[str, Mapping[str, str]]
"""By reader, loans that a transaction has told: lending fact -> copy."""


def loans_of_person(store: Store, readers: Iterable[str], lent: LoansTold) -> dict[str, str]:
    """Open loans of these registrations, lending fact -> copy; remembered from then on."""
    every: dict[str, str] = {}
    for reader in readers:
        version = store.remembered.version
        found = store.remembered.open_loans(reader)
        if found is None:
            told = store.vault.query(
                "SELECT fact, copy FROM loan_reader WHERE reader = ?", (reader,)
            )
            still = store.engine.open_of([fact for fact, _ in told])
            found = {fact: copy for fact, copy in told if fact in still}
            store.remembered.found_loans(reader, found, version)
        every |= {**found, **lent.get(reader, {})}
    return every


class Aliases:
    """Which reader ids are one person, by the mergings whose private parts lie in the vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._version: object = None
        self._persons: dict[str, tuple[str, ...]] = {}

    def person(self, reader: str) -> tuple[str, ...]:
        """Every id of the person who has this one, sorted; at least the id itself."""
        version = self._vault.version_of_names
        if version != self._version:
            classes: dict[str, list[str]] = {}
            rows = self._vault.query("SELECT reader, also FROM alias")
            for one, root in roots((keep, also) for keep, also in rows).items():
                classes.setdefault(root, []).append(one)
            self._persons = {
                one: tuple(sorted(every)) for every in classes.values() for one in every
            }
            self._version = version
        return self._persons.get(reader, (reader,))


def parts_of(vault: Vault, commitments: Sequence[str]) -> dict[str, Part]:
    """Of these parts, those that lie here and are proved; as `Vault.part`, asked for many at once.

    Raises StoreFault.
    """
    found = {}
    for some in _shares(commitments):
        sql = f"SELECT commitment, salt, raw FROM part WHERE commitment IN ({_marks(some)})"  # noqa: S608
        for one, salt, raw in vault.query(sql, some):
            part = Part(one, bytes(salt), bytes(raw))
            if is_proved(part):
                found[one] = part
    return found


def absences_of(vault: Vault, commitments: Sequence[str]) -> dict[str, str]:
    """Of these parts, why they are not to be here; as `Vault.absence`, asked for many at once.

    Raises StoreFault.
    """
    found: dict[str, str] = {}
    for some in _shares(commitments):
        sql = f"SELECT commitment, why FROM erased WHERE commitment IN ({_marks(some)})"  # noqa: S608
        found.update(vault.query(sql, some))
    return found


def _shares(many: Sequence[str]) -> Iterator[Sequence[str]]:
    return (many[start : start + AT_ONCE] for start in range(0, len(many), AT_ONCE))


def _marks(some: Sequence[str]) -> str:
    return ", ".join("?" * len(some))
