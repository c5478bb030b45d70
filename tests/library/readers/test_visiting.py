"""The back of a card: read whole or refused with a reason, never half believed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.draft import Refusal
from tusach.library.readers.visiting import (
    HEAD,
    LONGEST,
    NotPrintable,
    SignerKnown,
    VisitorCard,
    as_reader,
    is_visitor_text,
    read_card,
    sealed_text,
)

TENANT, ON = "04", "2026-11-23"
READER, PLACE = "1" * 32, "a" * 32


class Key:
    """A key whose signature anybody could make: only the shape matters here."""

    def __init__(self, letter: str) -> None:
        self.public_key = letter.encode() * 32

    def sign(self, message: bytes) -> bytes:
        return self._of(self.public_key, message)

    @staticmethod
    def _of(key: bytes, message: bytes) -> bytes:
        import hashlib

        return hashlib.blake2b(message, key=key, digest_size=64).digest()

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        return self._of(public_key, message) == signature


OWN, OTHER = Key("k"), Key("o")
KNOWN = {OWN.public_key.hex(): SignerKnown(frozenset({PLACE}))}
CARD = VisitorCard(
    reader=READER,
    place=PLACE,
    valid_until="2027-11-22",
    number="200023004517",
    group="child",
    age_band="6-10",
)


def read(text: str, *, on: str = ON, tenant: str = TENANT, **known: object) -> object:
    keys = known.get("known", KNOWN)
    return read_card(text, tenant=tenant, known=keys, verifier=OWN, on=on)  # type: ignore[arg-type]


def text_of(card: VisitorCard = CARD, key: Key = OWN) -> str:
    return sealed_text(card, tenant=TENANT, signer=key)


IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
CARDS = st.builds(
    VisitorCard,
    reader=IDS,
    place=IDS,
    valid_until=st.dates(date(2026, 12, 1), date(2199, 1, 1)).map(date.isoformat),
    number=WORDS,
    group=WORDS,
    age_band=WORDS,
)


@given(CARDS)
def test_what_was_printed_is_read(card: VisitorCard) -> None:
    known = {OWN.public_key.hex(): SignerKnown(frozenset({card.place}))}
    text = text_of(card)
    assert read(text, known=known) == card
    assert is_visitor_text(text)
    assert len(text) <= LONGEST


@given(st.integers(0, 10_000), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_is_never_believed(place: int, letter: str) -> None:
    text = text_of()
    at = len(HEAD) + place % (len(text) - len(HEAD) - 1)
    bent = text[:at] + letter + text[at + 1 :]
    assert bent == text or isinstance(read(bent), Refusal)


@given(st.text(max_size=300), st.binary(max_size=200))
def test_any_text_gets_an_answer(text: str, raw: bytes) -> None:
    import base64

    for one in (text, HEAD + text, HEAD + base64.b32encode(raw).decode().rstrip("=")):
        assert isinstance(read(one), Refusal)


@pytest.mark.parametrize("cut", [1, 20, 100, 180])
def test_half_a_code_says_so(cut: int) -> None:
    found = read(text_of()[:-cut])
    assert isinstance(found, Refusal)
    assert found.code in ("visitor.half_read", "visitor.seal_wrong", "visitor.signer_unknown")


def test_scanners_that_change_case_or_break_lines_do_no_harm() -> None:
    text = text_of().lower()
    assert read(f"{text[:80]}\n{text[80:]} ") == CARD


def test_a_card_that_ran_out_is_refused_from_the_day_after() -> None:
    assert read(text_of(), on="2027-11-22") == CARD
    until = {"until": "2027-11-22", "place": PLACE}
    assert read(text_of(), on="2027-11-23") == Refusal("visitor.expired", until)


def test_a_signer_without_a_certificate_is_unknown() -> None:
    found = read(text_of(key=OTHER))
    assert found == Refusal("visitor.signer_unknown", {"place": PLACE})


def test_a_revoked_signer_is_said_to_be_one() -> None:
    known = {OWN.public_key.hex(): SignerKnown(frozenset({PLACE}), revoked=True)}
    found = read(text_of(), known=known)
    assert found == Refusal("visitor.signer_revoked", {"place": PLACE})


def test_a_machine_seals_for_its_own_places_only_and_a_hub_for_all() -> None:
    key = OWN.public_key.hex()
    elsewhere = {key: SignerKnown(frozenset({"b" * 32}))}
    assert read(text_of(), known=elsewhere) == Refusal("visitor.seal_wrong")
    assert read(text_of(), known={key: SignerKnown(frozenset(), is_hub=True)}) == CARD


def test_a_card_of_another_province_is_not_believed() -> None:
    assert read(text_of(), tenant="08") == Refusal("visitor.seal_wrong")


def test_a_newer_code_asks_for_an_update() -> None:
    import base64

    raw = base64.b32encode(bytes((2,)) + bytes(120)).decode().rstrip("=")
    assert read(HEAD + raw) == Refusal("visitor.newer")


@pytest.mark.parametrize(
    "bad",
    [
        {"number": "số 7"},
        {"number": "7" * 41},
        {"group": "a\nb"},
        {"valid_until": "2019-12-31"},
        {"valid_until": "2300-01-01"},
    ],
)
def test_what_the_code_cannot_say_is_not_printed(bad: dict[str, str]) -> None:
    import msgspec

    with pytest.raises(NotPrintable):
        text_of(msgspec.structs.replace(CARD, **bad))


def test_lending_sees_a_reader_of_the_home_place() -> None:
    state = as_reader(CARD, on=ON)
    assert (state.subject, state.place, state.group) == (READER, PLACE, "child")
    assert (state.registered_on, state.valid_until) == (ON, "2027-11-22")


def test_bytes_beside_what_a_card_says_are_no_card() -> None:
    import base64

    body = bytes((1,)) + bytes(34) + b"\x017\0\0" + b"more" + OWN.public_key[:8]
    raw = base64.b32encode(body + bytes(64)).decode().rstrip("=")
    assert read(HEAD + raw) == Refusal("visitor.half_read")
    assert read(HEAD + "A" * LONGEST) == Refusal("visitor.half_read")
