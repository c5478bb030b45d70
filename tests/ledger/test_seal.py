"""Seals: who wrote this stream up to here."""

from __future__ import annotations

import hmac

import pytest
from tests.ledger.lamp import Scribe

from tusach.ledger.mechanism import StreamOpened
from tusach.ledger.seal import (
    Seal,
    Signer,
    Verifier,
    covered,
    is_sealed,
    is_vouched,
    make_seal,
    vouch_bytes,
)
from tusach.ledger.stream import Sealed


class ToyKey:
    """A keyed hash where Ed25519 belongs: enough to test what the core does with keys."""

    def __init__(self, seed: int) -> None:
        self.public_key = bytes([seed]) * 32

    def sign(self, message: bytes) -> bytes:
        return hmac.digest(self.public_key, message, "sha512")


class ToyVerifier:
    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        return hmac.digest(public_key, message, "sha512") == signature


def ed25519() -> tuple[Signer, Signer, Verifier]:
    signing = pytest.importorskip(
        "nacl.signing", reason="the core's own run refuses PyNaCl", exc_type=ImportError
    )

    class Key:
        def __init__(self, seed: int) -> None:
            self._key = signing.SigningKey(bytes([seed]) * 32)
            self.public_key = bytes(self._key.verify_key)

        def sign(self, message: bytes) -> bytes:
            return bytes(self._key.sign(message).signature)

    class Checker:
        def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
            try:
                signing.VerifyKey(public_key).verify(message, signature)
            except (ValueError, signing.exc.BadSignatureError):
                return False
            return True

    return Key(1), Key(2), Checker()


@pytest.fixture(params=["toy", "ed25519"])
def keys(request: pytest.FixtureRequest) -> tuple[Signer, Signer, Verifier]:
    return ed25519() if request.param == "ed25519" else (ToyKey(1), ToyKey(2), ToyVerifier())


SEALED = Sealed("1a" * 16, 7, "ab" * 32, "cd" * 16, "0.1.0", 1_790_000_000_000)
OTHERS = [
    Sealed("1b" * 16, 7, "ab" * 32, "cd" * 16, "0.1.0", 1_790_000_000_000),
    Sealed("1a" * 16, 8, "ab" * 32, "cd" * 16, "0.1.0", 1_790_000_000_000),
    Sealed("1a" * 16, 7, "ac" * 32, "cd" * 16, "0.1.0", 1_790_000_000_000),
    Sealed("1a" * 16, 7, "ab" * 32, None, "0.1.0", 1_790_000_000_000),
    Sealed("1a" * 16, 7, "ab" * 32, "cd" * 16, "0.1.1", 1_790_000_000_000),
    Sealed("1a" * 16, 7, "ab" * 32, "cd" * 16, "0.1.0", 1_790_000_000_001),
]
Keys = tuple[Signer, Signer, Verifier]


def test_a_seal_is_of_its_key_over_what_it_says(keys: Keys) -> None:
    key, other, verifier = keys
    seal = make_seal(SEALED, key)
    assert seal.sealed == SEALED
    assert is_sealed(seal, key.public_key, verifier)
    assert not is_sealed(seal, other.public_key, verifier)
    for changed in OTHERS:
        assert not is_sealed(Seal(changed, seal.signature), key.public_key, verifier)


def test_a_seal_fails_on_any_flipped_byte_of_its_signature(keys: Keys) -> None:
    key, _, verifier = keys
    signature = make_seal(SEALED, key).signature
    assert len(signature) == 64
    for place in range(64):
        bent = bytearray(signature)
        bent[place] ^= 1 << (place % 8)
        assert not is_sealed(Seal(SEALED, bytes(bent)), key.public_key, verifier)
    for wrong in (b"", signature[:-1], signature + b"\0"):
        assert not is_sealed(Seal(SEALED, wrong), key.public_key, verifier)


def test_a_seal_over_what_has_no_canonical_form_is_no_seal(keys: Keys) -> None:
    key, _, verifier = keys
    signature = make_seal(SEALED, key).signature
    for sealed in (
        Sealed("1a" * 16, 2**53, "ab" * 32, None, "0.1.0", 0),
        Sealed("1a" * 16, 1, "ab" * 32, None, "\ud800", 0),
    ):
        assert not is_sealed(Seal(sealed, signature), key.public_key, verifier)


def test_facts_are_admitted_up_to_the_highest_seal_that_fits_the_chain() -> None:
    scribe = Scribe()
    for _ in range(4):
        scribe.light()

    def seal(number: int, full_hash: str) -> Seal:
        return Seal(Sealed(scribe.stream, number, full_hash, None, "0.1.0", 0), bytes(64))

    links = scribe.links
    good = seal(3, links[2].hash)
    assert covered(links, []) == 0
    assert covered(links, [good]) == 3
    assert covered(links, [good, seal(2, links[1].hash)]) == 3
    assert covered(links, [seal(5, links[3].hash), good]) == 3
    assert covered(links, [seal(9, "0" * 64)]) == 0
    assert covered(links[3:], [good]) == 0
    assert covered(links[1:], [good]) == 2
    assert covered([], [good]) == 0


def test_an_installation_vouches_for_the_one_that_succeeds_it(keys: Keys) -> None:
    old, new, verifier = keys
    vouch = old.sign(vouch_bytes(new.public_key)).hex()

    def opened(installation: str, succeeds: str | None, vouch: str | None) -> StreamOpened:
        return StreamOpened("04", "control", installation, succeeds, vouch)

    here, before = new.public_key.hex(), old.public_key.hex()
    assert is_vouched(opened(here, before, vouch), verifier)
    for wrong in (
        opened(here, None, None),
        opened(here, before, None),
        opened(here, None, vouch),
        opened(before, before, vouch),
        opened(here, here, vouch),
        opened(here, before[:-1], vouch),
        opened(here[:-1], before, vouch),
        opened(here, before, vouch[:-2]),
        opened(here, before, "0" * 128),
        opened(here, before, old.sign(new.public_key).hex()),
    ):
        assert not is_vouched(wrong, verifier)
