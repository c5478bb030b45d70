"""Columns of small integers, and two runs of bytes beside them: what a packet is written in.

A section = varints: length of the texts, length of the noise, number of columns; the columns; the
texts; the noise (ids, hashes, signatures: what no compressor can shorten). A column = varint count,
one byte of bits (0: constant, then a varint; 1, 2, 4: packed, low bits first; 8 to 56: planes of
bytes, low bytes first). Columns bear no names: they stand in the order in which they are first
asked for, which writer and reader share. Source: spec/wire.md, Packing.
"""

from __future__ import annotations

from collections.abc import Hashable

from tusach.ledger.canonical import LARGEST


class BadPacket(ValueError):
    """Bytes that are no packet, or one that cannot be read here.

    code: `packet.form`, `packet.size`, `packet.reference` (it names a fact that is not held here),
    `packet.private` (its private section is needed), `packet.check` (it was rebuilt otherwise than
    it was packed).
    """

    def __init__(self, reason: str, code: str = "packet.form") -> None:
        super().__init__(reason)
        self.code = code


FARTHEST = 2**51
"""Differences are below this, so that folding in the sign stays exact in every language."""


def folded(value: int) -> int:
    """A signed number as one that is not negative: 0, −1, 1, −2 … become 0, 1, 2, 3 …."""
    return value * 2 if value >= 0 else -value * 2 - 1


def unfolded(value: int) -> int:
    """The signed number again."""
    return -(value + 1) // 2 if value % 2 else value // 2


def varint(value: int) -> bytes:
    """Seven bits a byte, low bits first, the high bit where more follow."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


class ColumnWriter:
    """One section being written."""

    def __init__(self) -> None:
        self._columns: dict[Hashable, list[int]] = {}
        self.texts = bytearray()
        self.noise = bytearray()

    def put(self, column: Hashable, value: int) -> None:
        """The column holds one value more: 0 to 2**53 - 1."""
        self._columns.setdefault(column, []).append(value)

    def number(self, value: int) -> None:
        """The texts go on with this number."""
        self.texts += varint(value)

    def text(self, value: str) -> None:
        """The texts go on with this text."""
        raw = value.encode()
        self.texts += varint(len(raw)) + raw

    def section(self) -> bytes:
        """The bytes of the section; none where nothing was written."""
        if not (self._columns or self.texts or self.noise):
            return b""
        head = varint(len(self.texts)) + varint(len(self.noise)) + varint(len(self._columns))
        columns = b"".join(map(_column, self._columns.values()))
        return head + columns + self.texts + self.noise


def _column(values: list[int]) -> bytes:
    count, most = varint(len(values)), max(values)
    if most == min(values):
        return count + b"\0" + varint(most)
    width = next((bits for bits in (1, 2, 4) if most < 1 << bits), 0)
    if width:
        packed = bytearray((len(values) * width + 7) // 8)
        for place, value in enumerate(values):
            at = place * width
            packed[at >> 3] |= value << (at & 7)
        return count + bytes([width]) + packed
    planes = (most.bit_length() + 7) // 8
    wide = [value.to_bytes(planes, "little") for value in values]
    return (
        count
        + bytes([planes * 8])
        + b"".join(bytes(one[plane] for one in wide) for plane in range(planes))
    )


class _Cursor:
    __slots__ = ("bits", "count", "place", "start", "value")

    def __init__(self, count: int, bits: int, start: int, value: int) -> None:
        self.count, self.bits, self.start, self.value, self.place = count, bits, start, value, 0


_WIDTHS = frozenset({0, 1, 2, 4, 8, 16, 24, 32, 40, 48, 56})


class ColumnReader:
    """One section being read: every fault is a BadPacket, and memory stays that of the bytes."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at, self._end = 0, len(raw)
        self._cursors: dict[Hashable, _Cursor] = {}
        self._waiting: list[_Cursor] = []
        if not raw:
            self._text_end = 0
            return
        texts, noise, columns = self.number(), self.number(), self.number()
        for _ in range(columns):
            self._waiting.append(self._cursor())
        self._waiting.reverse()
        if self._at + texts + noise != len(raw):
            raise BadPacket("a section's lengths do not fit")
        self._end = self._text_end = self._at + texts
        self._noise_at = self._end

    def _cursor(self) -> _Cursor:
        count, bits = self.number(), self._take(1)[0]
        if bits not in _WIDTHS or not count:
            raise BadPacket("a column of no known form")
        if bits == 0:
            return _Cursor(count, 0, 0, self.number())
        start = self._at
        self._take((count * bits + 7) // 8)
        return _Cursor(count, bits, start, 0)

    def _take(self, length: int) -> bytes:
        at = self._at
        if at + length > self._end:
            raise BadPacket("a section ends too early")
        self._at = at + length
        return self._raw[at : self._at]

    def get(self, column: Hashable) -> int:
        """The next value of the column."""
        cursor = self._cursors.get(column)
        if cursor is None:
            if not self._waiting:
                raise BadPacket("a column is missing")
            cursor = self._cursors[column] = self._waiting.pop()
        place = cursor.place
        if place >= cursor.count:
            raise BadPacket("a column ends too early")
        cursor.place = place + 1
        bits = cursor.bits
        if bits == 0:
            return cursor.value
        if bits < 8:
            at = place * bits
            return self._raw[cursor.start + (at >> 3)] >> (at & 7) & ((1 << bits) - 1)
        start, count, value = cursor.start + place, cursor.count, 0
        for plane in range(bits >> 3):
            value |= self._raw[start + plane * count] << (plane << 3)
        if value > LARGEST:
            raise BadPacket("a number beyond 2**53 - 1")
        return value

    def number(self) -> int:
        """The next number of the texts."""
        value = shift = 0
        while True:
            byte = self._take(1)[0]
            value |= (byte & 127) << shift
            if value > LARGEST or shift > 49:
                raise BadPacket("a number beyond 2**53 - 1")
            if byte < 128:
                return value
            shift += 7

    def text(self) -> str:
        """The next text."""
        try:
            return self._take(self.number()).decode()
        except UnicodeDecodeError:
            raise BadPacket("a text is no UTF-8") from None

    def bytes_of_texts(self, length: int) -> bytes:
        """So many bytes of the texts, as they are."""
        return self._take(length)

    def left(self) -> int:
        """How many bytes of the texts are left: no list there can be longer."""
        return self._end - self._at

    def noise(self, length: int) -> bytes:
        """So many bytes of the noise."""
        if not self._raw:
            raise BadPacket("a section is missing")
        at = self._noise_at
        if at + length > len(self._raw):
            raise BadPacket("a section ends too early")
        self._noise_at = at + length
        return self._raw[at : self._noise_at]

    def finish(self) -> None:
        """Nothing, where all was read; a section with something over is none."""
        if not self._raw:
            return
        over = self._waiting or any(one.place != one.count for one in self._cursors.values())
        if over or self._at != self._text_end or self._noise_at != len(self._raw):
            raise BadPacket("a section holds more than was packed")
