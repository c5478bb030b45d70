"""Why a text is no definition: the place, the field, and what may stand there."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import inspect

from tusach.library.programme.wrong import Wrong

Fault = msgspec.DecodeError | UnicodeDecodeError | RecursionError
FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading bytes that anybody may have written can end in."""

_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`")
_MISSING = re.compile(r"Object missing required field `(.*?)`")
_KIND = re.compile(r"Expected (.*?)(?:, got `(.*?)`)?$")
_ENUM = re.compile(r"Invalid enum value '?(.*?)'?(?: - at|$)")
_BYTE = re.compile(r"\(byte (\d+)\)")


def fault_of(fault: Fault, raw: bytes, shape: type[msgspec.Struct]) -> Wrong:
    """What is wrong, in a code that both languages word."""
    if isinstance(fault, UnicodeDecodeError):
        return Wrong("", "text.not_utf8")
    if isinstance(fault, RecursionError):
        return Wrong("", "text.deep")
    words = str(fault)
    if not isinstance(fault, msgspec.ValidationError):
        found = _BYTE.search(words)
        line = raw[: int(found[1])].count(b"\n") + 1 if found else raw.count(b"\n") + 1
        return Wrong("", "text.no_json", (line,))
    body, _, at = words.partition(" - at `$")
    steps = _STEP.findall(at.rstrip("`"))
    path = ".".join(name or nr.replace("...", "*") for name, nr in steps)
    if unknown := _UNKNOWN.match(body):
        known = ", ".join(_fields(shape, steps))
        return Wrong(_under(path, unknown[1]), "shape.unknown", (unknown[1], known))
    if missing := _MISSING.match(body):
        return Wrong(_under(path, missing[1]), "shape.missing", (missing[1],))
    if odd := _ENUM.match(body):
        return Wrong(path, "shape.choice", (odd[1], ", ".join(_choices(shape, steps))))
    kind = _KIND.match(body)
    wanted, came = (kind[1].replace("`", ""), kind[2] or "") if kind else (body, "")
    return Wrong(path, "shape.kind", (wanted, came))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _fields(shape: type[msgspec.Struct], steps: list[Any]) -> list[str]:
    found = _at(shape, steps)
    return [one.encode_name for one in getattr(found, "fields", ())]


def _choices(shape: type[msgspec.Struct], steps: list[Any]) -> list[str]:
    return [str(one) for one in getattr(_at(shape, steps), "values", ())]


def _at(shape: type[msgspec.Struct], steps: list[Any]) -> Any:
    """The type that stands at a path of a shape."""
    found: Any = inspect.type_info(shape)
    for name, _nr in steps:
        found = _plain(found)
        if name:
            inner = {one.encode_name: one.type for one in getattr(found, "fields", ())}
            found = inner.get(name)
        else:
            found = getattr(found, "item_type", None) or getattr(found, "value_type", None)
    return _plain(found)


def _plain(found: Any) -> Any:
    """A type without *or nothing*."""
    if isinstance(found, inspect.UnionType):
        return next(one for one in found.types if not isinstance(one, inspect.NoneType))
    return found
