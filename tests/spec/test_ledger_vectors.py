"""The ledger against spec/vectors/ledger: what is frozen there is what the code does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tusach.ledger import clock, fact, ident, private, seal, stream, vector
from tusach.ledger.canonical import NotCanonical, canonical, is_canonical
from tusach.ledger.folders import Folders
from tusach.ledger.kind import LIBRARIAN, Kind, Register
from tusach.ledger.mechanism import KINDS, StreamOpened
from tusach.ledger.order import Held, Span
from tusach.ledger.story import Telling, Told

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "ledger"
Row = dict[str, Any]


def load(name: str) -> Row:
    content: Row = json.loads((FOLDER / name).read_text("utf-8"))
    assert content["version"] == 1
    return content


def rows(name: str, part: str = "rows") -> Callable[[Any], Any]:
    found = load(name)[part]
    assert found
    return pytest.mark.parametrize(
        "row", [pytest.param(row, id=str(row.get("why", place)).replace(" ", "_")[:60])
                for place, row in enumerate(found)]
    )  # fmt: skip


@rows("canonical.json")
def test_a_value_has_its_bytes(row: Row) -> None:
    assert canonical(row["value"]).hex() == row["canonical"]
    assert is_canonical(bytes.fromhex(row["canonical"]))


@rows("canonical.json", "kept")
def test_bytes_that_arrive_decomposed_are_kept(row: Row) -> None:
    assert is_canonical(bytes.fromhex(row["hex"]))


@rows("canonical.json", "refused_values")
def test_a_value_without_bytes_is_refused(row: Row) -> None:
    with pytest.raises(NotCanonical):
        canonical(row["value"])


@rows("canonical.json", "refused_bytes")
def test_other_bytes_are_not_canonical(row: Row) -> None:
    assert not is_canonical(bytes.fromhex(row["hex"]))


@rows("facts.json")
def test_an_envelope_has_its_bytes_hash_and_id(row: Row) -> None:
    raw = bytes.fromhex(row["hex"])
    assert canonical(row["envelope"]) == raw
    assert fact.encode(fact.decode(raw)) == raw
    assert fact.fact_hash(raw) == row["hash"]
    assert fact.fact_id(row["hash"]) == row["id"]


@rows("facts.json", "bad")
def test_bytes_that_are_no_fact_have_their_code(row: Row) -> None:
    with pytest.raises(fact.BadFact) as bad:
        fact.decode(bytes.fromhex(row["hex"]))
    assert bad.value.code in row["codes"]


@rows("ids.json", "streams")
def test_a_stream_has_its_id(row: Row) -> None:
    key = bytes.fromhex(row["public_key"])
    assert ident.stream_id(key, row["tenant"], row["scope"]) == row["id"]


@rows("ids.json", "derived")
def test_a_thing_with_a_code_has_its_id(row: Row) -> None:
    assert ident.derived(row["tenant"], row["noun"], row["code"]) == row["id"]


@pytest.mark.parametrize(
    ("part", "is_good"),
    [("days", fact.is_day), ("tenants", fact.is_tenant), ("kinds", fact.is_kind)],
)
def test_forms_are_told_from_others(part: str, is_good: Callable[[str], bool]) -> None:
    forms = load("ids.json")[part]
    assert [text for text in forms["good"] if not is_good(text)] == []
    assert [text for text in forms["bad"] if is_good(text)] == []


@rows("chains.json")
def test_frames_after_a_head_are_chained_as_far_as_they_are_good(row: Row) -> None:
    head = msgspec.convert(row["head"], stream.Head)
    frames = [bytes.fromhex(one) for one in row["frames"]]
    links, broken = stream.chain(head, frames, tenant=row["tenant"])
    assert [{"number": one.fact.number, "hash": one.hash} for one in links] == row["links"]
    assert (broken.code if broken else None) == row["broken"]


class AnyBody(msgspec.Struct, frozen=True):
    """The toy kind of stories.json takes any object."""


class Raw:
    """A folder whose state is what each fact that counts says, in order."""

    noun = "lamp"

    def start(self, subject: str) -> tuple[Row, ...]:
        return ()

    def step(self, state: tuple[Row, ...], told: Told, telling: Telling) -> tuple[Row, ...]:
        return (*state, {"fact": told.id, "body": told.body})


class AsToldRegister(Register):
    """A register that hands the toy kind's body on as it stands."""

    def body(self, name: str, raw: bytes | msgspec.Raw) -> tuple[Kind, Any] | None:
        known = super().body(name, raw)
        if known and isinstance(known[1], AnyBody):
            return known[0], json.loads(bytes(raw))
        return known


LIT = Kind(
    name="lamp.lit/1",
    folder="lamp",
    scope="circulation",
    story="lamp",
    told_by=frozenset({LIBRARIAN}),
    body=AnyBody,
    says="",
)
FOLDERS = Folders(AsToldRegister((*KINDS, LIT)), [Raw()])


@rows("stories.json")
def test_facts_fold_to_their_story_however_they_come(row: Row) -> None:
    raws = [bytes.fromhex(one) for one in row["facts"]]
    held = [Held(fact.fact_id(fact.fact_hash(raw)), fact.decode(raw)) for raw in raws]
    spans = {
        name: [msgspec.convert(one, Span) for one in found]
        for name, found in row["clock_corrections"].items()
    }
    for facts in (held, held[::-1]):
        story = FOLDERS.fold(row["subject"], facts, spans)
        assert [one.id for one in story.held] == row["order"]
        assert list(story.heads) == row["heads"]
        assert list(story.missing) == row["missing"]
        assert list(story.void) == row["void"]
        assert [list(pair) for pair in story.corrected] == row["corrected"]
        assert list(story.state or ()) == row["bodies"]
        assert msgspec.to_builtins(story.disagreements) == tuple(
            one | {"facts": tuple(one["facts"])} for one in row["disagreements"]
        )
        assert list(story.needs_update) == row["needs_update"]
        assert [key for key, _ in story.dead] == row["dead"]


def part_of(row: Row) -> private.Part:
    return private.Part(row["commitment"], bytes.fromhex(row["salt"]), bytes.fromhex(row["raw"]))


@rows("private.json")
def test_a_private_part_is_proved(row: Row) -> None:
    part = part_of(row)
    assert private.seal_part(row["value"], part.salt) == part
    assert private.fault_of(part) is None


@rows("private.json", "bad")
def test_a_private_part_that_is_not_proved_is_set_aside(row: Row) -> None:
    assert private.fault_of(part_of(row))


class Ed25519:
    """Signatures checked by PyNaCl, where it may be imported."""

    def __init__(self) -> None:
        self.nacl = pytest.importorskip(
            "nacl.signing", reason="the core's own run refuses PyNaCl", exc_type=ImportError
        )

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            self.nacl.VerifyKey(public_key).verify(message, signature)
        except self.nacl.exc.BadSignatureError:
            return False
        return True


def seal_of(row: Row) -> tuple[seal.Seal, bytes]:
    sealed = msgspec.convert(row["sealed"], stream.Sealed)
    signature = bytes.fromhex(row["signature"])
    return seal.Seal(sealed, signature), bytes.fromhex(row["public_key"])


@rows("seals.json")
def test_a_seal_signs_its_bytes(row: Row) -> None:
    one, key = seal_of(row)
    assert stream.seal_bytes(one.sealed).hex() == row["signed"]
    assert seal.is_sealed(one, key, Ed25519())


@rows("seals.json", "bad")
def test_a_bent_seal_is_none(row: Row) -> None:
    one, key = seal_of(row)
    assert not seal.is_sealed(one, key, Ed25519())


@rows("seals.json", "covers")
def test_seals_cover_a_chain_as_far_as_they_fit(row: Row) -> None:
    frames = [bytes.fromhex(one) for one in load("seals.json")["chain"]]
    links, _ = stream.chain(stream.Head(fact.decode(frames[0]).stream), frames)
    assert len(links) == len(frames)
    seals = [
        seal.Seal(stream.Sealed("", one["number"], one["hash"], None, "", 0), b"")
        for one in row["seals"]
    ]
    assert seal.covered(links, seals) == row["covered"]


def test_an_installation_is_vouched_for() -> None:
    row = load("seals.json")["vouch"]
    assert seal.vouch_bytes(bytes.fromhex(row["installation"])).hex() == row["signed"]
    opened = StreamOpened("04", "control", row["installation"], row["succeeds"], row["vouch"])
    assert seal.is_vouched(opened, Ed25519())
    swapped = msgspec.structs.replace(opened, installation=row["succeeds"])
    assert not seal.is_vouched(swapped, Ed25519())


def marks_of(found: list[Row]) -> list[vector.Mark]:
    return [msgspec.convert(one, vector.Mark) for one in found]


@rows("vectors.json")
def test_vectors_say_what_each_lacks(row: Row) -> None:
    mine = row["my_hashes"]
    heads = [
        stream.Head(name, len(facts), facts[-1] if facts else fact.NO_HASH)
        for name, facts in mine.items()
    ]
    assert list(vector.vector(heads)) == marks_of(row["mine"])
    assert vector.fault_of(marks_of(row["theirs"])) is None
    found = vector.compare(
        marks_of(row["mine"]), marks_of(row["theirs"]), lambda name, number: mine[name][number - 1]
    )
    assert found == msgspec.convert(row["comparison"], vector.Comparison)


def test_malformed_vectors_are_told() -> None:
    for bad in load("vectors.json")["bad"]:
        assert vector.fault_of(marks_of(bad))


@rows("vectors.json", "digests")
def test_a_set_of_facts_has_its_digest(row: Row) -> None:
    assert vector.digest(reversed(row["hashes"])) == row["digest"]


@rows("vectors.json", "states")
def test_a_set_of_streams_has_its_state(row: Row) -> None:
    heads = [msgspec.convert(one, stream.Head) for one in row["heads"]]
    assert [vector.bucket_of(one.stream) for one in heads] == row["parts"]
    weights = [vector.weight(one) for one in heads]
    assert [f"{one:064x}" for one in weights] == row["weights"]
    assert vector.state(sum(reversed(weights))).hex() == row["state"]


def test_clocks_go_as_written() -> None:
    content = load("clock.json")
    for row in content["tell"]:
        told = clock.tell(clock.Clock(*row["clock"]), row["now_ms"])
        assert [told.ms, told.tick] == row["stamp"]
    for row in content["hear"]:
        heard = clock.hear(clock.Clock(*row["clock"]), clock.Clock(*row["remote"]), row["now_ms"])
        assert [heard.ms, heard.tick] == row["after"]
    for row in content["behind"]:
        found = clock.behind(row["now_ms"], built_ms=row["built_ms"], last_ms=row["last_ms"])
        assert (found is not None) == row["behind"]


def test_the_files_would_be_written_again_as_they_are() -> None:
    pytest.importorskip(
        "nacl.signing", reason="the core's own run refuses PyNaCl", exc_type=ImportError
    )
    from tests.spec import ledger_rows
    from tools import ledger_vectors

    assert ledger_vectors.stale() == []
    assert {path.name for path in FOLDER.iterdir()} == ledger_rows.FILES.keys()
