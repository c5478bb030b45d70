"""A release is believed as a whole: any cut, bent or added byte is seen."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.node.upgrading.making import KEY, STRANGER, small

from tusach.ledger.canonical import canonical
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading.release_file import (
    LONGEST_TEXT,
    MAGIC,
    encode,
    open_release,
    sign,
    whole,
    with_signature,
)

REFUSED = {"upgrade.no_release", "upgrade.cut", "upgrade.damaged", "upgrade.format"}
same_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)


def code_of(path: Path) -> str:
    with pytest.raises(StoreFault) as refused:
        open_release(path)
    return refused.value.code


def told(path: Path, **more: object) -> dict[str, object]:
    """The manifest of a release as plain values, some of them changed."""
    found: dict[str, object] = msgspec.to_builtins(open_release(path).manifest)
    return {**found, **more}


def write(path: Path, manifest: dict[str, object], *, payload: bytes = b"") -> None:
    """A release with this manifest, signed and summed as if all was well."""
    text = canonical(manifest)
    path.write_bytes(b"".join(whole(text, [sign(text, KEY)], [payload])))


def payload_of(path: Path) -> bytes:
    found = open_release(path)
    return b"".join(piece for part in found.manifest.parts for piece in found.pieces(part))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    found = open_release(small(tmp_path))
    assert found.manifest.version == "0.2.0"
    assert found.manifest.notes["vi"].startswith("Bản thử")
    assert [one.key for one in found.signatures] == [KEY.public_hex]
    assert not found.manifest.is_full
    part = found.manifest.parts[0]
    with zipfile.ZipFile(io.BytesIO(b"".join(found.pieces(part)))) as archive:
        assert archive.read("tusach/__init__.py") == b"x = 1\n"


def test_equal_files_give_equal_bytes(tmp_path: Path) -> None:
    one, other = small(tmp_path / "a"), small(tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()


@same_folder
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(small(tmp_path).read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "bent"
    path.write_bytes(raw)
    assert code_of(path) in REFUSED


@same_folder
@given(data=st.data())
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, data: st.DataObject) -> None:
    raw = small(tmp_path).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    assert code_of(path) in {"upgrade.cut", "upgrade.damaged"}


def test_a_half_is_called_cut_off_and_a_longer_one_damaged(tmp_path: Path) -> None:
    path = small(tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert code_of(path) == "upgrade.cut"
    path.write_bytes(raw + b"x")
    assert code_of(path) == "upgrade.damaged"


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04" + bytes(200), b"tusach backup 1\n" * 9])
def test_another_file_is_no_release(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "photo.tusach-release"
    path.write_bytes(raw)
    assert code_of(path) == ("upgrade.cut" if not raw else "upgrade.no_release")


def test_whoever_changes_it_and_mends_the_sum_is_seen_by_the_signature(tmp_path: Path) -> None:
    path = small(tmp_path)
    found = open_release(path)
    other = msgspec.structs.replace(found.manifest, version="9.9.9")
    raw = b"".join(whole(encode(other), found.signatures, [payload_of(path)]))
    path.write_bytes(raw)
    assert code_of(path) == "upgrade.forged"


def test_a_part_that_is_another_is_seen_though_all_sums_fit(tmp_path: Path) -> None:
    path = small(tmp_path)
    text, payload = encode(open_release(path).manifest), bytearray(payload_of(path))
    payload[len(payload) // 2] ^= 1
    path.write_bytes(b"".join(whole(text, [sign(text, KEY)], [bytes(payload)])))
    assert code_of(path) == "upgrade.damaged"


@pytest.mark.parametrize(
    "more",
    [
        {"version": "../x"},
        {"version": "1"},
        {"program": "x.whl"},
        {"parts": []},
        {"unpacked": 1 << 40},
        {"notes": {"vi": "x" * 9_000}},
        {"keys": ["x"]},
        {"pins": [["../x", "1"]]},
        {"made_ms": -1},
        {"python": ["3.11", ""]},
    ],
)
def test_a_manifest_beyond_its_bounds_is_refused_whoever_signed_it(
    tmp_path: Path, more: dict[str, object]
) -> None:
    path = small(tmp_path)
    payload = payload_of(path)
    write(path, told(path, **more), payload=payload)
    assert code_of(path) == "upgrade.damaged"


@pytest.mark.parametrize("name", ["../a.whl", "/a.whl", "a/b.whl", "a.exe", "A.whl", ".a.whl"])
def test_names_of_parts_lead_nowhere(tmp_path: Path, name: str) -> None:
    path = small(tmp_path)
    part = msgspec.to_builtins(open_release(path).manifest.parts[0])
    empty = {"name": name, "size": 1, "sha256": "0" * 64}
    twin = {**part, "name": "a.whl", "size": 1}
    parts = [part, empty, twin] if name == "A.whl" else [part, empty]
    write(path, told(path, parts=parts), payload=payload_of(path) + b"xx"[: len(parts) - 1])
    assert code_of(path) == "upgrade.damaged"


def test_a_later_form_is_named_as_such(tmp_path: Path) -> None:
    path = small(tmp_path)
    write(path, {"format": 2, "what": "nobody knows"})
    assert code_of(path) == "upgrade.format"


def test_a_text_that_claims_to_be_endless_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_bytes(MAGIC + (LONGEST_TEXT + 1).to_bytes(4, "big") + b"x" * 100)
    assert code_of(path) == "upgrade.damaged"


def test_a_second_signature_is_added_and_the_first_stays(tmp_path: Path) -> None:
    path = small(tmp_path)
    raw = b"".join(with_signature(open_release(path), STRANGER))
    path.write_bytes(raw)
    found = open_release(path)
    assert [one.key for one in found.signatures] == [KEY.public_hex, STRANGER.public_hex]
    path.write_bytes(b"".join(with_signature(found, STRANGER)))
    assert path.read_bytes() == raw
