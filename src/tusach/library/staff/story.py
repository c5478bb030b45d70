"""Posts of a staff member after all facts."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from tusach.ledger.kind import LIBRARIAN
from tusach.ledger.story import Telling, Told
from tusach.library.staff import facts

PERSON_ERASED = "person.erased/1"
"""Of the readers' folder, which stands beside this one: known here by its name only."""


class Post(msgspec.Struct, frozen=True):
    """A role at a place, dates inclusive; valid_until None = until further notice."""

    fact: str
    role: str
    place: str
    valid_from: str
    valid_until: str | None

    def holds(self, on: str) -> bool:
        """Whether the post is held on a date."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


class StaffState(msgspec.Struct, frozen=True):
    """A staff member. named: commitment of the private part with the name, or None.

    parts: every commitment ever told; all of them are to be gone once erased_on is set.
    """

    subject: str
    posts: tuple[Post, ...] = ()
    named: str | None = None
    parts: tuple[str, ...] = ()
    erased_on: str | None = None

    def roles(self, on: str, place: str | None) -> frozenset[str]:
        """The roles held on a date that reach a place: wide roles reach all, librarians their own.

        place None: a role anywhere counts.
        """
        return frozenset(
            post.role
            for post in self.posts
            if post.holds(on) and (place is None or post.role != LIBRARIAN or post.place == place)
        )


class StaffFolder:
    """Folds `staff.*`."""

    noun = "staff"

    def start(self, subject: str) -> StaffState:
        """A person without a post."""
        return StaffState(subject)

    def step(self, state: StaffState, told: Told, telling: Telling) -> StaffState:
        """The staff member after one more fact."""
        body = told.body
        if isinstance(body, facts.StaffAppointed):
            post = Post(told.id, body.role, body.place, body.valid_from, body.valid_until)
            return replace(state, posts=(*state.posts, post))
        if isinstance(body, facts.StaffEnded):
            return replace(state, posts=tuple(_ended(post, body) for post in state.posts))
        if isinstance(body, facts.StaffNamed):
            committed = told.held.fact.commitment
            parts = state.parts if committed is None else (*state.parts, committed)
            named = committed if state.erased_on is None else None
            return replace(state, named=named, parts=parts)
        if told.kind == PERSON_ERASED:
            return replace(state, named=None, erased_on=told.on)
        return state


def _ended(post: Post, body: facts.StaffEnded) -> Post:
    if (post.role, post.place) != (body.role, body.place):
        return post
    until = min(filter(None, (post.valid_until, body.last_on)))
    return replace(post, valid_until=until)


FOLDERS = (StaffFolder(),)
