"""A receipt: a node's signed word that it holds everything up to a vector, safely on its disk.

Signed after the write has reached the disk; shown as "the province has everything up to 14:05".
Source: spec/wire.md, Receipts.
"""

from __future__ import annotations

import msgspec

from tusach.ledger import canonical
from tusach.ledger.canonical import LARGEST
from tusach.ledger.fact import is_tenant
from tusach.ledger.ident import is_hash
from tusach.ledger.seal import SIGNATURE_BYTES, Signer, Verifier
from tusach.ledger.vector import Mark
from tusach.ledger.vector import fault_of as vector_fault

MOST_MARKS = 100_000
"""The most marks of one vector in a receipt or a parcel."""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """holder: Ed25519 public key, 64 digits. vector: what it holds for good. wall_ms: told time."""

    tenant: str
    holder: str
    vector: tuple[Mark, ...]
    wall_ms: int


class SignedReceipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receipt and its holder's signature (64 bytes)."""

    receipt: Receipt
    signature: bytes


def receipt_bytes(receipt: Receipt) -> bytes:
    """The bytes that are signed: a fixed prefix and the canonical form of the receipt."""
    return b"tusach receipt 1\0" + canonical.canonical(msgspec.to_builtins(receipt))


def make_receipt(receipt: Receipt, signer: Signer) -> SignedReceipt:
    """The receipt, signed by its holder."""
    return SignedReceipt(receipt, signer.sign(receipt_bytes(receipt)))


def fault_of(receipt: Receipt) -> str | None:
    """Why a receipt is not well formed, or None."""
    if not (is_tenant(receipt.tenant) and is_hash(receipt.holder)):
        return "tenant or holder is none"
    if not 0 <= receipt.wall_ms <= LARGEST or len(receipt.vector) > MOST_MARKS:
        return "a number is out of its range"
    return vector_fault(receipt.vector)


def is_received(signed: SignedReceipt, verifier: Verifier) -> bool:
    """Whether the holder itself has signed exactly this, and it is well formed."""
    receipt = signed.receipt
    if fault_of(receipt) or len(signed.signature) != SIGNATURE_BYTES:
        return False
    return verifier.verifies(
        bytes.fromhex(receipt.holder), receipt_bytes(receipt), signed.signature
    )
