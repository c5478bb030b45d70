"""The next number of a printed code, out of blocks granted as facts; never one that was given."""

from __future__ import annotations

import zlib

from tusach.ledger.draft import Draft
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.places.codes import (
    BLOCKS,
    COPY,
    CRATE,
    SERIALS,
    SHEET,
    printed_code,
    serial_of,
)
from tusach.library.places.facts import BlockGranted
from tusach.node.acts.node import At, Node
from tusach.node.store.transaction import Transaction

OF_ONE_MACHINE = frozenset({SHEET})
"""Kinds of numbers that each machine draws from blocks of its own, because two sheets of paper with
one number would count as one."""
PROVISIONAL_FROM = 90_000
"""Blocks from here on are drawn by nodes that no hub has enrolled yet."""


_TABLES = {COPY: "copy", CRATE: "crate", SHEET: "sheet"}


def next_code(node: Node, transaction: Transaction, digit: int, at: At) -> tuple[str, list[Draft]]:
    """A fresh code for the place; drafts that must be told with it (none, since blocks are told).

    Where the last block is full the node itself grants a further one, at once: a librarian may use
    numbers but not grant them, and the next number of the same transaction must find the block.
    Ask the rule first, so that a refusal leaves nothing behind.
    """
    for block in _blocks(node, transaction, digit, at.place):
        serial = _next_serial(node, transaction, digit, block)
        if serial < SERIALS:
            transaction.serials[f"{digit}{block:05d}"] = serial + 1
            return printed_code(digit, block, serial), []
    block = _free_block(node, transaction, digit, at.place)
    transaction.serials[f"{digit}{block:05d}"] = 1
    own = node.store.installation.public_hex if digit in OF_ONE_MACHINE else None
    transaction.tell((grant(node.tenant, digit, block, at, installation=own),), None)
    return printed_code(digit, block, 0), []


def grant(tenant: str, digit: int, block: int, at: At, *, installation: str | None = None) -> Draft:
    """The wish to grant a block to a place; installation: to that machine alone."""
    return Draft(
        kind="block.granted/1",
        subject=block_subject(tenant, digit, block),
        scope=scopes.CONTROL,
        on=at.on,
        place=at.place,
        body=BlockGranted(
            digit=digit,
            block=block,
            holder=at.place,
            installation=installation,
            provisional=block >= PROVISIONAL_FROM,
        ),
    )


def block_subject(tenant: str, digit: int, block: int) -> str:
    """The subject of a block of numbers."""
    return derived(tenant, "block", f"{digit}{block:05d}")


def _blocks(node: Node, transaction: Transaction, digit: int, place: str) -> list[int]:
    rows = node.store.query(
        "SELECT block, installation FROM block "
        "WHERE tenant = ? AND holder = ? AND digit = ? ORDER BY block",
        (node.tenant, place, digit),
    )
    if digit in OF_ONE_MACHINE:
        rows = [row for row in rows if row[1] == node.store.installation.public_hex]
    known = {row[0] for row in rows}
    pending = [
        int(key[1:])
        for key in transaction.serials
        if key[0] == str(digit)
        and int(key[1:]) not in known
        and (
            granted := transaction.state(
                block_subject(node.tenant, digit, int(key[1:])), "block"
            ).granted
        )
        and granted.holder == place
    ]
    return sorted(known | set(pending))


def _next_serial(node: Node, transaction: Transaction, digit: int, block: int) -> int:
    prefix = f"{digit}{block:05d}"
    known = transaction.serials.get(prefix)
    if known is not None:
        return known
    low, high = prefix, f"{digit}{block:05d}~"
    table = _TABLES.get(digit)
    if table is not None:
        rows = node.store.query(
            f"SELECT max(code) FROM {table} WHERE tenant = ? AND code >= ? AND code < ?",  # noqa: S608
            (node.tenant, low, high),
        )
    else:
        rows = node.store.vault.query(
            "SELECT max(number) FROM (SELECT number FROM card WHERE number >= ? AND number < ? "
            "UNION ALL SELECT number FROM given WHERE number >= ? AND number < ?)",
            (low, high, low, high),
        )
    last = rows[0][0] if rows else None
    # Remembered also where the block is full: a long list would ask for it with every row.
    serial = transaction.serials[prefix] = serial_of(last) + 1 if last else 0
    return serial


def _free_block(node: Node, transaction: Transaction, digit: int, place: str) -> int:
    """The hub grants from the start; any other node draws from the provisional range."""
    first, size = (0, PROVISIONAL_FROM)
    if node.store.identity.role != "hub":
        own = node.store.installation.public_hex + place
        first = PROVISIONAL_FROM + zlib.crc32(own.encode()) % (BLOCKS - PROVISIONAL_FROM)
        size = BLOCKS
    taken = {
        row[0]
        for row in node.store.query(
            "SELECT block FROM block WHERE tenant = ? AND digit = ?", (node.tenant, digit)
        )
    } | {int(key[1:]) for key in transaction.serials if key[0] == str(digit)}
    return next(block for block in range(first, size) if block not in taken)
