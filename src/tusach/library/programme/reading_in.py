"""From the text of `indicators.json` to definitions; what cannot be read says where and why."""

from __future__ import annotations

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Definition, Wrong, wrong_in


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. note: about the whole, in words."""

    indicators: tuple[msgspec.Raw, ...]
    note: dict[str, str] = {}


def read_definitions(raw: bytes) -> tuple[tuple[Definition, ...], tuple[Wrong, ...]]:
    """The definitions that can be used, and all that is wrong with the others."""
    try:
        file = msgspec.json.decode(raw, type=File)
    except msgspec.DecodeError as fault:
        return (), (Wrong("", "file.odd", (str(fault),)),)
    good: dict[str, Definition] = {}
    wrong: list[Wrong] = []
    for nr, one in enumerate(file.indicators):
        try:
            said = msgspec.json.decode(one, type=Definition)
        except msgspec.DecodeError as fault:
            wrong.append(Wrong(f"indicators.{nr}", "definition.odd", (str(fault),)))
            continue
        found = list(wrong_in(said))
        if said.id in good:
            found.append(Wrong("id", "definition.twice", (said.id,)))
        if found:
            wrong += [Wrong(f"{said.id}.{w.where}", w.code, w.values) for w in found]
        else:
            good[said.id] = said
    return tuple(good.values()), tuple(wrong)


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
