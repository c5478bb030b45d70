"""Who has what, with what a transaction has told of it already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tusach.ledger.story import Story
from tusach.library.copies.story import CopyState

if TYPE_CHECKING:
    from tusach.node.store.store import Store


class LoansTold:
    """The open loans of a store while a transaction tells of some."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lent: dict[str, dict[str, str]] = {}
        self._ended: set[str] = set()

    def of(self, reader: str) -> dict[str, str]:
        """Open loans of a reader: lending fact -> copy."""
        found = self.store.open_loans(reader, self._lent)
        return {fact: copy for fact, copy in found.items() if fact not in self._ended}

    def borrower(self, fact: str) -> str | None:
        """Who has the copy of this open loan, where it was asked for or told lately."""
        for reader, loans in self._lent.items():
            if fact in loans:
                return reader
        return self.store.borrower(fact)

    def lent(self, reader: str, fact: str, copy: str) -> None:
        """The copy was lent to the reader by this fact."""
        self._lent.setdefault(reader, {})[fact] = copy

    def moved(self, before: object, after: CopyState) -> None:
        """A copy's story was told on."""
        if isinstance(before, CopyState) and before.standing:
            self._ended.update(loan.fact for loan in before.open_loans)
        if after.standing:
            self._ended.difference_update(loan.fact for loan in after.open_loans)

    def settle(self, stories: Iterable[Story]) -> None:
        """What the store remembers of open loans follows what was told; after the commit."""
        remembered = self.store.remembered
        for fact in self._ended:
            remembered.ended(fact)
        told = {fact: reader for reader, loans in self._lent.items() for fact in loans}
        for story in stories:
            if not (isinstance(story.state, CopyState) and story.state.standing):
                continue
            for loan in story.state.open_loans:
                reader = told.get(loan.fact) or remembered.borrower(loan.fact)
                if reader is None and remembered.knows_loans:
                    rows = self.store.vault.query(
                        "SELECT reader FROM loan_reader WHERE fact = ?", (loan.fact,)
                    )
                    reader = rows[0][0] if rows else None
                if reader is not None:
                    remembered.lent(loan.fact, story.subject, reader)
