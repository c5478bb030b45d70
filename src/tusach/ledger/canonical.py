"""One value has one sequence of bytes: RFC 8785 without floats.

ASCII keys, so that the order by bytes (Python) and by UTF-16 unit (JavaScript) agree; integers
below 2**53, so that both read the same number; strings in NFC when a fact is made. Bytes that
arrive are kept as they came: a newer Unicode may know compositions that this one does not, so
NFC is a duty of the teller and never a reason to refuse.

Source: RFC 8785; docs/decisions/0004.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

LARGEST = 2**53 - 1
"""The largest absolute value of an integer in a fact."""

_encoder = msgspec.json.Encoder(order="sorted")


class NotCanonical(ValueError):
    """A value that no fact may hold; the message names the place and the reason."""


def composed(value: Any, where: str = "$") -> Any:
    """The same value, checked, with every string in NFC.

    Accepts None, bool, int, str, list, tuple and mappings with ASCII keys; tuples become lists.
    Raises NotCanonical for floats, large integers, lone surrogates, other keys and other types.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise NotCanonical(f"{where}: half of a surrogate pair")
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"{where}: integer beyond 2**53 - 1")
        return value
    if isinstance(value, (list, tuple)):
        return [composed(inner, f"{where}[{place}]") for place, inner in enumerate(value)]
    if isinstance(value, Mapping):
        return {_key(key, where): composed(inner, f"{where}.{key}") for key, inner in value.items()}
    raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form")


def encode(value: Any) -> bytes:
    """The canonical bytes of a value that `composed` has returned (or of decoded bytes)."""
    return _encoder.encode(value)


def canonical(value: Any) -> bytes:
    r"""The canonical bytes of any value that a fact may hold.

    >>> canonical({"b": [1, True, None], "a": "hòa"})
    b'{"a":"h\xc3\xb2a","b":[1,true,null]}'
    """
    return encode(composed(value))


def is_canonical(raw: bytes) -> bool:
    """Whether the bytes are exactly those that their value has (NFC apart).

    Says no to floats, large integers, repeated keys, blanks, other orders and other escapes.
    """
    try:
        value = msgspec.json.decode(raw)
        _check(value)
    except (msgspec.DecodeError, NotCanonical, UnicodeDecodeError):
        return False
    return _encoder.encode(value) == raw


def _check(value: Any) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical("integer beyond 2**53 - 1")
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _key(key, "$")
            _check(inner)
    else:
        raise NotCanonical(type(value).__name__)


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise NotCanonical(f"{where}: key {key!r} is not ASCII text")
    return key
