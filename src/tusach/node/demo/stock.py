"""Titles and copies of the demonstration, with real MARC records behind them."""

from __future__ import annotations

import contextlib
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
from tusach.library.profile.titles import (
    SYNTHETIC_SOURCE,
    SyntheticTitle,
    TitleWords,
    TooFewWords,
    distinct_titles,
)
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.demo.world import SeededRandom
from tusach.node.store.transaction import Transaction

LEADER = "00000nam a2200000 a 4500"
SOURCE = "TUSACH-DEMO"


class Stocked(msgspec.Struct, frozen=True):
    """A title of the demonstration: subject, Dewey number, audience."""

    title: str
    dewey: str
    audience: str


def records(profile: Profile, chance: SeededRandom, count: int) -> Iterator[tuple[bytes, str, str]]:
    """MARC records, with Dewey number and audience: the real books first, then synthetic ones.

    Fewer than `count` where the profile's words give no more.
    """
    codes = _Codes(
        languages={one.code: one.marc for one in profile.province.languages},
        audiences={one.code: one.marc for one in profile.shelving.audiences},
    )
    books = profile.books.books if profile.books else ()
    number = 0
    for book in books[:count]:
        number += 1
        yield _written(number, SOURCE, _book(book, codes)), book.dewey, book.audience
    if profile.titles is None or number >= count:
        return
    for made in _as_many(profile.titles, chance, count=count - number):
        number += 1
        yield _written(number, SYNTHETIC_SOURCE, _synthetic(made, codes)), made.dewey, made.audience


def _as_many(words: TitleWords, chance: SeededRandom, *, count: int) -> Iterator[SyntheticTitle]:
    """`count` titles, or all that the words give."""
    with contextlib.suppress(TooFewWords):
        yield from distinct_titles(words, chance.draw, count=count)


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


def _written(number: int, source: str, fields: list[Field]) -> bytes:
    head = (
        Field("001", "", (("", f"demo{number:06d}"),)),
        Field("003", "", (("", source),)),
    )
    raw = encoded(record_of(LEADER, (*head, *sorted(fields, key=lambda field: field.tag))))
    assert isinstance(raw, bytes), raw
    return raw


class _Codes(msgspec.Struct, frozen=True):
    """The profile's own codes of languages and audiences, as MARC writes them."""

    languages: dict[str, str]
    audiences: dict[str, str]

    def fixed(self, year: str, *, audience: str, language: str) -> Field:
        """Field 008, with date, audience and language."""
        date = f"s{year}    " if year else "n        "
        level = self.audiences.get(audience, " ")
        code = self.languages.get(language) or "und"
        text = f"261123{date}vm     {level}      000 0 {code} d"
        return Field("008", "", (("", f"{text:<40}"[:40]),))

    def spoken(self, languages: Sequence[str]) -> list[Field]:
        """Field 041, where there is more to say than 008 can: several, or one without a code."""
        if len(languages) == 1 and len(languages[0]) == 2:
            return []
        if all(len(one) == 2 for one in languages):
            found = tuple(("a", self.languages.get(one) or "und") for one in languages)
            return [Field("041", "1 ", found)]
        # MARC has no code for some: then all of them by ISO 639-3.
        found = tuple(("a", self.languages[one] if len(one) == 2 else one[:3]) for one in languages)
        return [Field("041", " 7", (*found, ("2", "iso639-3")))]


def _book(book: Book, codes: _Codes) -> list[Field]:
    year = str(book.first_published or "")
    fields = [codes.fixed("", audience=book.audience, language=book.languages[0])]
    fields += codes.spoken(book.languages)
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


def _synthetic(made: SyntheticTitle, codes: _Codes) -> list[Field]:
    return [
        codes.fixed(str(made.year), audience=made.audience, language=made.language),
        *codes.spoken((made.language,)),
        _data("082", "04", a=made.dewey),
        _data("100", "1 ", a=made.author),
        _data("245", "10", a=made.title),
        _data("260", "  ", c=str(made.year)),
        _data("500", "  ", a="synthetic"),
        *(_data("650", " 4", a=subject) for subject in made.subjects),
    ]


def _data(tag: str, indicators: str, **subfields: str) -> Field:
    return Field(tag, indicators, tuple(subfields.items()))
