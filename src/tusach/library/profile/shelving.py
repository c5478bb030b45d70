"""`shelving.json`: words for the hundreds of the Dewey classes, audiences, call numbers, labels."""

from typing import Annotated, Literal

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


class RhymeNumber(Part, frozen=True, kw_only=True):
    """The number of a rhyme in a table of author marks.  rhyme: without its tone, lower case."""

    rhyme: Annotated[str, Meta(min_length=1, max_length=6)]
    number: Annotated[int, Meta(ge=1, le=9999)]


class MarkScheme(Part, frozen=True, kw_only=True):
    """How the second line of a call number is made.

    kind: `letters` takes the first letters of a word without any marks; `rhymes` takes the onset of
    its first syllable and the number of its rhyme, tones left out, from a table; where the table
    has no such rhyme, the letters.  letters: how many.  word: which word of an author's name counts
    (titles: always the first).  title_letter: the first letter of the title's second word is added
    where the title itself is marked.  onsets: what may begin a syllable, the longest first.
    """

    kind: Literal["letters", "rhymes"]
    letters: Annotated[int, Meta(ge=1, le=5)] = 3
    word: Literal["first", "last"] = "first"
    title_letter: bool = False
    onsets: tuple[str, ...] = ()
    rhymes: tuple[RhymeNumber, ...] = ()
    source: str = ""


class LabelSheet(Part, frozen=True, kw_only=True):
    """A sheet of labels, A4 upright; all lengths in tenths of a millimetre, margins are equal."""

    code: Slug
    names: Wording
    columns: Annotated[int, Meta(ge=1, le=20)]
    rows: Annotated[int, Meta(ge=1, le=40)]
    width: Annotated[int, Meta(ge=100, le=2100)]
    height: Annotated[int, Meta(ge=80, le=2970)]
    gap_x: Annotated[int, Meta(ge=0, le=300)] = 0
    gap_y: Annotated[int, Meta(ge=0, le=300)] = 0


class ColourBand(Part, frozen=True, kw_only=True):
    """A coloured strip on the spine, with its word; the first that fits is taken.

    audience: as titles have it, None = any.  first: first digit of the class, None = any.
    """

    names: Wording
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")]
    audience: Literal["child", "young", "adult", "general"] | None = None
    first: Annotated[str, Meta(pattern=r"^[0-9]$")] | None = None


class Shelving(Part, frozen=True, kw_only=True):
    """The file `shelving.json`."""

    hundreds: Annotated[tuple[Hundred, ...], Meta(min_length=10, max_length=10)]
    audiences: Annotated[tuple[Audience, ...], Meta(min_length=1)]
    marks: MarkScheme = MarkScheme(kind="letters")
    label_sheets: tuple[LabelSheet, ...] = ()
    colours: tuple[ColourBand, ...] = ()
