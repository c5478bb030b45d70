"""The facts about titles: how one is described now, which laws it holds; and about those laws.

The whole record as it came is a blob; the fact holds its hash and the view that pages and search
need. A meaning here never changes: a new field waits for `title.described/2`.
"""

from __future__ import annotations

import msgspec

from tusach.library.shapes import Day, Id


class TitleDescribed(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """Body of `title.described/1`: this is how the title is described now.

    record: SHA-256, in hex, of the raw record, a blob in the ledger's file.
    format: how to read that blob: `marc21`, `marcxml`, `list` (a row of a library's own list) or
    `typed` (entered by hand).
    title: 245 $a $n $p, empty when the record has none. All text is NFC with its marks in order.
    control, source: 001 and 003, as given.
    authors: as given, without the punctuation that only separates fields (100 110 111 700 710
    711). year: of publication, 1000 to 2100, or None.
    isbns: 13 digits with a right check digit; isbns_as_given: the texts that have none.
    languages: BCP 47 (`vi`, `tyz`, `nut`, `hmn`, `ium`), from 041, else 008/35-37.
    kind: `book serial map audio video picture music computer kit mixed other`.
    audience: `child`, `young`, `adult`, `general`, or empty where unknown (008/22).
    notes: codes of what was mended or doubted, e.g. `marks.reordered`, `text.tcvn3`, `isbn.wrong`.
    Source: MARC 21 Format for Bibliographic Data.
    """

    record: str
    format: str
    title: str
    control: str = ""
    source: str = ""
    subtitle: str = ""
    responsibility: str = ""
    edition: str = ""
    extent: str = ""
    series: str = ""
    summary: str = ""
    publisher: str = ""
    published_at: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    isbns: tuple[str, ...] = ()
    isbns_as_given: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    dewey: str = ""
    languages: tuple[str, ...] = ()
    kind: str = "book"
    audience: str = ""
    notes: tuple[str, ...] = ()


class TitleLawsSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """laws: subjects of the laws whose text this title holds, sorted; empty = of none.

    Of the title and not of a copy: a law ends for every copy everywhere on the same day.
    """

    laws: tuple[Id, ...]


class LawDescribed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A law, decree or circular as it stands now. number: as printed, `46/2019/QH14`.

    name: its official name. in_force_on: first day of force, expired_on: first day on which it is
    not in force any more, None = not known, or not said to have ended. ended_by: number of what
    took its place.
    """

    number: str
    name: str = ""
    in_force_on: Day | None = None
    expired_on: Day | None = None
    ended_by: str = ""
