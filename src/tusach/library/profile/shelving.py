"""`shelving.json`: words for the hundreds of the Dewey classes, and for audiences."""

from typing import Annotated

from msgspec import Meta

from tusach.library.profile.parts import Part, Slug, Wording

Dewey = Annotated[str, Meta(pattern=r"^[0-9]{3}(\.[0-9]{1,10})?$")]
"""A class number of three digits, with more after a point where they are sure."""


class Hundred(Part, frozen=True, kw_only=True):
    """One of the ten main classes, in short words of our own."""

    first: Annotated[str, Meta(pattern=r"^[0-9]00$")]
    names: Wording


class Audience(Part, frozen=True, kw_only=True):
    """For whom a book is.  marc: the code of MARC 008, position 22."""

    code: Slug
    names: Wording
    marc: Annotated[str, Meta(pattern=r"^[ a-j]$")]


class Shelving(Part, frozen=True, kw_only=True):
    """The file `shelving.json`."""

    hundreds: Annotated[tuple[Hundred, ...], Meta(min_length=10, max_length=10)]
    audiences: Annotated[tuple[Audience, ...], Meta(min_length=1)]
