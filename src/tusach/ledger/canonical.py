"""One value has one sequence of bytes: RFC 8785 without floats.

ASCII keys, so that the order by bytes (Python) and by UTF-16 unit (JavaScript) agree; integers
below 2**53, so that both read the same number; a bounded depth, so that no reader runs out of
stack; strings in NFC when a fact is made. Bytes that arrive are kept as they came: a newer Unicode
may know compositions that this one does not, so NFC is a duty of the teller and never a reason to
refuse.

Source: RFC 8785; docs/decisions/0004; spec/wire.md section 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

LARGEST = 2**53 - 1
"""The largest absolute value of an integer in a fact."""

DEEPEST = 32
"""How many objects and lists may stand within each other; the outermost counts as one."""

_encoder = msgspec.json.Encoder(order="sorted")


class NotCanonical(ValueError):
    """A value that no fact may hold; the message names the place and the reason."""


def composed(value: Any) -> Any:
    """The same value, checked, with every string in NFC.

    Accepts None, bool, int, str, list, tuple and mappings with ASCII keys; tuples become lists.
    Raises NotCanonical for floats, large integers, lone surrogates, other keys, other types and
    more than 32 levels.
    """
    return _composed(value, ())


def encode(value: Any) -> bytes:
    """The canonical bytes of a value that `composed` has returned (or of decoded bytes)."""
    return _encoder.encode(value)


def canonical(value: Any) -> bytes:
    r"""The canonical bytes of any value that a fact may hold.

    >>> canonical({"b": [1, True, None], "a": "hòa"})
    b'{"a":"h\xc3\xb2a","b":[1,true,null]}'
    """
    return encode(composed(value))


def fault_of(raw: bytes) -> str | None:
    """Why the bytes are not exactly those that their value has, or None (NFC apart).

    >>> fault_of(b'{"a": 1}')
    'written otherwise than its canonical form'
    """
    try:
        value = _decoder.decode(raw)
        _check(value, 0)
    except RecursionError:
        return _TOO_DEEP
    except NotCanonical as fault:
        return str(fault)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        return f"not JSON: {fault}"
    return None if _encoder.encode(value) == raw else "written otherwise than its canonical form"


def is_canonical(raw: bytes) -> bool:
    """Whether the bytes are exactly those that their value has (NFC apart).

    Says no to floats, large integers, repeated keys, blanks, other orders and other escapes.
    """
    return fault_of(raw) is None


_TOO_DEEP = f"nested deeper than {DEEPEST} levels"
_SCALARS = frozenset({str, bool, type(None)})


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(f"{text[:32]} is not an integer")


_decoder = msgspec.json.Decoder(float_hook=_no_float)


def _composed(value: Any, path: tuple[str | int, ...]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if value.isascii() else _text(value, path)
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise _bad(path, "integer beyond 2**53 - 1")
        return value
    if len(path) >= DEEPEST:
        raise _bad(path, _TOO_DEEP)
    if isinstance(value, (list, tuple)):
        return [
            inner if _is_plain(inner) else _composed(inner, (*path, place))
            for place, inner in enumerate(value)
        ]
    if isinstance(value, Mapping):
        return {
            _key(key, path): inner if _is_plain(inner) else _composed(inner, (*path, key))
            for key, inner in value.items()
        }
    raise _bad(path, f"{type(value).__name__} has no canonical form")


def _is_plain(value: Any) -> bool:
    """Most of what facts hold: nothing to check, nothing to compose."""
    return value.isascii() if type(value) is str else value is None


def _text(value: str, path: tuple[str | int, ...]) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _bad(path, "half of a surrogate pair") from None
    return unicodedata.normalize("NFC", value)


def _key(key: Any, path: tuple[str | int, ...]) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise _bad(path, f"key {key!r} is not ASCII text")
    return key


def _bad(path: tuple[str | int, ...], reason: str) -> NotCanonical:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return NotCanonical(f"${where}: {reason}")


def _check(value: Any, deep: int) -> None:
    if type(value) in _SCALARS:
        return
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical("integer beyond 2**53 - 1")
        return
    if deep >= DEEPEST:
        raise NotCanonical(_TOO_DEEP)
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.isascii():
                raise NotCanonical(f"key {key!r} is not ASCII text")
            if type(inner) not in _SCALARS:
                _check(inner, deep + 1)
    else:
        for inner in value:
            _check(inner, deep + 1)
