"""The story of a stream."""

from tests.ledger.lamp import FOLDERS, Scribe

from tusach.ledger.opened import StreamState, corrections
from tusach.ledger.order import Held, Span
from tusach.ledger.story import Story


def fold(scribe: Scribe, *more: Held) -> Story:
    first = scribe.links[0]
    return FOLDERS.fold(scribe.stream, [Held(first.id, first.fact), *more])


def mend(hub: Scribe, van: Scribe, stream: str, *, first: int, last: int, delta_ms: int) -> Held:
    body = {"stream": stream, "first": first, "last": last, "delta_ms": delta_ms}
    return hub.tell("clock.corrected/1", body, subject=van.stream)


def test_a_stream_knows_who_opened_it() -> None:
    van = Scribe(1)
    state = fold(van).state
    assert state.opened.installation == van.key.hex()
    assert state.opened.scope == van.scope
    assert state.spans == ()
    assert corrections([state]) == {}


def test_mended_clocks_are_gathered_and_can_be_undone() -> None:
    hub, van = Scribe(0, scope="control"), Scribe(1)
    one = mend(hub, van, van.stream, first=2, last=5, delta_ms=-10)
    two = mend(hub, van, van.stream, first=9, last=9, delta_ms=4)
    story = fold(van, one, two)
    assert set(story.state.spans) == {Span(2, 5, -10), Span(9, 9, 4)}
    assert corrections([story.state]) == {van.stream: story.state.spans}
    undone = fold(van, one, two, hub.void(one, subject=van.stream))
    assert undone.state.spans == (Span(9, 9, 4),)


def test_a_clock_is_mended_on_its_own_stream_only() -> None:
    hub, van = Scribe(0, scope="control"), Scribe(1)
    story = fold(van, mend(hub, van, hub.stream, first=1, last=1, delta_ms=1))
    assert story.state.spans == ()
    assert "ValueError: the corrected stream" in story.dead[0][1]


def test_a_lamp_does_not_burn_in_a_stream() -> None:
    van = Scribe(1)
    story = fold(van, van.light(subject=van.stream))
    assert "TypeError: lamp.lit/1 is no fact of a stream" in story.dead[0][1]
    assert isinstance(story.state, StreamState)
