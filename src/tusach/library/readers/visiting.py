"""The back of a reader's card: a sealed square code that other places read without knowing anybody.

`TS1:` and base32 (RFC 4648, no padding; upper case, so that a square code stays small) of:
version (1 byte, 1), reader and home place (16 each), last day (2: days since 1 January 2020),
number of the card (its length in 1 byte, then ASCII), group and age band (each likewise), the first
8 bytes of the signer's public key, and that key's signature (64) over `tusach visitor 1`, a zero,
the tenant, a zero, and all bytes before the signature. No name, no year, nothing else of a person.

Source: docs/decisions/0025; spec/wire.md section 18.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.seal import SIGNATURE_BYTES, Signer, Verifier
from tusach.library.readers.story import ReaderState

HEAD = "TS1:"
VERSION = 1
LONGEST = 600
"""Letters of a code; ours have about 210."""
DOMAIN = b"tusach visitor 1\0"
_FIRST_DAY = date(2020, 1, 1)
_DAYS = 1 << 16
_HINT = 8
_MOST = 40


class VisitorCard(msgspec.Struct, frozen=True, kw_only=True):
    """What the back of a card says. reader, place: ids; valid_until: last day; number: ASCII.

    group, age_band: codes that lending rules ask for, as they stood when it was printed.
    """

    reader: str
    place: str
    valid_until: str
    number: str
    group: str = ""
    age_band: str = ""


class SignerKnown(msgspec.Struct, frozen=True):
    """A certificate that lies here: the places of the installation, and whether it is a hub.

    revoked: whether it counts no more.
    """

    places: frozenset[str]
    is_hub: bool = False
    revoked: bool = False


class NotPrintable(ValueError):
    """A card that this code cannot say."""


def sealed_text(card: VisitorCard, *, tenant: str, signer: Signer) -> str:
    """The text of the square code, signed. Raises NotPrintable."""
    body = _packed(card) + signer.public_key[:_HINT]
    signature = signer.sign(_message(tenant, body))
    return HEAD + base64.b32encode(body + signature).decode().rstrip("=")


def is_visitor_text(text: str) -> bool:
    """Whether a scanned text claims to be the back of a card."""
    return text[: len(HEAD)].upper() == HEAD


def read_card(
    text: str, *, tenant: str, known: Mapping[str, SignerKnown], verifier: Verifier, on: str
) -> VisitorCard | Refusal:
    """The card, where its seal is right and it still holds; else why not.

    known: certificates by public key (64 hex digits). on: the business date.
    """
    raw = _bytes(text)
    if raw is None:
        return Refusal("visitor.half_read")
    if raw[0] != VERSION:
        return Refusal("visitor.newer")
    body, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    card = _unpacked(body[1:-_HINT])
    if card is None:
        return Refusal("visitor.half_read")
    hint = body[-_HINT:].hex()
    signers = [key for key in sorted(known) if key.startswith(hint)]
    if not signers:
        return Refusal("visitor.signer_unknown", {"place": card.place})
    message = _message(tenant, body)
    right = (key for key in signers if verifier.verifies(bytes.fromhex(key), message, signature))
    signer = known.get(next(right, ""))
    if signer is None:
        return Refusal("visitor.seal_wrong")
    if signer.revoked:
        return Refusal("visitor.signer_revoked", {"place": card.place})
    if not (signer.is_hub or card.place in signer.places):
        return Refusal("visitor.seal_wrong")
    if card.valid_until < on:
        return Refusal("visitor.expired", {"until": card.valid_until, "place": card.place})
    return card


def as_reader(card: VisitorCard, *, on: str) -> ReaderState:
    """The visitor as lending rules see a reader, on a day of which the card holds."""
    return ReaderState(
        card.reader,
        place=card.place,
        registered_on=on,
        group=card.group,
        age_band=card.age_band,
        valid_until=card.valid_until,
    )


def _message(tenant: str, body: bytes) -> bytes:
    return DOMAIN + tenant.encode() + b"\0" + body


def _packed(card: VisitorCard) -> bytes:
    days = (date.fromisoformat(card.valid_until) - _FIRST_DAY).days
    if not 0 <= days < _DAYS:
        raise NotPrintable("valid_until")
    texts = b"".join(_text(one) for one in (card.number, card.group, card.age_band))
    ids = bytes.fromhex(card.reader) + bytes.fromhex(card.place)
    return bytes((VERSION,)) + ids + days.to_bytes(2, "big") + texts


def _text(told: str) -> bytes:
    if not told.isascii() or not told.isprintable() or len(told) > _MOST:
        raise NotPrintable(told)
    return bytes((len(told),)) + told.encode()


def _bytes(text: str) -> bytes | None:
    """The bytes of a whole code; None where it was read by half."""
    plain = "".join(text[: LONGEST + 1].split()).upper()
    told = plain[len(HEAD) :]
    if not plain.startswith(HEAD) or len(plain) > LONGEST:
        return None
    try:
        raw = base64.b32decode(told + "=" * (-len(told) % 8))
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) > 1 + _HINT + SIGNATURE_BYTES else None


def _unpacked(body: bytes) -> VisitorCard | None:
    reader, place, days, rest = body[:16], body[16:32], body[32:34], body[34:]
    texts = []
    for _ in range(3):
        length = rest[0] if rest else _MOST + 1
        told, rest = rest[1 : 1 + length], rest[1 + length :]
        if length > _MOST or len(told) != length or not told.isascii():
            return None
        texts.append(told.decode())
    if rest:
        return None
    number, group, age_band = texts
    return VisitorCard(
        reader=reader.hex(),
        place=place.hex(),
        valid_until=(_FIRST_DAY + timedelta(days=int.from_bytes(days, "big"))).isoformat(),
        number=number,
        group=group,
        age_band=age_band,
    )
