"""One field takes anything: a card, a copy, an ISBN, a name. What was meant is found out here."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from tusach.ledger.ident import derived
from tusach.library.catalogue.folding import fold
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.library.crates.facts import crate_subject
from tusach.library.places.codes import COPY, CRATE, READER, SHEET, is_printed_code, kind_of
from tusach.library.places.struck import as_struck, is_rewritten
from tusach.library.readers.visiting import is_visitor_text
from tusach.library.sheets.rules import sheet_subject
from tusach.node.acts.node import Node
from tusach.node.acts.persons import main_of

LONGEST = 10_000
MOST_NAMES = 20
ISBN_DIGITS, ISBN_BEGINS = 13, ("978", "979")


class CopyMeant(msgspec.Struct, frozen=True, tag="copy"):
    """A copy, by its subject."""

    copy: str


class ReaderMeant(msgspec.Struct, frozen=True, tag="reader"):
    """A reader, by id."""

    reader: str


class TitlesMeant(msgspec.Struct, frozen=True, tag="titles"):
    """Titles with this ISBN, by subject."""

    isbn: str
    titles: tuple[str, ...]


class NamesMeant(msgspec.Struct, frozen=True, tag="names"):
    """Readers whose names fit, best first; more: there are others."""

    words: str
    readers: tuple[str, ...]
    more: bool = False


class SheetMeant(msgspec.Struct, frozen=True, tag="sheet"):
    """A printed month sheet, by its subject."""

    sheet: str


class CrateMeant(msgspec.Struct, frozen=True, tag="crate"):
    """A crate, by its subject; perhaps nobody here knows it yet, though it stands here."""

    crate: str


class NothingMeant(msgspec.Struct, frozen=True, tag="nothing"):
    """Nothing fits. why: empty, half_read, rewritten, wrong_isbn …; text: as it came, cut."""

    why: str
    text: str


class GuestMeant(msgspec.Struct, frozen=True, tag="guest"):
    """The back of a card of another place, as it was scanned: not read yet."""

    text: str


Meant = (
    GuestMeant
    | CopyMeant
    | ReaderMeant
    | TitlesMeant
    | NamesMeant
    | SheetMeant
    | CrateMeant
    | NothingMeant
)

_SPACES = re.compile(r"\s+")


def meant(node: Node, text: str, *, place: str | None = None) -> Meant:
    """What a person or a scanner put into the one field. place: whose readers may be named."""
    plain = _SPACES.sub(" ", text[:LONGEST]).strip()
    if not plain:
        return NothingMeant("empty", "")
    if is_visitor_text(plain):
        return GuestMeant(plain)
    joined = plain.replace(" ", "").replace("-", "")
    found = _by_code(node, plain, joined)
    if found is not None:
        return found
    isbn = valid_isbn13(joined)
    if isbn is not None:
        titles = titles_with_isbn(node, isbn)
        if titles:
            return TitlesMeant(isbn, titles)
        return NothingMeant("unknown_isbn", isbn)
    if joined.isascii() and joined.isdigit():
        if len(joined) == ISBN_DIGITS and joined.startswith(ISBN_BEGINS):
            return NothingMeant("wrong_isbn", joined)
        half = 5 <= len(joined) <= 13
        return NothingMeant("half_read" if half else "unknown_code", plain[:60])
    readers = readers_named(node, plain, place=place)
    if readers:
        return NamesMeant(plain[:200], tuple(readers[:MOST_NAMES]), len(readers) > MOST_NAMES)
    bent = any(one.isdigit() for one in plain) and any(map(is_rewritten, plain))
    return NothingMeant("rewritten" if bent and " " not in plain else "unknown", plain[:60])


def _by_code(node: Node, plain: str, joined: str) -> Meant | None:
    if is_printed_code(joined):
        if kind_of(joined) == READER:
            reader = reader_of_card(node, joined)
            return ReaderMeant(reader) if reader else NothingMeant("unknown_card", joined)
        if kind_of(joined) == COPY:
            copy = copy_of_code(node, joined)
            return CopyMeant(copy) if copy else NothingMeant("unknown_copy", joined)
        if kind_of(joined) == CRATE:
            return CrateMeant(crate_subject(node.tenant, joined))
        if kind_of(joined) == SHEET:
            sheet = sheet_subject(node.tenant, joined)
            is_known = node.store.state(sheet, "sheet").printed is not None
            return SheetMeant(sheet) if is_known else NothingMeant("unknown_sheet", joined)
    copy = copy_of_code(node, plain) or (copy_of_code(node, joined) if joined != plain else None)
    if copy:
        return CopyMeant(copy)
    reader = reader_of_card(node, plain)
    return ReaderMeant(reader) if reader else _by_struck_code(node, plain)


def _by_struck_code(node: Node, plain: str) -> Meant | None:
    """What bears the one number that an input method made something else of; None where several."""
    found: set[Meant] = set()
    for struck in as_struck(plain):
        copy, reader = copy_of_code(node, struck), reader_of_card(node, struck)
        found |= {CopyMeant(copy)} if copy else set()
        found |= {ReaderMeant(reader)} if reader else set()
    return found.pop() if len(found) == 1 else None


def copy_subject(tenant: str, code: str, *, owner: str | None = None) -> str:
    """The subject of a copy: by its printed code; older numbers are unique within their owner."""
    return derived(tenant, "copy", f"{owner}/{code}" if owner else code)


def copy_of_code(node: Node, code: str) -> str | None:
    """The copy with this code or accession number; None where none or several fit."""
    if is_printed_code(code):
        subject = copy_subject(node.tenant, code)
        if node.store.story(subject).held:
            return subject
    rows = node.store.query(
        "SELECT subject FROM copy WHERE tenant = ? AND code = ? LIMIT 2", (node.tenant, code)
    ) or node.store.query(
        "SELECT subject FROM copy WHERE tenant = ? AND accession = ? LIMIT 2", (node.tenant, code)
    )
    return rows[0][0] if len(rows) == 1 else None


def reader_of_card(node: Node, number: str) -> str | None:
    """The reader who holds this card now; an ended card opens nothing.

    Several registrations of one person are the one that was kept.
    """
    rows = node.store.vault.query(
        "SELECT DISTINCT reader FROM card WHERE number = ? AND ended = 0 LIMIT 9", (number,)
    )
    if len(rows) < 2:
        return rows[0][0] if rows else None
    return main_of(node, [row[0] for row in rows])


def titles_with_isbn(node: Node, isbn: str) -> tuple[str, ...]:
    """Titles that bear this ISBN (13 digits), from the search index."""
    answer = node.search.search(isbn, limit=10)
    found = []
    for hit in answer.hits:
        said = node.store.state(hit.title_id, "title").described
        if said is not None and isbn in said.isbns:
            found.append(hit.title_id)
    return tuple(found)


def readers_named(node: Node, words: str, *, place: str | None) -> list[str]:
    """Readers of a place (None: of all) whose names hold all the words, marks forgiven.

    A scan in memory: names never lie in a search file. Exact marks and word starts come first.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    plain = words.casefold()
    ranked = []
    for reader, name, folded, home in _names(node):
        if place is not None and home != place:
            continue
        parts = folded.split()
        if all(any(part.startswith(word) for part in parts) for word in wanted):
            whole = sum(word in parts for word in wanted)
            exact = plain in name.casefold()
            ranked.append((not exact, -whole, len(parts), name, reader))
    ranked.sort()
    return [row[-1] for row in ranked]


def _names(node: Node) -> Sequence[tuple[str, str, str, str]]:
    vault = node.store.vault
    kept = getattr(node, "_names_kept", None)
    version = vault.version
    if kept is None or kept[0] != version:
        rows = vault.query("SELECT reader, name, folded, place FROM reader_name")
        kept = (version, rows)
        node._names_kept = kept  # type: ignore[attr-defined]
    found: Sequence[tuple[str, str, str, str]] = kept[1]
    return found
