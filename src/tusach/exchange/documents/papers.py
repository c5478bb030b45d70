"""An official paper as one model, from which PDF, DOCX and XLSX are made.

Head, number and date, what it is called and about, narrative and tables of figures, recipients and
signatures stand where annex I of Decree 30/2020/NĐ-CP wants them.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from tusach.exchange.documents.layout import DECREE_30, Layout
from tusach.exchange.documents.letters import shown
from tusach.exchange.documents.parts import (
    BOTH,
    CENTRE,
    LEFT,
    RIGHT,
    Document,
    Grid,
    Line,
    Part,
    Side,
    TwoSides,
)
from tusach.exchange.sheets.writing import Table, Value

SIGNED_ROOM = 60
"""Points between the post of who signs and the name: room for hand and seal."""


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading inside the text, with the number that it bears."""

    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph of the narrative."""

    text: str


class Figures(msgspec.Struct, frozen=True, tag="figures"):
    """A table of figures with what it is called. widths: in per cent, one hundred together.

    A value that nobody knows is a text that says so, never 0. height_mm: of rows to be filled in.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[int, ...]
    height_mm: int = 0


Block = Heading | Paragraph | Figures


class Signature(msgspec.Struct, frozen=True):
    """Who signs. above: for whom, as `TM.` or `KT.` lines say it. name: empty while unsigned."""

    post: str
    name: str = ""
    above: str = ""
    note: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """One official paper, its words in one language.

    name: what its kind is called; empty for an official letter, which is about something only.
    about: what it is about; for a letter with the words that stand before it. number, dated: whole
    lines, with room where it is not issued yet. above: the agency over the one that issues it.
    state: name of the State and its motto; none elsewhere. to: a whole line, whom it addresses.
    signatures: one, or two beside each other. narrative: name of the sheet that holds the text.
    """

    name: str
    about: str
    above: str
    agency: str
    number: str
    dated: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    language: str
    state: tuple[str, str] | None = None
    to: str = ""
    recipients_head: str = ""
    recipients: tuple[str, ...] = ()
    narrative: str = "-"

    @property
    def title(self) -> str:
        """What the file calls itself."""
        return f"{self.name}: {self.about}" if self.name else self.about


class NotAPaper(Exception):  # noqa: N818 - said as people say it
    """A model that no paper can be made of. code, field: what is wrong, and where."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{code}: {field}")
        self.code, self.field = code, field


def faults(paper: Paper) -> tuple[tuple[str, str], ...]:
    """(code, field) of everything that is missing or does not fit, in the order of the page."""
    wanted = {"agency": paper.agency, "about": paper.about}
    found = [("missing", name) for name, told in wanted.items() if not shown(told).strip()]
    if not paper.body:
        found.append(("missing", "body"))
    if not 1 <= len(paper.signatures) <= 2:
        found.append(("one_or_two", "signatures"))
    for nr, one in enumerate(paper.body):
        if isinstance(one, Figures) and not _fits(one):
            found.append(("uneven", f"body[{nr}]"))
    return tuple(found)


def _fits(one: Figures) -> bool:
    wide = len(one.header)
    rows = all(len(row) == wide for row in one.rows)
    return wide > 0 and rows and len(one.widths) == wide and sum(one.widths) == 100


def laid_out(paper: Paper, layout: Layout = DECREE_30) -> Document:
    """The paper as its parts, in their order on the page. Raises NotAPaper at the first fault."""
    for code, field in faults(paper):
        raise NotAPaper(code, field)
    parts: list[Part] = list(_head(paper, layout))
    if paper.name:
        about = Line(paper.about, CENTRE, bold=True, size=layout.about, rule=layout.rule_about)
        parts += [
            Line(paper.name.upper(), CENTRE, bold=True, size=layout.title, space=12, level=1),
            about,
        ]
    if paper.to:
        parts.append(Line(paper.to, CENTRE, size=layout.text, space=10))
    for nr, block in enumerate(paper.body):
        parts += _block(block, layout, space=14 if nr == 0 else 4, language=paper.language)
    parts.append(_foot(paper, layout))
    return Document(paper.title, tuple(parts), paper.language, layout)


def head(paper: Paper, layout: Layout = DECREE_30) -> TwoSides:
    """Agency and State, each with the line that is drawn below it."""
    left = [Line(paper.above.upper(), CENTRE, size=layout.agency)] if paper.above else []
    left.append(
        Line(paper.agency.upper(), CENTRE, bold=True, size=layout.agency, rule=layout.rule_agency)
    )
    right: tuple[Line, ...] = ()
    if paper.state is not None:
        right = (
            Line(paper.state[0].upper(), CENTRE, bold=True, size=layout.state),
            Line(paper.state[1], CENTRE, bold=True, size=layout.motto, rule=100),
        )
    return TwoSides(Side(tuple(left)), Side(right), layout.head_split)


def _head(paper: Paper, layout: Layout) -> tuple[Part, ...]:
    left = [Line(paper.number, CENTRE, size=layout.number)]
    if not paper.name:
        left.append(Line(paper.about, CENTRE, size=layout.agency, level=1))
    right = Line(paper.dated, CENTRE, italic=True, size=layout.number)
    return (
        head(paper, layout),
        TwoSides(Side(tuple(left)), Side((right,)), layout.head_split),
    )


def _block(block: Block, layout: Layout, *, space: int, language: str) -> tuple[Part, ...]:
    match block:
        case Heading():
            return (Line(block.text, bold=True, size=layout.text, space=max(8, space), level=2),)
        case Paragraph():
            return (Line(block.text, BOTH, size=layout.text, space=space, indent=True),)
        case Figures():
            caption = Line(block.caption, CENTRE, italic=True, size=layout.text, space=space + 4)
            grid = Grid(
                block.header,
                tuple(tuple(said(one, language) for one in row) for row in block.rows),
                block.widths,
                tuple(_align(block, nr) for nr in range(len(block.header))),
                block.height_mm,
            )
            return (caption, grid) if block.caption else (grid,)
    assert_never(block)


def said(value: Value, language: str) -> str:
    """A value as a table prints it: thousands apart, nothing where there is nothing.

    >>> said(12345, "vi"), said(12345, "en"), said(None, "vi"), said("?", "vi")
    ('12.345', '12,345', '', '?')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if language == "vi" else ",")
    return value


def _align(block: Figures, column: int) -> str:
    """A column with a number in it stands to the right."""
    return RIGHT if any(isinstance(row[column], int) for row in block.rows) else LEFT


def _foot(paper: Paper, layout: Layout) -> TwoSides:
    """Recipients beside the signature, or two signatures beside each other."""
    last = _signature(paper.signatures[-1], layout)
    if len(paper.signatures) == 2:
        return TwoSides(_signature(paper.signatures[0], layout), last)
    if not paper.recipients:
        return TwoSides(Side(()), last)
    rows = [
        f"- {one}{';' if nr < len(paper.recipients) else '.'}"
        for nr, one in enumerate(paper.recipients, start=1)
    ]
    left = (
        Line(paper.recipients_head, bold=True, italic=True, size=layout.recipients_head, space=12),
        *(Line(row, size=layout.recipients) for row in rows),
    )
    return TwoSides(Side(left), last)


def _signature(one: Signature, layout: Layout) -> Side:
    lines = [Line(one.above.upper(), CENTRE, bold=True, size=layout.text)] if one.above else []
    lines.append(Line(one.post.upper(), CENTRE, bold=True, size=layout.text))
    if one.note:
        lines.append(Line(one.note, CENTRE, italic=True, size=layout.text))
    lines.append(Line(one.name, CENTRE, bold=True, size=layout.text, space=SIGNED_ROOM))
    lines[0] = msgspec.structs.replace(lines[0], space=12)
    return Side(tuple(lines))


def tables(paper: Paper) -> tuple[Table, ...]:
    """The paper as sheets of a workbook: each table of figures, then the words as one column.

    Numbers stay numbers, so that they can be reckoned with. Raises NotAPaper at the first fault.
    """
    for code, field in faults(paper):
        raise NotAPaper(code, field)
    above = (paper.agency, paper.title)
    found = [
        Table(
            name=f"{nr}. {one.caption}",
            header=one.header,
            rows=one.rows,
            above=(*above, one.caption),
            widths=tuple(max(8, width) for width in one.widths),
        )
        for nr, one in enumerate(
            (block for block in paper.body if isinstance(block, Figures)), start=1
        )
    ]
    text = [(one.text,) for one in paper.body if not isinstance(one, Figures)]
    return (*found, Table(name=paper.narrative, header=(paper.title,), rows=text, widths=(100,)))
