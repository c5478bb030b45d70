"""A PDF that comes back from a signing tool: the same paper, something added, or no such file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.exchange.documents.signed_pdf import (
    MOST_ENDS,
    NotSigned,
    SignedPdf,
    beginnings,
    looked_at,
)
from tusach.ledger.ident import sha256

PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF"


def signed(paper: bytes, *, contents: bytes = b"30820a", more: bytes = b"") -> bytes:
    """The paper with an incremental update behind it that holds a signature of the whole file."""
    head = paper + b"\n9 0 obj\n<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange ["
    room = b"<" + contents + b"0" * 20 + b">"
    tail = b">>\nendobj\nstartxref\n99\n%%EOF\n"
    wide = 40
    below = len(head) + wide + len(b"]/Contents ")
    above = below + len(room)
    told = f"0 {below} {above} {len(tail)}".encode().ljust(wide)
    return head + told + b"]/Contents " + room + tail + more


def test_a_signed_paper_begins_with_the_paper_and_has_a_signature() -> None:
    raw = signed(PAPER)
    assert looked_at(raw) == SignedPdf(signatures=1, revisions=2, is_whole=True)
    assert sha256(PAPER) in set(beginnings(raw))
    assert looked_at(PAPER) == SignedPdf(signatures=0, revisions=1, is_whole=False)


@pytest.mark.parametrize("line_end", [b"", b"\n", b"\r", b"\r\n"])
def test_whatever_ends_the_last_line_of_the_paper_it_is_recognised(line_end: bytes) -> None:
    paper = PAPER + line_end
    assert sha256(paper) in set(beginnings(signed(paper)))


def test_a_second_signature_speaks_of_the_first_one_too() -> None:
    twice = signed(signed(PAPER))
    assert looked_at(twice) == SignedPdf(signatures=2, revisions=3, is_whole=True)
    assert {sha256(PAPER), sha256(signed(PAPER))} < set(beginnings(twice))


def test_what_was_added_behind_the_last_signature_is_seen() -> None:
    raw = signed(PAPER, more=b"2 0 obj\n<<>>\nendobj\n%%EOF")
    assert looked_at(raw) == SignedPdf(signatures=1, revisions=3, is_whole=False)


@given(at=some.integers(0, len(PAPER) - 1), bit=some.integers(0, 7))
def test_a_changed_bit_of_the_paper_makes_it_another_paper(at: int, bit: int) -> None:
    odd = bytearray(PAPER)
    odd[at] ^= 1 << bit
    assert sha256(PAPER) not in set(beginnings(signed(bytes(odd))))


@pytest.mark.parametrize(
    ("told", "room"),
    [
        (b"0 9 99999 9", b"<30>"),
        (b"5 9 12 3", b"<30>"),
        (b"0 0 4 9", b"<30>"),
        (b"0 20 10 9", b"<30>"),
    ],
)
def test_ranges_that_do_not_fit_the_file_are_no_signature(told: bytes, room: bytes) -> None:
    raw = PAPER + b"\n/ByteRange [" + told + b"]" + room + b"%%EOF"
    assert looked_at(raw).signatures == 0


def test_a_room_that_nobody_has_signed_in_is_no_signature() -> None:
    assert looked_at(signed(PAPER, contents=b"")).signatures == 0


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no_pdf"),
        (b"PK\x03\x04", "no_pdf"),
        (b" " + PAPER, "no_pdf"),
        (PAPER[:-3], "torn"),
        (PAPER + b"x" * 2_000, "torn"),
        (PAPER.replace(b"<<>>", b"<</Encrypt 4 0 R>>"), "locked"),
    ],
)
def test_a_file_that_no_signing_tool_gives_back_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(NotSigned) as found:
        looked_at(raw)
    assert found.value.code == code


def test_a_file_of_many_ends_and_ranges_is_looked_at_for_a_bounded_time() -> None:
    raw = b"%PDF-" + (b"/ByteRange [0 1 2 3]%%EOF") * 5_000
    assert looked_at(raw).signatures == 0
    assert len(list(beginnings(raw))) == MOST_ENDS
