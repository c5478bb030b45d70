"""Templates of papers: data that says which words and tables a kind of paper has, and where.

A template lies in `templates/papers/`, or in a folder of the agency's own, as JSON. Its words bear
names of fields in braces; `offered` lists which fields each paper has. A template that asks for a
field that nobody offers, or leaves out a language, is wrong, and says in which file and field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from tusach.exchange.documents.offered import OFFERED, Offered
from tusach.exchange.documents.papers import (
    Block,
    Figures,
    Heading,
    Paragraph,
    Signature,
    said,
)
from tusach.exchange.sheets.writing import Value

LANGUAGES = ("vi", "en")
LARGEST = 100_000
"""Bytes of a template."""
_BRACES = re.compile(r"\{([a-z0-9_]*)\}")

Words = dict[str, str]
Row = Mapping[str, Value]
Values = Mapping[str, Value | Sequence[Row]]


class HeadingOf(msgspec.Struct, frozen=True, tag="heading", forbid_unknown_fields=True):
    """A heading. when: it stands only where this field, or a row of this list, is there."""

    text: Words
    when: str = ""


class ParagraphOf(msgspec.Struct, frozen=True, tag="paragraph", forbid_unknown_fields=True):
    """A paragraph. each: one for each row of this list, whose fields it may name, too."""

    text: Words
    when: str = ""
    each: str = ""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """field: of a row. width: in per cent; those of a table are one hundred together."""

    field: str
    head: Words
    width: int


class TableOf(msgspec.Struct, frozen=True, tag="table", forbid_unknown_fields=True):
    """A table of a list. none: the paragraph that stands where the list is empty."""

    rows: str
    columns: tuple[Column, ...]
    caption: Words = {}
    none: Words = {}
    height_mm: int = 0


class SignatureOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs. above: as `TM.` lines say it. note: below, where a hand is to write."""

    post: Words
    above: Words = {}
    note: Words = {}


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """paper: of OFFERED. kind: what is said above it, as `node.wording.papers` names it."""

    paper: str
    kind: str
    about: Words
    body: tuple[HeadingOf | ParagraphOf | TableOf, ...]
    signatures: tuple[SignatureOf, ...]
    to: tuple[Words, ...] = ()
    recipients: tuple[Words, ...] = ()


class Wrong(msgspec.Struct, frozen=True, order=True):
    """What is wrong with a template. where: the place in its file, as body[2].text.vi.

    code: not_json, paper_unknown, kind_unknown, field_unknown, list_unknown, language_missing,
    words_odd, widths, empty, signatures, value_missing. what: the field, list or language.
    """

    where: str
    code: str
    what: str = ""


class TemplateFault(Exception):  # noqa: N818 - said as people say it
    """A template that no paper can be made by. file: its name."""

    def __init__(self, file: str, wrong: Sequence[Wrong]) -> None:
        super().__init__(f"{file}: {wrong[0].where}: {wrong[0].code} {wrong[0].what}".strip())
        self.file, self.wrong = file, tuple(wrong)


class Filled(msgspec.Struct, frozen=True):
    """A template with its values, in the words of one language."""

    kind: str
    about: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    to: tuple[str, ...]
    recipients: tuple[str, ...]


def read(raw: bytes, *, file: str, kinds: frozenset[str]) -> Template:
    """The template of a file. kinds: of papers, that have a name. Raises TemplateFault."""
    if len(raw) > LARGEST:
        raise TemplateFault(file, [Wrong("", "not_json", f"> {LARGEST}")])
    try:
        found = msgspec.json.decode(raw, type=Template)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise TemplateFault(file, [Wrong("", "not_json", str(fault))]) from fault
    wrong = tuple(wrong_in(found, kinds))
    if wrong:
        raise TemplateFault(file, wrong)
    return found


def wrong_in(template: Template, kinds: frozenset[str]) -> Iterator[Wrong]:
    """Everything that is wrong, in the order of the file."""
    offered = OFFERED.get(template.paper)
    if offered is None:
        yield Wrong("paper", "paper_unknown", template.paper)
        return
    if template.kind not in kinds:
        yield Wrong("kind", "kind_unknown", template.kind)
    yield from _words("about", template.about, offered.fields)
    if not template.body:
        yield Wrong("body", "empty")
    for nr, block in enumerate(template.body):
        yield from _block(f"body[{nr}]", block, offered)
    if not 1 <= len(template.signatures) <= 2:
        yield Wrong("signatures", "signatures", str(len(template.signatures)))
    for nr, one in enumerate(template.signatures):
        yield from _words(f"signatures[{nr}].post", one.post, offered.fields)
        for name, words in (("above", one.above), ("note", one.note)):
            if words:
                yield from _words(f"signatures[{nr}].{name}", words, offered.fields)
    for name, some in (("to", template.to), ("recipients", template.recipients)):
        for nr, words in enumerate(some):
            yield from _words(f"{name}[{nr}]", words, offered.fields)


def _block(
    where: str, block: HeadingOf | ParagraphOf | TableOf, offered: Offered
) -> Iterator[Wrong]:
    if isinstance(block, TableOf):
        yield from _table(where, block, offered)
        return
    if block.when and block.when not in offered.fields | offered.lists.keys():
        yield Wrong(f"{where}.when", "field_unknown", block.when)
    fields = offered.fields
    if isinstance(block, ParagraphOf) and block.each:
        if block.each not in offered.lists:
            yield Wrong(f"{where}.each", "list_unknown", block.each)
        fields = fields | offered.lists.get(block.each, frozenset())
    yield from _words(f"{where}.text", block.text, fields)


def _table(where: str, table: TableOf, offered: Offered) -> Iterator[Wrong]:
    fields = offered.lists.get(table.rows)
    if fields is None:
        yield Wrong(f"{where}.rows", "list_unknown", table.rows)
        return
    for nr, column in enumerate(table.columns):
        at = f"{where}.columns[{nr}]"
        if column.field not in fields:
            yield Wrong(f"{at}.field", "field_unknown", column.field)
        yield from _words(f"{at}.head", column.head, offered.fields)
    widths = sum(one.width for one in table.columns)
    if widths != 100 or any(one.width < 1 for one in table.columns):
        yield Wrong(f"{where}.columns", "widths", str(widths))
    for name, words in (("caption", table.caption), ("none", table.none)):
        if words:
            yield from _words(f"{where}.{name}", words, offered.fields)


def _words(where: str, words: Words, fields: frozenset[str]) -> Iterator[Wrong]:
    for language in LANGUAGES:
        text = words.get(language, "")
        if not text.strip():
            yield Wrong(f"{where}.{language}", "language_missing", language)
        for name in _BRACES.findall(text):
            if name not in fields:
                yield Wrong(f"{where}.{language}", "field_unknown", name)
        if set(_BRACES.sub("", text)) & {"{", "}"}:
            yield Wrong(f"{where}.{language}", "words_odd", text)


def filled(template: Template, values: Values, *, language: str, file: str) -> Filled:
    """The template with its values. Raises TemplateFault where one that is offered is not given."""
    offered = OFFERED[template.paper]
    lacking = sorted((offered.fields | offered.lists.keys()) - values.keys())
    if lacking:
        raise TemplateFault(file, [Wrong("", "value_missing", one) for one in lacking])
    for name, fields in offered.lists.items():
        for nr, row in enumerate(_rows(values, name)):
            for one in sorted(fields - row.keys()):
                raise TemplateFault(file, [Wrong(f"{name}[{nr}]", "value_missing", one)])
    put = _Put(values, language if language in LANGUAGES else LANGUAGES[0])
    return Filled(
        kind=template.kind,
        about=put.words(template.about),
        body=tuple(part for one in template.body for part in put.block(one)),
        signatures=tuple(
            Signature(put.words(one.post), above=put.words(one.above), note=put.words(one.note))
            for one in template.signatures
        ),
        to=tuple(put.words(one) for one in template.to),
        recipients=tuple(put.words(one) for one in template.recipients),
    )


def _rows(values: Values, name: str) -> Sequence[Row]:
    found = values[name]
    return () if found is None or isinstance(found, str | int) else found


class _Put:
    """Puts values into words."""

    def __init__(self, values: Values, language: str) -> None:
        self.values, self.language = values, language
        self.plain = {
            name: one for name, one in values.items() if one is None or isinstance(one, str | int)
        }

    def words(self, words: Words, row: Row | None = None) -> str:
        """The words of the language, with fields of a row before those of the paper."""
        known = {**self.plain, **(row or {})}
        text = words.get(self.language, "")
        return _BRACES.sub(lambda at: said(known[at.group(1)], self.language), text)

    def block(self, block: HeadingOf | ParagraphOf | TableOf) -> Iterator[Block]:
        """What stands in the paper for a part of the template; nothing where it is left out."""
        if isinstance(block, TableOf):
            yield from self._table(block)
        elif block.when and not self.values[block.when]:
            return
        elif isinstance(block, HeadingOf):
            yield Heading(self.words(block.text))
        elif block.each:
            for row in _rows(self.values, block.each):
                yield Paragraph(self.words(block.text, row))
        else:
            yield Paragraph(self.words(block.text))

    def _table(self, table: TableOf) -> Iterator[Block]:
        rows = _rows(self.values, table.rows)
        if not rows:
            if table.none:
                yield Paragraph(self.words(table.none))
            return
        yield Figures(
            caption=self.words(table.caption),
            header=tuple(self.words(one.head) for one in table.columns),
            rows=tuple(tuple(row[one.field] for one in table.columns) for row in rows),
            widths=tuple(one.width for one in table.columns),
            height_mm=table.height_mm,
        )
