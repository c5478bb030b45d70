"""`books.json`: real, well-known books; a field of which nobody is sure stays empty."""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import LanguageCode, Part, Provenance, Slug
from tusach.library.profile.shelving import Dewey

Year = Annotated[int, Meta(ge=1000, le=2026)]


class Book(Part, frozen=True, kw_only=True):
    """One work as a library would list it.

    authors: in direct order, family name first where the author's language does so; empty where
    there is none (folk works, laws of a body name the body).  languages: first the main one.
    first_published: year of the first publication of the work, only where sure.
    local: speaks of this province or of its peoples' lore; never weeded.
    There is no ISBN on purpose: none was checked.
    """

    title: str
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    compilers: tuple[str, ...] = ()
    original_title: str = ""
    publisher: str = ""
    first_published: Year | None = None
    subjects: Annotated[tuple[str, ...], Meta(min_length=1, max_length=5)]
    dewey: Dewey
    audience: Slug
    languages: Annotated[tuple[LanguageCode, ...], Meta(min_length=1)]
    original_language: LanguageCode | None = None
    kind: Slug
    local: bool = False


class Books(Part, frozen=True, kw_only=True):
    """The file `books.json`."""

    books: tuple[Book, ...]
    provenance: Provenance
