"""Vectors: what each side lacks, and where two streams part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.ident import sha256
from tusach.ledger.stream import Head
from tusach.ledger.vector import (
    SUM,
    Comparison,
    Fork,
    Mark,
    Want,
    bucket_of,
    compare,
    digest,
    fault_of,
    state,
    vector,
    weight,
)

STREAMS = ["0a" * 16, "0b" * 16, "0c" * 16, "0d" * 16]
Node = dict[str, list[str]]
"""By stream, the full hash of each fact."""


def branch(stream: str, length: int, *, parts_at: int = 99) -> list[str]:
    return [
        sha256(f"{stream}{number}{'fork' if number >= parts_at else ''}".encode())
        for number in range(1, length + 1)
    ]


def heads_of(node: Node) -> list[Head]:
    return [
        Head(stream, len(facts), facts[-1] if facts else "0" * 64) for stream, facts in node.items()
    ]


def met(mine: Node, theirs: Node) -> Comparison:
    def my_hash(stream: str, number: int) -> str | None:
        facts = mine.get(stream, [])
        return facts[number - 1] if 0 < number <= len(facts) else None

    return compare(vector(heads_of(mine)), vector(heads_of(theirs)), my_hash)


lengths = st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 5))


@given(lengths, lengths)
def test_each_side_is_offered_exactly_what_it_lacks(
    mine: dict[str, int], theirs: dict[str, int]
) -> None:
    here = {stream: branch(stream, length) for stream, length in mine.items()}
    there = {stream: branch(stream, length) for stream, length in theirs.items()}
    found = met(here, there)
    assert found.forks == ()

    def numbers(wants: tuple[Want, ...]) -> set[tuple[str, int]]:
        return {
            (want.stream, number) for want in wants for number in range(want.first, want.last + 1)
        }

    held = {(stream, number + 1) for stream, facts in here.items() for number in range(len(facts))}
    others = {
        (stream, number + 1) for stream, facts in there.items() for number in range(len(facts))
    }
    assert numbers(found.i_lack) == others - held
    assert numbers(found.they_lack) == held - others
    other_way = met(there, here)
    assert (other_way.i_lack, other_way.they_lack) == (found.they_lack, found.i_lack)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))
def test_a_fork_is_seen_by_whoever_holds_the_other_head(
    mine: int, theirs: int, parts_at: int
) -> None:
    stream = STREAMS[0]
    here = {stream: branch(stream, mine)}
    there = {stream: branch(stream, theirs, parts_at=parts_at)}
    found = met(here, there)
    common = min(mine, theirs)
    if parts_at > common or theirs > mine:
        assert found.forks == ()
    else:
        assert found == Comparison(
            (), (), (Fork(stream, theirs, here[stream][theirs - 1][:16], there[stream][-1][:16]),)
        )
    if parts_at <= common:  # one of the two sees it in the first exchange
        assert found.forks or met(there, here).forks


def test_a_head_that_is_not_held_any_more_proves_no_fork() -> None:
    stream = STREAMS[0]
    mine = [Mark(stream, 5, "0" * 16)]
    assert compare(mine, [Mark(stream, 3, "1" * 16)], lambda *_: None) == Comparison(
        (), (Want(stream, 4, 5),), ()
    )
    assert compare(mine, [Mark(stream, 5, "1" * 16)], lambda *_: None).forks == (
        Fork(stream, 5, "0" * 16, "1" * 16),
    )


def test_a_vector_is_sorted_and_leaves_empty_streams_out() -> None:
    marks = vector([Head("0b" * 16, 2, "b" * 64), Head("0c" * 16), Head("0a" * 16, 1, "a" * 64)])
    assert marks == (Mark("0a" * 16, 1, "a" * 16), Mark("0b" * 16, 2, "b" * 16))
    assert fault_of(marks) is None
    assert fault_of(()) is None


@pytest.mark.parametrize(
    "marks",
    [
        [Mark("0a", 1, "0" * 16)],
        [Mark("0a" * 16, 0, "0" * 16)],
        [Mark("0a" * 16, -3, "0" * 16)],
        [Mark("0a" * 16, 2**53, "0" * 16)],
        [Mark("0a" * 16, 1, "0" * 15)],
        [Mark("0a" * 16, 1, "0" * 16), Mark("0a" * 16, 2, "0" * 16)],
        [Mark("0b" * 16, 1, "0" * 16), Mark("0a" * 16, 2, "0" * 16)],
    ],
)
def test_a_malformed_vector_says_why(marks: list[Mark]) -> None:
    assert fault_of(marks)


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_a_digest_is_of_the_set_alone(one: list[int], other: list[int]) -> None:
    def of(numbers: list[int]) -> str:
        return digest([sha256(b"%d" % number) for number in numbers])

    assert (of(one) == of(other)) == (set(one) == set(other))


@given(st.lists(st.integers(1, 9), min_size=1), st.lists(st.integers(0, 9)))
def test_one_stream_that_grows_moves_the_state_by_its_own_weight(
    before: list[int], after: list[int]
) -> None:
    def heads(numbers: list[int]) -> list[Head]:
        return [Head(f"{nr:02x}" * 16, n, sha256(b"%d" % n)) for nr, n in enumerate(numbers)]

    now = [max(pair) for pair in zip(before, after, strict=False)] + before[len(after) :]
    moved = sum(weight(one) for one in heads(before))
    for old, new in zip(heads(before), heads(now), strict=True):
        moved = (moved - weight(old) + weight(new)) % SUM
    assert state(moved) == state(sum(weight(one) for one in heads(now)))
    assert (state(moved) == state(sum(weight(one) for one in heads(before)))) == (now == before)


def test_nothing_has_the_empty_state() -> None:
    assert state(0) == state(weight(Head("0a" * 16))) == b""
    assert len(state(weight(Head("0a" * 16, 1, "0" * 64)))) == 16
    assert [bucket_of("00" * 16), bucket_of("ff" * 16)] == [0, 255]
