"""The batch door: the same rules as at the desk, many acts in one transaction.

`tests/node/demo` tells a story once through this door and once act by act through
`acts.circulation`, as pages do, and compares the facts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import rules
from tusach.library.copies.story import CopyState
from tusach.library.visits import rules as visit_rules
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, governing
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


class Door(Protocol):
    """How acts of a day are told; each answers the id of its fact, or None where refused."""

    node: Node

    def days(self) -> contextlib.AbstractContextManager[None]:
        """Some days of work."""

    def copy(self, copy: str) -> CopyState:
        """A copy as it stands by now."""

    def lend(self, copy: str, reader: str, at: At) -> str | None:
        """A loan."""

    def take_back(self, copy: str, at: At) -> str | None:
        """A return."""

    def renew(self, copy: str, at: At) -> str | None:
        """A renewal."""

    def lose(self, copy: str, at: At) -> str | None:
        """A copy that its reader lost."""

    def count(self, body: VisitCounted, at: At) -> str | None:
        """Visits."""

    def tell(self, draft: Draft, at: At) -> str | None:
        """A fact that needs no rule."""


class BatchDoor:
    """All acts of some days in one transaction."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._transaction: Transaction | None = None

    @contextlib.contextmanager
    def days(self) -> Iterator[None]:
        with self.node.store.batch() as transaction:
            self._transaction = transaction
            try:
                yield
            finally:
                self._transaction = None

    @property
    def _now(self) -> Transaction:
        assert self._transaction is not None
        return self._transaction

    def copy(self, copy: str) -> CopyState:
        found: CopyState = self._now.state(copy, "copy")
        return found

    def lend(self, copy: str, reader: str, at: At) -> str | None:
        node = self.node
        return self._act(
            at, lambda t: circulation.lend_in(node, t, copy=copy, reader=reader, at=at)
        )

    def take_back(self, copy: str, at: At) -> str | None:
        return self._act(at, lambda t: circulation.take_back_in(self.node, t, copy=copy, at=at)[0])

    def renew(self, copy: str, at: At) -> str | None:
        return self._act(at, lambda t: circulation.renew_in(self.node, t, copy=copy, at=at))

    def lose(self, copy: str, at: At) -> str | None:
        desk = governing.desk(self.node, at)
        return self._act(at, lambda t: rules.lose(t.state(copy, "copy"), desk, reason="reader"))

    def count(self, body: VisitCounted, at: At) -> str | None:
        tenant = self.node.tenant
        return self._act(
            at,
            lambda _: visit_rules.count(body, tenant=tenant, place=at.place, on=at.on, today=at.on),
        )

    def tell(self, draft: Draft, at: At) -> str | None:
        return self._act(at, lambda _: (draft,))

    def _act(self, at: At, deed: Callable[[Transaction], Sequence[Draft] | Refusal]) -> str | None:
        done = self.node.store.act_in(self._now, at.by, deed)
        return done.facts[0] if isinstance(done, Done) else None
