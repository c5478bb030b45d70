"""Is this description new, a new description of a known title, or already there?

A title's subject is derived from its control number and source (001 + 003), else from the bytes of
its record: importing a file twice, or on two nodes, speaks of the same titles.
Source: spec/wire.md, derived ids; docs/decisions/0001.
"""

from __future__ import annotations

from tusach.ledger.draft import Draft
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.folding import fold
from tusach.library.catalogue.story import TitleState

LETTERS_LOST = "text.bytes_replaced"
"""The note of a description some of whose bytes had no meaning."""


def title_subject(tenant: str, body: TitleDescribed) -> str:
    """The subject of the title that a description speaks of.

    >>> title_subject("04", TitleDescribed(record="ab" * 32, format="marc21", title="A"))
    '9d7b07d7364a16c0864bbf6a8d91f25c'
    """
    if body.control:
        return control_subject(tenant, body.source, body.control)
    return record_subject(tenant, body)


def control_subject(tenant: str, source: str, control: str) -> str:
    """The subject of the title with this control number (001) of this source (003).

    Zero bytes, which damaged records hold, are read as blanks.
    """
    return derived(tenant, "title", f"{source}\n{control}".replace("\0", " "))


def record_subject(tenant: str, body: TitleDescribed) -> str:
    """The subject of a title that is known by nothing but its record's bytes."""
    return derived(tenant, "record", body.record)


def is_present(state: TitleState, body: TitleDescribed) -> bool:
    """Whether these very bytes are what counts now; what was described over is not present."""
    return state.described is not None and state.described.record == body.record


def was_described(state: TitleState, body: TitleDescribed) -> bool:
    """Whether these very bytes were told of this title before, whatever counts now.

    A file may hold two records of one title. Brought in again, the earlier of them says nothing
    new: it was described over by the later one, which is still to come in the same file.
    """
    return body.record in state.records


def is_worse(state: TitleState, body: TitleDescribed) -> bool:
    """Whether letters were lost in this description and not in the one that counts."""
    here = state.described
    return here is not None and LETTERS_LOST in body.notes and LETTERS_LOST not in here.notes


def is_stranger(state: TitleState, body: TitleDescribed) -> bool:
    """Whether a control number without a source speaks of an evidently different title.

    Local numbers of two catalogues collide; then the record becomes a title of its own, for review,
    and is never laid over the other one.
    """
    if body.source or state.described is None:
        return False
    # A word that lost a letter says nothing of another title.
    words = " ".join(word for word in body.title.split() if "\ufffd" not in word)
    ours, theirs = set(fold(state.described.title).split()), set(fold(words).split())
    return bool(ours and theirs) and not ours & theirs


def describe(
    subject: str,
    body: TitleDescribed,
    *,
    on: str,
    place: str | None,
    raw: bytes | None,
) -> Draft:
    """The wish to tell this description; raw: the record's bytes, None where already kept."""
    return Draft(
        kind="title.described/1",
        subject=subject,
        scope=scopes.CATALOGUE,
        on=on,
        place=place,
        body=body,
        blobs=() if raw is None else (raw,),
    )
