"""A library's own list comes in: each row a title and its copies, or rejected with its reason.

A row is stored whole or not at all: where one of its numbers belongs to another title, the row is
set aside and nothing of it is told. Rows that bring nothing new are already there, so a list that
was cut off, or came twice, is simply run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from tusach.exchange.faults import Reject
from tusach.exchange.marc.holdings import Holding
from tusach.exchange.sheets.layout import Layout
from tusach.exchange.sheets.rows import Row, to_holdings, to_title
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import is_day
from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.importing import (
    Account,
    Rejected,
    is_too_much,
)
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.acts.rows_in import RowsIn, Step, bring_in
from tusach.node.store.protocol import Quarantined
from tusach.node.store.transaction import Transaction

ROWS_AT_ONCE = 500
NUMBER_TAKEN = "copy.number_taken"


def import_list(
    node: Node,
    raw: bytes,
    name: str,
    at: At,
    *,
    layout: Layout,
    account: Account | None = None,
    step: Step | None = None,
) -> Account:
    """Every filled row of a list, accounted for. at.place owns the copies."""
    account = account or Account()
    whole = _List(node, at, name)
    return bring_in(
        whole, raw, layout, account,
        at_once=ROWS_AT_ONCE, is_too_much=is_too_much, step=step,
    )  # fmt: skip


class _List(RowsIn):
    """One list on its way in. wanted: copies without a number that it names, by title."""

    def __init__(self, node: Node, at: At, name: str) -> None:
        super().__init__(node, at, name)
        self.materials = {one.code for one in node.profile.lending.material_kinds}
        self.wanted: Counter[str] = Counter()
        self.had: dict[str, int] = {}

    def row(self, transaction: Transaction, row: Row, account: Account) -> None:
        body, holdings = to_title(row), to_holdings(row)
        title = rules.title_subject(self.node.tenant, body)
        drafts: list[Draft] = []
        known = 0
        for holding in holdings:
            found = self._copy(transaction, title, body, holding)
            if isinstance(found, Refusal):
                taken = Reject(row.position, row.number, NUMBER_TAKEN, row.raw)
                self.reject(transaction, taken, account)
                return
            known += not found
            drafts += found
        at, described = self.at, []
        if not rules.is_present(transaction.state(title, "title"), body):
            described = [rules.describe(title, body, on=at.on, place=at.place, raw=row.title_raw)]
        self.tell(transaction, (*described, *drafts))
        account.copies += len(holdings) - known
        account.copies_present += known
        account.notes_not_kept += bool(row.text("note"))
        if described or drafts:
            account.stored += 1
        else:
            account.present += 1
        self.note(
            row.position, (*body.notes, *(note for one in holdings for note in one.notes)), account
        )

    def _copy(
        self, transaction: Transaction, title: str, body: TitleDescribed, holding: Holding
    ) -> Sequence[Draft] | Refusal:
        """What registering the copy would tell; nothing where it is there already."""
        if not holding.known_as:
            return self._unnumbered(transaction, title, body, holding)
        new = self._new(title, body, holding)
        subject, drafts = copy_in(self.node, transaction, new, self.at)
        if isinstance(drafts, Refusal):
            known = transaction.state(subject, "copy").registered
            return () if known is not None and known.title == title else drafts
        return drafts

    def _unnumbered(
        self, transaction: Transaction, title: str, body: TitleDescribed, holding: Holding
    ) -> Sequence[Draft] | Refusal:
        """A copy without a number gets one, unless the place has as many as the list names.

        Nothing else tells such a copy from one that an earlier run of the list brought.
        """
        if title not in self.had:
            self.had[title] = self._own_copies(title)
        self.wanted[title] += 1
        if self.wanted[title] <= self.had[title]:
            return ()
        return copy_in(self.node, transaction, self._new(title, body, holding), self.at)[1]

    def _own_copies(self, title: str) -> int:
        found = self.node.store.query(
            "SELECT count(*) FROM copy WHERE tenant = ? AND title = ? AND owner = ? "
            "AND own_number = 1",
            (self.node.tenant, title, self.at.place),
        )
        return int(found[0][0])

    def _new(self, title: str, body: TitleDescribed, holding: Holding) -> NewCopy:
        return NewCopy(
            title=title,
            code=holding.barcode or holding.number,
            accession=holding.number or holding.barcode,
            material=body.kind if body.kind in self.materials else "book",
            call_number=holding.call_number,
            location=holding.room,
            price=price(holding.price),
            acquired_on=holding.acquired if is_day(holding.acquired) else None,
        )

    def reject(self, transaction: Transaction, piece: Reject, account: Account) -> None:
        account.rejected_count += 1
        account.rejected_bytes += len(piece.raw)
        told = Rejected(self.name, piece.position, piece.offset, piece.reason, sha256(piece.raw))
        account.rejected.append(told)
        source = f"list {self.name} #{piece.position} @{piece.offset}"
        now_ms = max(self.node.store.now_ms(), 0)
        transaction.set_aside(Quarantined(source, piece.raw, piece.reason, now_ms))


def price(text: str) -> int | None:
    """The whole units of money that a cell names; None where it names none.

    >>> price("25.000 đ"), price("25,000"), price("25000,00"), price("free")
    (25000, 25000, 25000, None)
    """
    whole, _, rest = text.strip().partition(",")
    cents = "".join(letter for letter in rest if letter.isdigit())
    digits = "".join(letter for letter in whole if letter.isdigit())
    if len(cents) == 3:
        digits += cents
    return int(digits) if 0 < len(digits) <= 12 else None


def with_fields(layout: Layout, chosen: Sequence[str]) -> Layout | Refusal:
    """The layout with the fields a person chose, or why they cannot be."""
    try:
        mapped = layout.mapped(chosen)
    except ValueError:
        return Refusal("list.fields_odd", {})
    if not mapped.usable:
        return Refusal("list.title_missing", {})
    return msgspec.structs.replace(mapped, first_row=layout.first_row)
