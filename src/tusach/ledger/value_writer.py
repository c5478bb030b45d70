"""Writing single values of a packet: ids as what is known of them, bodies key by key.

Source: spec/wire.md, Packing; the reader is `value_reader`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import msgspec

from tusach.ledger import packet
from tusach.ledger.columns import FARTHEST, ColumnWriter, folded
from tusach.ledger.fact import is_day
from tusach.ledger.ident import derived, is_hash, is_id
from tusach.ledger.packet import Known, Places, Shape, Walk

LONGEST_CODE = 15
"""Bytes of a code that travels in the place of its id of 16 bytes."""

_encoder = msgspec.json.Encoder(order="sorted")


class ValueWriter:
    """Both sections, and all that was written into them before."""

    def __init__(self, known: Known, places: Places) -> None:
        self.public, self.private = ColumnWriter(), ColumnWriter()
        self.walk = Walk(known)
        self.places = places
        self._modes: dict[tuple[bool, str, str], int] = {}
        self._shapes: tuple[dict[Shape, int], dict[Shape, int]] = ({}, {})
        self._value_places: dict[Hashable, dict[bytes, int]] = {}
        self._kept: dict[Hashable, bytes] = {}

    # Ids

    def stream(self, out: ColumnWriter, stream: str) -> None:
        """The section goes on with this stream."""
        listed = self.walk.streams
        if stream in listed:
            out.put("stream", 1 + listed.index(stream))
            return
        out.put("stream", 0)
        out.noise += bytes.fromhex(stream)
        listed.append(stream)

    def id(self, out: ColumnWriter, column: str, one: str | None, *, of: str = "") -> None:
        """The column goes on with this id, or none. of: the kind whose column it is."""
        walk, how, more = self.walk, packet.NEW, None
        if one is None:
            how = packet.NOTHING
        elif one in walk.now.values():
            how = next(code for code, known in walk.now.items() if known == one)
        elif one in walk.fact_places:
            how, more = packet.BACK, len(walk.facts) - 1 - walk.fact_places[one]
        elif column == "subject" and one in walk.subject_places:
            how, more = packet.SAME_SUBJECT, len(walk.facts) - 1 - walk.subject_places[one]
        elif one in walk.id_places:
            how, more = packet.LISTED, walk.id_places[one]
        out.put((of, column), how)
        if more is not None:
            out.put((of, column, how), more)
        elif how == packet.NEW and one is not None:
            self._new_id(out, one)

    def _new_id(self, out: ColumnWriter, one: str) -> None:
        known, places = self.walk.known, self.places
        at, about = places.where(one), places.about(one)
        code = places.codes.get(one)
        if at is not None and known.at(*at) == one:
            self._entry(out, packet.KNOWN, at)
        elif about is not None and known.subject_at(*about) == one:
            self._entry(out, packet.SUBJECT_OF, about)
            self.walk.knows_head(one, *about)
        elif code is None or not self._code(out, one, *code):
            out.put("entry", packet.LITERAL)
            out.noise += bytes.fromhex(one)
        self.walk.list_id(one)

    def _entry(self, out: ColumnWriter, what: int, place: tuple[str, int]) -> None:
        out.put("entry", what)
        self.stream(out, place[0])
        out.put(("number", what), place[1])

    def _code(self, out: ColumnWriter, one: str, noun: str, code: str) -> bool:
        if "\0" in noun + code or derived(self.walk.tenant, noun, code) != one:
            return False
        payload = packet.payload_of(code)
        if payload is not None:
            out.put("entry", packet.PRINTED)
            self.value(out, "noun", noun)
            out.put("payload", folded(self.walk.step("payload", payload)))
            return True
        owner, _, rest = code.rpartition("/")
        if owner not in self.walk.id_places:
            owner, rest = "", code
        if len(rest.encode()) > LONGEST_CODE:
            return False
        out.put("entry", packet.CODED)
        self.value(out, "noun", noun)
        out.put("owner", 1 + self.walk.id_places[owner] if owner else 0)
        out.text(rest)
        return True

    # Bodies

    def choose_modes(self, bodies: Iterable[tuple[bool, str, Any]]) -> None:
        """For each key of each kind, in public and private bodies, how its values are written."""
        seen: dict[tuple[bool, str, str], list[Any]] = {}
        for private, kind, body in bodies:
            for key, value in body.items():
                seen.setdefault((private, kind, key), []).append(value)
        self._modes = {keyed: _mode(column) for keyed, column in seen.items()}

    def body(self, out: ColumnWriter, kind: str, body: dict[str, Any]) -> None:
        """The section goes on with the values of this body, its shape being written already."""
        private = out is self.private
        shape = self._shape_of(kind, body, private)
        by = body[shape.memory] if shape.memory else None
        for key, mode in shape.keys:
            value, column = body[key], (kind, "body", key)
            match mode:
                case packet.IDS:
                    self.id(out, f"body {key}", value, of=kind)
                case packet.NUMBERS:
                    out.put(column, folded(value))
                case packet.DAYS:
                    out.put(column, folded(packet.day_number(value) - self.walk.last["on"]))
                case packet.CODES:
                    payload = packet.payload_of(value) or 0
                    out.put(column, folded(self.walk.step((private, column), payload)))
                case packet.REMEMBERED:
                    self._remembered(out, column, by, value)
                case _:
                    self.value(out, column, value)

    def shape(self, out: ColumnWriter, kind: str, body: dict[str, Any]) -> None:
        """The section goes on with kind and keys of this body."""
        private = out is self.private
        listed, shape = self._shapes[private], self._shape_of(kind, body, private)
        place = listed.get(shape)
        if place is not None:
            out.put("shape", 2 + place)
            return
        listed[shape] = len(listed)
        out.put("shape", 1)
        if not private:
            out.text(kind)
        out.number(len(shape.keys))
        for key, mode in shape.keys:
            out.text(key)
            out.number(mode)

    def _shape_of(self, kind: str, body: dict[str, Any], private: bool) -> Shape:
        keys = [(key, self._modes[private, kind, key]) for key in body]
        # Ids come first: the other values may be remembered by them.
        return Shape(kind, tuple(sorted(keys, key=lambda one: (one[1] != packet.IDS, one[0]))))

    def _remembered(self, out: ColumnWriter, column: Hashable, by: Any, value: Any) -> None:
        """0 where it is the value that the column last had beside this id; else as `value`."""
        key, kept = (out is self.private, column, by), _encoder.encode(value)
        if self._kept.get(key) == kept:
            out.put(column, 0)
            return
        self._kept[key] = kept
        self.value(out, column, value, step=1)

    def value(self, out: ColumnWriter, column: Hashable, value: Any, *, step: int = 0) -> None:
        """0 and the value itself where it is new in its column, else its place there plus one."""
        places = self._value_places.setdefault((out is self.private, column), {})
        kept = _encoder.encode(value)
        if kept in places:
            out.put(column, step + 1 + places[kept])
            return
        places[kept] = len(places)
        out.put(column, step)
        self._tree(out, value)

    def _tree(self, out: ColumnWriter, value: Any) -> None:
        match value:
            case None | bool():
                out.number({None: packet.NULL, False: packet.FALSE, True: packet.TRUE}[value])
            case int():
                out.number(packet.PLUS if value >= 0 else packet.MINUS)
                out.number(value if value >= 0 else -1 - value)
            case str():
                self._text(out, value)
            case list():
                out.number(packet.LIST)
                out.number(len(value))
                for inner in value:
                    self._tree(out, inner)
            case _:
                out.number(packet.OBJECT)
                out.number(len(value))
                for key, inner in value.items():
                    out.text(key)
                    self._tree(out, inner)

    def _text(self, out: ColumnWriter, value: str) -> None:
        walk = self.walk
        if is_hash(value):
            out.number(packet.HASH)
            out.noise += bytes.fromhex(value)
        elif not is_id(value):
            out.number(packet.TEXT)
            out.text(value)
        elif value in walk.fact_places:
            out.number(packet.FACT_ID)
            out.number(walk.fact_places[value])
        elif value in walk.id_places:
            out.number(packet.LISTED_ID)
            out.number(walk.id_places[value])
        else:
            out.number(packet.NEW_ID)
            self._new_id(out, value)


def _mode(values: Sequence[Any]) -> int:
    """The way in which these values of one key take least room; any way holds them exactly."""
    texts = [one for one in values if isinstance(one, str)]
    if texts and all(one is None or isinstance(one, str) and is_id(one) for one in values):
        return packet.IDS
    if all(type(one) is int and abs(one) < FARTHEST for one in values):
        return packet.NUMBERS
    if len(texts) == len(values):
        if all(map(is_day, texts)):
            return packet.DAYS
        if all(packet.payload_of(one) is not None for one in texts):
            return packet.CODES
    nested = any(isinstance(one, (list, dict)) for one in values)
    return packet.REMEMBERED if nested else packet.VALUES
