"""MARC files come in: every record is stored, already there, or rejected with its bytes kept.

Commits of some thousand records; an import that was cut off is simply run again: what is there
already is recognised by its bytes, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tusach.exchange.faults import Reject, RemoteFault
from tusach.exchange.marc.decoding import Encoding
from tusach.exchange.marc.holdings import Holding, belongs_to, holdings
from tusach.exchange.marc.reader import Read, read
from tusach.exchange.marc.view import role_of, view
from tusach.exchange.marc.writing import to_iso2709
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import is_day
from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.store.protocol import Quarantined, StoreFault
from tusach.node.store.transaction import Transaction

ALONE = 5_000
"""Records in one commit where nobody waits. Larger ones write fewer pages, and take more memory."""
BESIDE_A_DESK = 2_000
BYTES_AT_ONCE = 16 << 20
CHUNK = 1 << 20
MOST_REJECTED = 100_000
MOST_REJECTED_BYTES = 256 << 20
TOO_MUCH = "file.too_much_rejected"
"""The reason of the last piece that is looked at of a file of which too much cannot be used."""
WORSE = "record.worse"
"""Why a damaged record is set aside whose title is here undamaged."""
MOST_LISTED = 10_000
"""Repairs named one by one in the answer; all are counted."""


class Rejected(msgspec.Struct, frozen=True):
    """A piece that is no record: where it stood and why; digest: of its bytes, kept for later."""

    file: str
    position: int
    offset: int
    reason: str
    digest: str = ""


class Repaired(msgspec.Struct, frozen=True):
    """A record that was mended while it was read."""

    file: str
    position: int
    what: tuple[str, ...]


class Account(msgspec.Struct):
    """Always: read = stored + present + rejected_count.

    notes_not_kept: rows of a list with notes of its own, for which a copy has no field.
    letters_lost: of the repaired ones, those some of whose letters could not be read.
    """

    read: int = 0
    stored: int = 0
    present: int = 0
    rejected_count: int = 0
    rejected_bytes: int = 0
    repaired_count: int = 0
    letters_lost: int = 0
    copies: int = 0
    copies_present: int = 0
    copies_refused: int = 0
    review: int = 0
    notes_not_kept: int = 0
    rejected: list[Rejected] = []
    repaired: list[Repaired] = []


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose. with_copies: register the copies that records name.

    at_once: records in one commit; fewer let a desk that works beside the import in sooner.
    """

    encoding: Encoding = "auto"
    with_copies: bool = True
    at_once: int = ALONE


Progress = Callable[[int, int], None]
"""progress(bytes read, bytes in all)."""


def import_files(
    node: Node,
    files: Iterable[Path],
    at: At,
    *,
    wish: Wish | None = None,
    progress: Progress | None = None,
) -> Account:
    """Every record of the files, accounted for. A file that cannot be opened stops before it."""
    account = Account()
    paths = list(files)
    total = sum(_size(path) for path in paths)
    done = 0
    for path in paths:
        before = done

        def step(bytes_read: int, before: int = before) -> None:
            if progress:
                progress(before + bytes_read, total)

        with node.much():
            import_stream(node, _chunks(path, step), path.name, at, wish=wish, account=account)
        done += _size(path)
    return account


def import_stream(
    node: Node,
    chunks: Iterable[bytes],
    name: str,
    at: At,
    *,
    wish: Wish | None = None,
    account: Account | None = None,
) -> Account:
    """Every record of one stream of bytes; name: of the file, for the account.

    A rejected piece is kept with its bytes, so a file of which very much is rejected is read no
    further: the last reject says so, and stands where reading stopped.
    """
    account = account or Account()
    wish = wish or Wish()
    waiting: list[Read | Reject] = []
    held = 0
    for item in read(chunks, encoding=wish.encoding):
        waiting.append(item)
        held += len(item.raw)
        heavy = len(item.raw) > CHUNK or held > BYTES_AT_ONCE
        if len(waiting) >= wish.at_once or heavy:
            _add(account, _Commit(node, at, wish=wish, name=name).store(waiting))
            waiting.clear()
            held = 0
            if is_too_much(account):
                waiting.append(
                    Reject(item.position + 1, item.offset + len(item.raw), TOO_MUCH, b"")
                )
                break
    if waiting:
        _add(account, _Commit(node, at, wish=wish, name=name).store(waiting))
    return account


def is_too_much(account: Account) -> bool:
    """Whether so much was rejected and kept that the rest of the file is not looked at."""
    return account.rejected_count >= MOST_REJECTED or account.rejected_bytes >= MOST_REJECTED_BYTES


class _Commit:
    """Some thousand records in one transaction; its account counts what it has committed."""

    def __init__(self, node: Node, at: At, *, wish: Wish, name: str) -> None:
        self.node = node
        self.at = at
        self.wish = wish
        self.name = name
        self.account = Account()

    def store(self, items: Sequence[Read | Reject]) -> Account:
        clock = self.node.store.clock_fault()
        if clock is not None:
            raise StoreFault("clock.behind", **clock.values)
        numbers = [_number(item) for item in items]
        last = {number: nr for nr, number in enumerate(numbers)}
        with self.node.store.batch() as transaction:
            for nr, item in enumerate(items):
                self.account.read += 1
                if isinstance(item, Reject):
                    self._reject(transaction, item)
                else:
                    is_last = numbers[nr] is None or last[numbers[nr]] == nr
                    self._record(transaction, item, is_last=is_last)
        return self.account

    def _record(self, transaction: Transaction, item: Read, *, is_last: bool) -> None:
        """is_last: the file does not come back to this title close by."""
        account = self.account
        role = role_of(item.record.leader)
        if role != "title":
            self._beside(transaction, item, role)
            return
        body = view(item.record, sha256(item.raw), item.format)
        if item.repaired:
            self._repaired(item)
        subject = self._subject(transaction, body)
        state = transaction.state(subject, "title")
        mended = self._as_mended(item, body)
        if mended is not None:
            known = self._subject(transaction, mended)
            if rules.is_present(transaction.state(known, "title"), mended):
                subject, body = known, mended
                state = transaction.state(subject, "title")
        if rules.is_present(state, body) or (not is_last and rules.was_described(state, body)):
            account.present += 1
        elif rules.is_worse(state, body):
            self._reject(transaction, Reject(item.position, item.offset, WORSE, item.raw))
            return
        else:
            at = self.at
            draft = rules.describe(subject, body, on=at.on, place=at.place, raw=item.raw)
            self._tell(transaction, [draft])
            account.stored += 1
        if self.wish.with_copies:
            for holding in holdings(item.record):
                self._copy(transaction, subject, holding)

    def _repaired(self, item: Read) -> None:
        account = self.account
        account.repaired_count += 1
        account.letters_lost += rules.LETTERS_LOST in item.repaired
        if len(account.repaired) < MOST_LISTED:
            account.repaired.append(Repaired(self.name, item.position, item.repaired))

    def _as_mended(self, item: Read, body: TitleDescribed) -> TitleDescribed | None:
        """The description of the record as it would be written; None where nothing was mended."""
        if not item.repaired:
            return None
        written = to_iso2709(item.raw, item.format)
        if isinstance(written, RemoteFault) or written == item.raw:
            return None
        return msgspec.structs.replace(body, record=sha256(written))

    def _beside(self, transaction: Transaction, item: Read, role: str) -> None:
        """A record that describes no title: holdings join theirs, the rest is kept for later."""
        record = item.record
        control, source = belongs_to(record), record.control("003").strip()
        title = rules.control_subject(self.node.tenant, source, control) if control else ""
        state = transaction.state(title, "title") if title else None
        if role == "holdings" and state is not None and state.described is not None:
            self.account.present += 1
            for holding in holdings(record):
                self._copy(transaction, title, holding)
            return
        reason = "record.authority" if role == "authority" else "record.holdings_alone"
        self._reject(transaction, Reject(item.position, item.offset, reason, item.raw))

    def _subject(self, transaction: Transaction, body: TitleDescribed) -> str:
        tenant = self.node.tenant
        subject = rules.title_subject(tenant, body)
        state = transaction.state(subject, "title")
        if rules.is_stranger(state, body) and not rules.is_present(state, body):
            self.account.review += 1
            return rules.record_subject(tenant, body)
        return subject

    def _copy(self, transaction: Transaction, title: str, holding: Holding) -> None:
        if not holding.known_as or "copy.withdrawn" in holding.notes:
            return
        new = NewCopy(
            title=title,
            code=holding.barcode or holding.number,
            accession=holding.number or holding.barcode,
            call_number=holding.call_number,
            location=" ".join(filter(None, (holding.room, holding.shelf))),
            price=_price(holding.price),
            acquired_on=holding.acquired if is_day(holding.acquired) else None,
        )
        subject, drafts = copy_in(self.node, transaction, new, self.at)
        if not isinstance(drafts, Refusal):
            self._tell(transaction, drafts)
            self.account.copies += 1
            return
        known = transaction.state(subject, "copy").registered
        if known is not None and known.title == title:
            self.account.copies_present += 1
        else:
            self.account.copies_refused += 1

    def _tell(self, transaction: Transaction, drafts: Iterable[Draft]) -> None:
        done = self.node.store.act_in(transaction, self.at.by, lambda _: list(drafts))
        if isinstance(done, Refusal):
            raise StoreFault(done.code, **done.values)

    def _reject(self, transaction: Transaction, item: Reject) -> None:
        self.account.rejected_count += 1
        self.account.rejected_bytes += len(item.raw)
        digest = sha256(item.raw)
        told = Rejected(self.name, item.position, item.offset, item.reason, digest)
        self.account.rejected.append(told)
        source = f"import {self.name} #{item.position} @{item.offset}"
        now_ms = max(self.node.store.now_ms(), 0)
        transaction.set_aside(Quarantined(source, item.raw, item.reason, now_ms))


def _add(account: Account, fresh: Account) -> None:
    for field in ("read", "stored", "present", "rejected_count", "repaired_count", "copies"):
        setattr(account, field, getattr(account, field) + getattr(fresh, field))
    for field in (
        *("rejected_bytes", "copies_present", "copies_refused", "review"),
        "letters_lost",
    ):
        setattr(account, field, getattr(account, field) + getattr(fresh, field))
    account.rejected.extend(fresh.rejected)
    account.repaired.extend(fresh.repaired[: MOST_LISTED - len(account.repaired)])


def _number(item: Read | Reject) -> tuple[str, str] | None:
    """By what records of one title are known; None where there is no number."""
    control = "" if isinstance(item, Reject) else item.record.control("001").strip()
    if isinstance(item, Reject) or not control:
        return None
    return control, item.record.control("003").strip()


def _price(text: str) -> int | None:
    digits = "".join(letter for letter in text.split(",")[0] if letter.isdigit())
    return int(digits) if 0 < len(digits) <= 12 else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as fault:
        raise StoreFault("file.missing", path=str(path), said=str(fault)) from fault


def _chunks(path: Path, step: Callable[[int], Any]) -> Iterator[bytes]:
    done = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                done += len(chunk)
                yield chunk
                step(done)
    except OSError as fault:
        raise StoreFault("file.unreadable", path=str(path), said=str(fault)) from fault
