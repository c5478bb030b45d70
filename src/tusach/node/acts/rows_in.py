"""Rows of a table come in: some hundred in one transaction, each accounted for once stored."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from tusach.exchange.faults import Reject
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.reader import rows
from tusach.exchange.sheets.rows import Row
from tusach.ledger.draft import Draft, Refusal
from tusach.node.acts.importing import MOST_LISTED, TOO_MUCH, Account, Repaired
from tusach.node.acts.node import At, Node
from tusach.node.store.protocol import StoreFault
from tusach.node.store.transaction import Transaction

Step = Callable[[Account], None]
"""step(account so far), between two commits."""


class RowsIn(ABC):
    """One table on its way in, at a place, under the name of its file."""

    def __init__(self, node: Node, at: At, name: str) -> None:
        self.node = node
        self.at = at
        self.name = name

    @abstractmethod
    def row(self, transaction: Transaction, row: Row, account: Account) -> None:
        """What a row tells, whole or not at all, and how it is counted."""

    @abstractmethod
    def reject(self, transaction: Transaction, piece: Reject, account: Account) -> None:
        """A row that could not be read is counted with its reason."""

    def commit(self, items: Iterable[Row | Reject], account: Account) -> None:
        """One transaction; the account counts only what it has committed."""
        clock = self.node.store.clock_fault()
        if clock is not None:
            raise StoreFault("clock.behind", **clock.values)
        fresh = Account()
        with self.node.store.batch() as transaction:
            for one in items:
                fresh.read += 1
                if isinstance(one, Reject):
                    self.reject(transaction, one, fresh)
                else:
                    self.row(transaction, one, fresh)
        add(account, fresh)

    def tell(self, transaction: Transaction, drafts: Sequence[Draft]) -> None:
        """These drafts, which a rule has allowed already."""
        done = self.node.store.act_in(transaction, self.at.by, lambda _: drafts)
        if isinstance(done, Refusal):
            raise StoreFault(done.code, **done.values)

    def note(self, number: int, notes: Iterable[str], account: Account) -> None:
        """What was mended in a row, each thing once."""
        what = tuple(dict.fromkeys(notes))
        if what:
            account.repaired_count += 1
            if len(account.repaired) < MOST_LISTED:
                account.repaired.append(Repaired(self.name, number, what))


def bring_in(
    whole: RowsIn,
    raw: bytes,
    layout: Layout,
    account: Account,
    *,
    at_once: int,
    is_too_much: Callable[[Account], bool],
    step: Step | None,
) -> Account:
    """Every filled row, so many in one transaction; read no further where too much is rejected."""
    waiting: list[Row | Reject] = []
    for one in rows(raw, layout):
        waiting.append(one)
        if len(waiting) >= at_once:
            whole.commit(waiting, account)
            waiting.clear()
            if is_too_much(account):
                after = one.offset if isinstance(one, Reject) else one.number
                waiting.append(Reject(one.position + 1, after + 1, TOO_MUCH, b""))
                break
            if step:
                step(account)
    whole.commit(waiting, account)
    if step:
        step(account)
    return account


def add(account: Account, fresh: Account) -> None:
    """Count what a commit has brought."""
    for name in account.__struct_fields__:
        if isinstance(getattr(account, name), int):
            setattr(account, name, getattr(account, name) + getattr(fresh, name))
    account.rejected.extend(fresh.rejected)
    account.repaired.extend(fresh.repaired[: MOST_LISTED - len(account.repaired)])
