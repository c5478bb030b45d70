"""A request for a visit after all its facts; it waits until somebody answers."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.places.served_facts import VisitAnswered, VisitRequested


class RequestState(msgspec.Struct, frozen=True):
    """asked: what was asked first; answer: the last answer, with the fact that told it."""

    subject: str
    asked: VisitRequested | None = None
    asked_on: str = ""
    asked_by: str = ""
    answer: VisitAnswered | None = None
    answered_on: str = ""
    answered_by: str = ""


class RequestFolder:
    """Folds `visit.requested` and `visit.answered`."""

    noun = "request"

    def start(self, subject: str) -> RequestState:
        """A request of which nothing is known."""
        return RequestState(subject)

    def step(self, state: RequestState, told: Told, telling: Telling) -> RequestState:
        """The request after one more fact; ids are random, so the first asking counts."""
        body = told.body
        if isinstance(body, VisitRequested):
            if state.asked is not None:
                return state
            return replace(state, asked=body, asked_on=told.on, asked_by=told.id)
        assert isinstance(body, VisitAnswered)  # no other kind is folded here
        differs = state.answer is not None and state.answer.answer != body.answer
        if differs and not telling.lineage.knew(told.id, state.answered_by):
            telling.disagree("request.answered_apart", state.answered_by, told.id)
        return replace(state, answer=body, answered_on=told.on, answered_by=told.id)


FOLDERS = (RequestFolder(),)
