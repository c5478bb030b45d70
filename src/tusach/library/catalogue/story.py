"""A title after all its descriptions: the last one counts, every record ever kept is named."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.catalogue.facts import TitleDescribed


class TitleState(msgspec.Struct, frozen=True):
    """described: the description that counts; described_by: its fact. records: blobs, in order."""

    subject: str
    described: TitleDescribed | None = None
    described_by: str | None = None
    described_on: str | None = None
    records: tuple[str, ...] = ()


class TitleFolder:
    """Folds `title.described`."""

    noun = "title"

    def start(self, subject: str) -> TitleState:
        """A title that nobody has described."""
        return TitleState(subject)

    def step(self, state: TitleState, told: Told, telling: Telling) -> TitleState:
        """The title as described last; two who did not know of each other are shown."""
        body = told.body
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


FOLDERS = (TitleFolder(),)
