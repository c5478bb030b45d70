"""A title after all its descriptions: the last one counts, every record ever kept is named.

A law likewise: as described last; two who did not know of each other are shown where they differ.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.catalogue.facts import LawDescribed, TitleDescribed, TitleLawsSet


class TitleState(msgspec.Struct, frozen=True):
    """described: the description that counts; described_by: its fact. records: blobs, in order.

    laws: subjects of the laws whose text it holds.
    """

    subject: str
    described: TitleDescribed | None = None
    described_by: str | None = None
    described_on: str | None = None
    records: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


class LawState(msgspec.Struct, frozen=True):
    """described: as it stands now; described_by: the fact that says so."""

    subject: str
    described: LawDescribed | None = None
    described_by: str | None = None

    def is_expired(self, on: str) -> bool:
        """Whether it is known to be in force no more on a day."""
        said = self.described
        return said is not None and said.expired_on is not None and said.expired_on <= on


class TitleFolder:
    """Folds `title.described` and `title.laws_set`."""

    noun = "title"

    def start(self, subject: str) -> TitleState:
        """A title that nobody has described."""
        return TitleState(subject)

    def step(self, state: TitleState, told: Told, telling: Telling) -> TitleState:
        """The title as described last; two who did not know of each other are shown."""
        body = told.body
        if isinstance(body, TitleLawsSet):
            return replace(state, laws=tuple(sorted(set(body.laws))))
        if not isinstance(body, TitleDescribed):
            return state
        earlier = state.described_by
        if (
            earlier is not None
            and state.described is not None
            and state.described.record != body.record
            and not telling.lineage.knew(told.id, earlier)
        ):
            telling.disagree("title.described_apart", earlier, told.id)
        known = body.record in state.records
        return replace(
            state,
            described=body,
            described_by=told.id,
            described_on=told.on,
            records=state.records if known else (*state.records, body.record),
        )


class LawFolder:
    """Folds `law.described`."""

    noun = "law"

    def start(self, subject: str) -> LawState:
        """A law of which nothing is known."""
        return LawState(subject)

    def step(self, state: LawState, told: Told, telling: Telling) -> LawState:
        """The law as described last."""
        body = told.body
        if not isinstance(body, LawDescribed):
            return state
        earlier = state.described_by
        if (
            earlier is not None
            and state.described != body
            and not telling.lineage.knew(told.id, earlier)
        ):
            telling.disagree("law.described_apart", earlier, told.id)
        return replace(state, described=body, described_by=told.id)


FOLDERS = (TitleFolder(), LawFolder())
