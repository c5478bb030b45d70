"""What proves the values of a report: rows, the root over them, and all of it as bytes.

A root is that of a Merkle tree (RFC 9162 section 2.1): a leaf is hashed behind a byte 0, a node
behind a byte 1, the left part of a tree is the largest power of two below its size. So one row can
be shown to be in it without the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tusach.ledger.canonical import canonical
from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Measure
from tusach.library.programme.evaluate import Evidence
from tusach.library.programme.sources import OF_PERSONS


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of the numerator and of the denominator; None: there is none, or it is of people."""

    num: tuple[Evidence, ...] | None = None
    den: tuple[Evidence, ...] | None = None


Proofs = Mapping[str, Proof]
"""By indicator."""


def is_of_persons(measure: Measure) -> bool:
    """Whether rows of it would be single people: they are counted and never listed."""
    return any(one.source in OF_PERSONS for one in measure.selects)


def root(rows: Sequence[Evidence] | None) -> str:
    """The root over the rows in their order; empty where there are no rows to be listed.

    >>> root(None), root(())[:8]
    ('', 'e3b0c442')
    """
    if rows is None:
        return ""
    return _root([_hash(b"\0" + canonical(_plain(one))) for one in rows]).hex()


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return _hash(b"")
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    return _hash(b"\1" + _root(leaves[:left]) + _root(leaves[left:]))


def _hash(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _plain(one: Evidence) -> list[Any]:
    return [one.key, one.n, list(one.stories)]


def written(proofs: Proofs) -> bytes:
    """All evidence of a report: the same rows give the same bytes."""
    return canonical({name: _sides(one) for name, one in sorted(proofs.items())})


def digest(proofs: Proofs) -> str:
    """By what a report names its evidence."""
    return sha256(written(proofs))


def _sides(one: Proof) -> dict[str, Any]:
    rows = {"num": one.num, "den": one.den}
    return {
        side: None if some is None else [_plain(row) for row in some] for side, some in rows.items()
    }


class _Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    key: str
    n: int
    stories: tuple[str, ...]


class _Sides(msgspec.Struct, forbid_unknown_fields=True):
    num: tuple[_Row, ...] | None
    den: tuple[_Row, ...] | None


_decoder = msgspec.json.Decoder(dict[str, _Sides])


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What bytes from anywhere raise where they are not what they are read as."""


def read(raw: bytes) -> dict[str, Proof]:
    """Evidence out of its bytes. Raises one of UNREADABLE where it is none."""
    found = _decoder.decode(raw)
    return {name: Proof(_rows(one.num), _rows(one.den)) for name, one in found.items()}


def _rows(rows: tuple[_Row, ...] | None) -> tuple[Evidence, ...] | None:
    if rows is None:
        return None
    return tuple(Evidence(one.key, one.n, one.stories) for one in rows)
