"""Titles and copies of the demonstration, with real MARC records behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tusach.exchange.marc.reader import MARC21, reread
from tusach.exchange.marc.record import Field, record_of
from tusach.exchange.marc.view import view
from tusach.exchange.marc.writing import encoded
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules as catalogue
from tusach.library.profile.books import Book
from tusach.library.profile.profile import Profile
from tusach.library.profile.titles import SyntheticTitle, distinct_titles
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.demo.world import SeededRandom
from tusach.node.store.transaction import Transaction

LEADER = "00000nam a2200000 a 4500"
SOURCE = "TUSACH-DEMO"
AUDIENCES = {"child": "j", "young": "d", "adult": "e", "general": "g"}


class Stocked(msgspec.Struct, frozen=True):
    """A title of the demonstration: subject, Dewey number, audience."""

    title: str
    dewey: str
    audience: str


def records(profile: Profile, chance: SeededRandom, count: int) -> Iterator[tuple[bytes, str, str]]:
    """MARC records, with Dewey number and audience: the real books first, then synthetic ones."""
    marc = {one.code: one.marc for one in profile.province.languages}
    books = profile.books.books if profile.books else ()
    number = 0
    for book in books[:count]:
        number += 1
        yield _written(number, _book(book, marc), book.dewey, book.audience)
    if profile.titles is None or number >= count:
        return
    for made in distinct_titles(profile.titles, chance.draw, count=count - number):
        number += 1
        yield _written(number, _synthetic(made, marc), made.dewey, made.audience)


def describe(
    node: Node, transaction: Transaction, found: tuple[bytes, str, str], at: At
) -> Stocked:
    """A record told as a title."""
    raw, dewey, audience = found
    record = reread(raw, MARC21)
    assert not isinstance(record, str)
    body = view(record, sha256(raw), MARC21)
    subject = catalogue.title_subject(node.tenant, body)
    draft = catalogue.describe(subject, body, on=at.on, place=at.place, raw=raw)
    transaction.tell((draft,), at.by)
    return Stocked(subject, dewey, audience)


def register(
    node: Node, transaction: Transaction, titles: Sequence[Stocked], at: At
) -> list[tuple[str, Stocked]]:
    """One copy of each of these titles for a place; their subjects."""
    made = []
    for one in titles:
        new = NewCopy(
            title=one.title, call_number=one.dewey, location="", material=_material(node, at, one)
        )
        subject, drafts = copy_in(node, transaction, new, at)
        assert not isinstance(drafts, Refusal), drafts
        transaction.tell(drafts, at.by)
        made.append((subject, one))
    return made


def _material(node: Node, at: At, one: Stocked) -> str:
    kinds = {kind.code: kind for kind in node.profile.lending.material_kinds}
    place = {kind.code: kind for kind in node.profile.places.kinds}.get(node.place(at.place).kind)
    if place is not None and place.legal_stock and one.dewey.startswith("34"):
        return next((code for code, kind in kinds.items() if kind.legal_stock), "book")
    return "book" if "book" in kinds else next(iter(kinds))


def _written(number: int, fields: list[Field], dewey: str, audience: str) -> tuple[bytes, str, str]:
    head = (
        Field("001", "", (("", f"demo{number:06d}"),)),
        Field("003", "", (("", SOURCE),)),
    )
    raw = encoded(record_of(LEADER, (*head, *sorted(fields, key=lambda field: field.tag))))
    assert isinstance(raw, bytes), raw
    return raw, dewey, audience


def _book(book: Book, marc: dict[str, str]) -> list[Field]:
    year = str(book.first_published or "")
    fields = [_fixed("", book.audience, marc.get(book.languages[0], "und"))]
    if book.authors:
        fields.append(_data("100", "1 ", a=book.authors[0]))
    fields.append(_data("245", "10", a=book.title))
    fields += [_data("700", "1 ", a=name) for name in book.authors[1:]]
    fields += [_data("700", "1 ", a=name) for name in (*book.translators, *book.compilers)]
    if book.publisher:
        fields.append(_data("260", "  ", b=book.publisher))
    if year:
        fields.append(_data("500", "  ", a=f"{year}"))
    fields.append(_data("082", "04", a=book.dewey))
    fields += [_data("650", " 4", a=subject) for subject in book.subjects]
    return fields


def _synthetic(made: SyntheticTitle, marc: dict[str, str]) -> list[Field]:
    return [
        _fixed(str(made.year), made.audience, marc.get(made.language, "und")),
        _data("082", "04", a=made.dewey),
        _data("100", "1 ", a=made.author),
        _data("245", "10", a=made.title),
        _data("260", "  ", c=str(made.year)),
        _data("500", "  ", a="synthetic"),
        *(_data("650", " 4", a=subject) for subject in made.subjects),
    ]


def _fixed(year: str, audience: str, language: str) -> Field:
    date = f"s{year}    " if year else "n        "
    level = AUDIENCES.get(audience, " ")
    text = f"261123{date}vm     {level}      000 0 {language or 'und'} d"
    return Field("008", "", (("", f"{text:<40}"[:40]),))


def _data(tag: str, indicators: str, **subfields: str) -> Field:
    return Field(tag, indicators, tuple(subfields.items()))
