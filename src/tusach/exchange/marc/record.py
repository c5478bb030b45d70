"""A MARC record in memory: leader and fields, every value exactly as it was decoded.

A field is held as its tag and its body. The body is the text between the tag and the field
terminator: for a control field its value, for a data field the indicators and then each subfield
led by U+001F. Bodies are cut into subfields only when someone asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

DELIMITER = "\x1f"
FIELD_END = "\x1e"
BLANK_LEADER = "     nam a22     4a 4500"


class Field(NamedTuple):
    """One field: its tag, indicators and subfields, verbatim.

    A control field has no indicators and one subfield whose code is empty.
    """

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]


class Record:
    """One MARC record, as it was decoded.

    tags and bodies run in parallel, in the order of the directory. encoding: the writing its text
    was in. repaired: codes of what had to be mended to read it.
    """

    __slots__ = ("bodies", "encoding", "leader", "repaired", "tags")

    def __init__(
        self,
        leader: str,
        tags: tuple[str, ...],
        bodies: tuple[str, ...],
        *,
        encoding: str = "utf-8",
        repaired: tuple[str, ...] = (),
    ) -> None:
        self.leader = leader
        self.tags = tags
        self.bodies = bodies
        self.encoding = encoding
        self.repaired = repaired

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, cut into its subfields, in the order of the directory."""
        return tuple(map(cut, self.tags, self.bodies))

    def of(self, *tags: str) -> Iterator[Field]:
        """The fields that bear one of `tags`, in the order of the record."""
        for tag, body in zip(self.tags, self.bodies, strict=True):
            if tag in tags:
                yield cut(tag, body)

    def control(self, tag: str) -> str:
        """The value of the first control field `tag`, or an empty text."""
        return self.bodies[self.tags.index(tag)] if tag in self.tags else ""

    def same_fields(self, other: Record) -> bool:
        """Whether both hold the same fields with the same values in the same order."""
        return self.tags == other.tags and self.bodies == other.bodies


def cut(tag: str, body: str) -> Field:
    """The field of `tag` whose body is `body`; nothing of the body is lost.

    >>> cut("245", "10" + DELIMITER + "aTruyện Kiều")
    Field(tag='245', indicators='10', subfields=(('a', 'Truyện Kiều'),))
    """
    if tag[:2] == "00":
        return Field(tag, "", (("", body),))
    indicators, *pieces = body.split(DELIMITER)
    return Field(tag, indicators, tuple([(piece[:1], piece[1:]) for piece in pieces]))


def body_of(field: Field) -> str:
    """The body that `cut` would turn into `field`."""
    if field.tag[:2] == "00":
        return field.subfields[0][1] if field.subfields else ""
    return field.indicators + "".join([DELIMITER + code + value for code, value in field.subfields])


def record_of(leader: str, fields: tuple[Field, ...], *, encoding: str = "utf-8") -> Record:
    """The record that holds `fields` under `leader`."""
    tags = tuple(field.tag for field in fields)
    return Record(leader, tags, tuple(map(body_of, fields)), encoding=encoding)
