"""Reading single values of a packet: what `value_writer` wrote, or BadPacket.

Source: spec/wire.md, Packing.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

from tusach.ledger import packet
from tusach.ledger.canonical import DEEPEST
from tusach.ledger.columns import BadPacket, ColumnReader, unfolded
from tusach.ledger.ident import derived
from tusach.ledger.packet import Known, Packed, Shape, Walk

T = TypeVar("T")


class ValueReader:
    """Both sections, and all that was read from them before."""

    def __init__(self, packed: Packed, known: Known) -> None:
        self.public, self.private = ColumnReader(packed.public), ColumnReader(packed.private)
        self.walk = Walk(known)
        self._shapes: tuple[list[Shape], list[Shape]] = ([], [])
        self._values: dict[Hashable, list[Any]] = {}
        self._kept: dict[Hashable, Any] = {}

    # Ids

    def stream(self, into: ColumnReader) -> str:
        """The next stream."""
        place = into.get("stream")
        if place:
            return _of(self.walk.streams, place - 1)
        stream = into.noise(16).hex()
        self.walk.streams.append(stream)
        return stream

    def id(self, into: ColumnReader, column: str, *, of: str = "") -> str | None:
        """The next id of the column, or none. of: the kind whose column it is."""
        walk, how = self.walk, into.get((of, column))
        match how:
            case packet.NOTHING:
                return None
            case packet.NEW:
                return self._new_id(into)
            case packet.LISTED:
                return _of(walk.ids, into.get((of, column, how)))
            case packet.BACK:
                return _of(walk.facts, len(walk.facts) - 1 - into.get((of, column, how)))
            case packet.SAME_SUBJECT:
                return _of(walk.subjects, len(walk.facts) - 1 - into.get((of, column, how)))
            case _ if how in walk.now:
                return walk.now[how]
        raise BadPacket("an id of no known form")

    def some_id(self, into: ColumnReader, column: str, *, of: str = "") -> str:
        """The next id of a column in which none may be missing."""
        one = self.id(into, column, of=of)
        if one is None:
            raise BadPacket("an id is missing")
        return one

    def _new_id(self, into: ColumnReader) -> str:
        what, known = into.get("entry"), self.walk.known
        match what:
            case packet.LITERAL:
                one: str | None = into.noise(16).hex()
            case packet.KNOWN:
                one = known.at(*self._entry(into, what))
            case packet.SUBJECT_OF:
                at = self._entry(into, what)
                one = known.subject_at(*at)
                if one is not None:
                    self.walk.knows_head(one, *at)
            case packet.PRINTED | packet.CODED:
                one = self._code(into, what)
            case _:
                raise BadPacket("a new id of no known form")
        if one is None:
            raise BadPacket("a fact that is not held here", "packet.reference")
        self.walk.list_id(one)
        return one

    def _entry(self, into: ColumnReader, what: int) -> tuple[str, int]:
        return self.stream(into), into.get(("number", what))

    def _code(self, into: ColumnReader, what: int) -> str:
        noun = self.value(into, "noun")
        if what == packet.PRINTED:
            code = packet.printed(self.walk.moved("payload", unfolded(into.get("payload"))))
        else:
            owner = into.get("owner")
            code = into.text()
            if owner:
                code = f"{_of(self.walk.ids, owner - 1)}/{code}"
        if not isinstance(noun, str) or "\0" in noun + code:
            raise BadPacket("a code of no known form")
        return derived(self.walk.tenant, noun, code)

    # Bodies

    def shape(self, into: ColumnReader, kind: str | None) -> Shape | None:
        """The next shape; None where bytes as they are follow. kind: where it is known."""
        listed, place = self._shapes[kind is not None], into.get("shape")
        if place > 1:
            return _of(listed, place - 2)
        if place == 0:
            return None
        kind = into.text() if kind is None else ""
        count = into.number()
        if count > into.left():
            raise BadPacket("a shape with more keys than bytes")
        keys = tuple((into.text(), into.number()) for _ in range(count))
        if any(mode > packet.CODES for _, mode in keys) or len(dict(keys)) != count:
            raise BadPacket("a shape of no known form")
        listed.append(Shape(kind, keys))
        return listed[-1]

    def body(self, into: ColumnReader, kind: str, shape: Shape) -> dict[str, Any]:
        """The next body or part of this shape. kind: of its fact."""
        body: dict[str, Any] = {}
        private = into is self.private
        for key, mode in shape.keys:
            column = (kind, "body", key)
            match mode:
                case packet.IDS:
                    body[key] = self.id(into, f"body {key}", of=kind)
                case packet.NUMBERS:
                    body[key] = unfolded(into.get(column))
                case packet.DAYS:
                    body[key] = packet.day_of(unfolded(into.get(column)) + self.walk.last["on"])
                case packet.CODES:
                    by = unfolded(into.get(column))
                    body[key] = packet.printed(self.walk.moved((private, column), by))
                case packet.REMEMBERED:
                    beside = body[shape.memory] if shape.memory else None
                    body[key] = self._remembered(into, column, beside)
                case _:
                    body[key] = self.value(into, column)
        return body

    def _remembered(self, into: ColumnReader, column: Hashable, by: Any) -> Any:
        key, place = (into is self.private, column, by), into.get(column)
        if place == 0:
            if key not in self._kept:
                raise BadPacket("nothing was remembered")
            return self._kept[key]
        self._kept[key] = value = self._value_at(into, column, place - 1)
        return value

    def value(self, into: ColumnReader, column: Hashable) -> Any:
        """The next value of the column, new or as it stood in it before."""
        return self._value_at(into, column, into.get(column))

    def _value_at(self, into: ColumnReader, column: Hashable, place: int) -> Any:
        listed = self._values.setdefault((into is self.private, column), [])
        if place:
            return _of(listed, place - 1)
        value = self._tree(into, DEEPEST)
        listed.append(value)
        return value

    def _tree(self, into: ColumnReader, deep: int) -> Any:
        match into.number():
            case packet.NULL:
                return None
            case packet.FALSE:
                return False
            case packet.TRUE:
                return True
            case packet.PLUS:
                return into.number()
            case packet.MINUS:
                return -1 - into.number()
            case packet.TEXT:
                return into.text()
            case packet.LIST:
                return [self._tree(into, deep - 1) for _ in self._within(into, deep)]
            case packet.OBJECT:
                return {into.text(): self._tree(into, deep - 1) for _ in self._within(into, deep)}
            case packet.HASH:
                return into.noise(32).hex()
            case packet.NEW_ID:
                return self._new_id(into)
            case packet.LISTED_ID:
                return _of(self.walk.ids, into.number())
            case packet.FACT_ID:
                return _of(self.walk.facts, into.number())
        raise BadPacket("a value of no known form")

    def _within(self, into: ColumnReader, deep: int) -> range:
        count = into.number()
        if deep <= 0 or count > into.left():
            raise BadPacket("nested too deep, or longer than its bytes")
        return range(count)


def _of(listed: list[T], place: int) -> T:
    if not 0 <= place < len(listed):
        raise BadPacket("a place that is not there")
    return listed[place]
