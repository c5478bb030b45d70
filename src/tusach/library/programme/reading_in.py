"""From the text of a file to definitions; what cannot be read says where and why."""

from __future__ import annotations

import unicodedata

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Definition, Wrong, wrong_in
from tusach.library.programme.facts import LARGEST_DEFINITION
from tusach.library.programme.proving import disproved
from tusach.library.programme.unreadable import FAULTS, fault_of

LARGEST_FILE = 2**22
"""Bytes of a file of definitions."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. note: about the whole, in words."""

    indicators: tuple[msgspec.Raw, ...]
    note: dict[str, str] = {}


class _Head(msgspec.Struct, frozen=True):
    """Whether a text is a list of definitions or one of them."""

    indicators: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def read_definitions(raw: bytes) -> tuple[tuple[Definition, ...], tuple[Wrong, ...]]:
    """The definitions that can be used, and all that is wrong with the others."""
    if len(raw) > LARGEST_FILE:
        return (), (Wrong("", "text.large", (len(raw), LARGEST_FILE)),)
    try:
        file = msgspec.json.decode(raw, type=File)
    except FAULTS as fault:
        return (), (fault_of(fault, raw, File),)
    good: dict[str, Definition] = {}
    wrong: list[Wrong] = []
    for nr, one in enumerate(file.indicators):
        try:
            said = msgspec.json.decode(one, type=Definition)
        except FAULTS as fault:
            found = [fault_of(fault, bytes(one), Definition)]
            wrong += [_within(f"indicators.{nr}", each) for each in found]
            continue
        found = list(wrong_in(said))
        if said.id in good:
            found.append(Wrong("id", "definition.twice", (said.id,)))
        if found:
            wrong += [_within(said.id, each) for each in found]
        else:
            good[said.id] = said
    return tuple(good.values()), tuple(wrong)


def read_one(raw: bytes) -> tuple[Definition | None, tuple[Wrong, ...]]:
    """The one definition of a text that may be told, proved by its own tests; else what is wrong.

    A list of one is taken too, so that a file that was checked can be told as it is.
    """
    if len(raw) > 2 * LARGEST_DEFINITION:
        return None, (Wrong("", "text.large", (len(raw), LARGEST_DEFINITION)),)
    shape: type[msgspec.Struct] = Definition
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if isinstance(head.indicators, msgspec.Raw):
            shape = File
            some = msgspec.json.decode(raw, type=File).indicators
            if len(some) != 1:
                return None, (Wrong("indicators", "definition.one", (len(some),)),)
            raw, shape = bytes(some[0]), Definition
        said = msgspec.json.decode(raw, type=Definition)
        said = msgspec.json.decode(_composed(said), type=Definition)
    except FAULTS as fault:
        return None, (fault_of(fault, raw, shape),)
    wrong = wrong_in(said) or disproved(said)
    size = len(definition_bytes(said))
    if not wrong and size > LARGEST_DEFINITION:
        wrong = (Wrong("", "text.large", (size, LARGEST_DEFINITION)),)
    return (None, wrong) if wrong else (said, ())


def _within(where: str, one: Wrong) -> Wrong:
    return Wrong(f"{where}.{one.where}" if one.where else where, one.code, one.values)


def _composed(said: Definition) -> bytes:
    """The same in the one way of writing letters with marks that facts have."""
    return unicodedata.normalize("NFC", definition_bytes(said).decode()).encode()


def definition_bytes(said: Definition) -> bytes:
    """What a definition is known by, byte for byte, for ever.

    A word that definitions had not from the beginning is part of it only where it is used, so that
    older ones keep the names under which reports hold them.
    """
    told = msgspec.to_builtins(said)
    for reading in told["readings"]:
        if not reading["base_heard"]:
            del reading["base_heard"]
        for side in (reading["numerator"], reading["denominator"]):
            if side is not None and not side["none"]:
                del side["none"]
    return msgspec.json.encode(told, order="sorted")


def definition_hash(said: Definition) -> str:
    """What a figure names its definition by: any change of it changes the hash."""
    return sha256(definition_bytes(said))
