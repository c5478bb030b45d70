"""Parcels by page, onto a stick or by the browser: what is wrong is said, nothing is lost."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.node.network.conftest import CHIEF, Network, followed, plugged_in, words
from tests.node.store.telling import CountedRandom

from tusach.ledger.draft import Draft
from tusach.library.nodes.facts import NodeRevoked, node_subject
from tusach.library.scopes import CONTROL
from tusach.node.store.keys import Installation
from tusach.node.store.peers import FOLDER, heard_of, reports_of
from tusach.node.sync import carrying, errands, packets

At = Callable[..., Client]
ENDING = carrying.ENDING


def written(client: Client, stick: Path, whom: str = "hub") -> Path:
    page = followed(
        client, client.post("/network/sticks/write", {"whom": whom, "folder": str(stick)})
    )
    assert "The parcel is on the stick, whole and read back" in page
    return max(stick.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime_ns)


def read(client: Client, path: Path) -> str:
    return followed(client, client.post("/network/sticks/read", {"path": str(path)}))


def sent(client: Client, raw: bytes, name: str = "a.tusach") -> str:
    told = {"file": SimpleUploadedFile(name, raw)}
    return followed(client, client.post("/network/sticks", told))


def facts(network: Network) -> int:
    with network.hub.store.engine.reading() as reading:
        return reading.arrival()


def test_a_stick_goes_to_the_province_and_the_answer_comes_back_on_it(
    network: Network, at: At, stick: Path
) -> None:
    network.count_one()
    client = at(network.branch)
    assert f"Onto {stick}" in words(client.get("/network/sticks"))
    parcel = written(client, stick)
    assert parcel.name.startswith("brisa_hut-hub-2026-11-23-")
    chief = at(network.hub, CHIEF)
    assert parcel.name in words(chief.get("/network/sticks"))
    page = read(chief, parcel)
    assert "New here and kept: " in page
    assert "It also says what the sender holds" in page
    answer = re.search(r'name="whom" value="(\w{64})"', page)
    assert answer is not None
    assert answer.group(1) == network.branch.store.own_key
    assert "Write the answer onto the same stick" in page
    back = written(chief, stick, answer.group(1))
    client = at(network.branch)
    assert "New here and kept: " in read(client, back)
    assert "The province has everything up to" in words(client.get("/network/"))
    assert "nothing new" in read(at(network.hub, CHIEF), parcel).lower()
    assert reports_of(network.hub.home)[network.branch.store.own_key].software


def test_without_a_stick_the_browser_fetches_and_brings_the_parcel(
    network: Network, at: At
) -> None:
    network.count_one()
    client = at(network.branch)
    page = followed(client, client.post("/network/sticks/write", {"whom": "hub", "folder": ""}))
    address = re.search(r'href="(/network/errands/\w+/parcel)"', page)
    assert address is not None
    answer = client.get(address.group(1))
    raw = b"".join(answer)  # type: ignore[arg-type]
    answer.close()
    assert answer["Content-Disposition"].startswith('attachment; filename="brisa_hut-hub-')
    chief = at(network.hub, CHIEF)
    assert "New here and kept: " in sent(chief, raw)
    left = [path.name for path in (network.hub.home / FOLDER / errands.ERRANDS).rglob("*")]
    assert errands.PARCEL not in left, "what was read is not kept twice"
    assert "Make the answer" in sent(chief, raw)


def test_everything_is_written_for_a_machine_that_lost_its_data(
    network: Network, at: At, stick: Path
) -> None:
    network.count_one()
    own, sizes = network.branch.own_place() or "", []
    for whole in ({}, {"whole": "yes"}):
        client = at(network.branch)
        told = {"whom": "hub", "folder": str(stick), **whole}
        followed(client, client.post("/network/sticks/write", told))
        (parcel,) = stick.glob(f"*{ENDING}")
        sizes.append(parcel.stat().st_size)
        read(at(network.hub, CHIEF), parcel)
        answer = written(at(network.hub, CHIEF), stick, whom=own)
        read(at(network.branch), answer)
        for left in stick.glob(f"*{ENDING}"):
            left.unlink()
    assert sizes[1] > 0.9 * sizes[0], "as large as the first one, though all of it is there"


def test_a_parcel_for_somebody_else_is_left_to_be_carried_on(
    network: Network, at: At, stick: Path
) -> None:
    client = at(network.branch)
    parcel = written(client, stick)
    assert "This parcel is for another machine. It may be carried on to it" in read(client, parcel)
    assert parcel.exists()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04 an archive with another name", "This file is no parcel"),
        (b"<!doctype html><title>Wi-Fi", "This file is no parcel"),
        (b"\x89TUSACH\n", "breaks off"),
    ],
)
def test_what_is_no_parcel_is_said_and_nothing_is_touched(
    network: Network, at: At, stick: Path, raw: bytes, said: str
) -> None:
    client, before = at(network.hub, CHIEF), facts(network)
    assert said in sent(client, raw)
    (stick / f"renamed{ENDING}").write_bytes(raw)
    assert said in read(client, stick / f"renamed{ENDING}")
    assert facts(network) == before
    for empty in ({}, {"file": SimpleUploadedFile("a.tusach", b"")}):
        answer = client.post("/network/sticks", empty)
        assert (answer.status_code, "Choose a file first" in words(answer)) == (422, True)


def test_a_parcel_cut_in_half_or_bent_in_the_middle_gives_what_is_whole(
    network: Network, at: At, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "PIECE", 5)
    for _ in range(20):
        network.count_one()
    client = at(network.branch)
    whole = written(client, stick).read_bytes()
    half, bent = stick / f"half{ENDING}", stick / f"bent{ENDING}"
    half.write_bytes(whole[: len(whole) * 15 // 16])
    middle = len(whole) // 2
    bent.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    chief = at(network.hub, CHIEF)
    first = read(chief, half)
    assert "New here and kept" in first
    assert "The file breaks off. What was whole is kept" in first
    second = read(chief, bent)
    assert re.search(r"Part of the file is damaged|The parcel was changed on its way", second)
    assert "known already" in second.lower()
    parcel = written(at(network.branch), stick)
    last = read(at(network.hub, CHIEF), parcel)
    assert re.search("New here and kept|Nothing new", last)
    assert "What was whole is kept" not in last


def test_a_header_with_a_wrong_signature_is_refused(network: Network, at: At, stick: Path) -> None:
    parcel = written(at(network.branch), stick)
    raw = bytearray(parcel.read_bytes())
    raw[20] ^= 1
    parcel.write_bytes(raw)
    before = facts(network)
    page = read(at(network.hub, CHIEF), parcel)
    assert re.search(r"changed on its way|no parcel|damaged|breaks off", page)
    assert facts(network) == before


def test_a_locked_out_sender_is_said(network: Network, at: At, stick: Path) -> None:
    network.met()
    key = network.branch.store.own_key
    network.count_one()
    parcel = written(at(network.branch), stick)
    network.hub.store.tell(
        None,
        [
            Draft(
                kind="node.revoked/1",
                subject=node_subject(network.hub.tenant, key),
                scope=CONTROL,
                on=network.hub.today(),
                body=NodeRevoked("stolen", ()),
            )
        ],
    )
    page = read(at(network.hub, CHIEF), parcel)
    assert "has locked out the machine that wrote this" in page
    assert "Make the answer" not in page
    assert "onto the same stick" not in page


def test_a_sender_that_nobody_knows_is_said(network: Network, at: At, stick: Path) -> None:
    branch = network.branch
    branch.store.installation = Installation(CountedRandom("a stranger").seed())
    branch.store.installation = Installation(CountedRandom("a stranger").seed())
    known = branch.store.standings
    assert known is not None
    network.count_one()
    parcel = written(at(branch), stick)
    assert "of a machine that this one does not know yet" in read(at(network.hub, CHIEF), parcel)


def test_a_clock_in_2099_is_said_and_what_it_told_is_kept(
    network: Network, at: At, stick: Path
) -> None:
    network.clock.minutes_pass(73 * 366 * 24 * 60)
    client = at(network.branch)
    network.count_one()
    parcel = written(client, stick)
    page = read(at(network.hub, CHIEF), parcel)
    assert "The clock of the machine that wrote it is far ahead" in page
    assert "New here and kept" in page
    assert heard_of(network.hub.home)[network.branch.store.own_key].wall_ms < network.clock.ms


def test_a_file_of_gigabytes_is_refused_without_being_read(
    network: Network, at: At, stick: Path
) -> None:
    huge = stick / f"huge{ENDING}"
    with huge.open("wb") as file:
        file.truncate(carrying.LARGEST + 1)
    client = at(network.hub, CHIEF)
    assert "larger than can be right" in read(client, huge)
    answer = client.generic(
        "POST", "/network/sticks", b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 << 30),
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_stick_that_is_full_is_said_and_the_parcel_there_stays(
    network: Network, at: At, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(small_disk, tmp_path, monkeypatch)
    client = at(network.branch)
    first = written(client, small_disk)
    with (small_disk / "film").open("wb") as film:
        while True:
            try:
                os.write(film.fileno(), bytes(4096))
            except OSError:
                break
    network.count_one()
    told = {"whom": "hub", "folder": str(small_disk)}
    page = followed(client, client.post("/network/sticks/write", told))
    assert "The stick is full" in page
    assert sorted(path.name for path in small_disk.iterdir()) == sorted([first.name, "film"])


def test_a_stick_that_is_pulled_out_is_said(
    network: Network, at: At, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at(network.branch)
    parcel = written(client, stick)
    stick.rename(stick.with_name("pulled out"))
    told = {"whom": "hub", "folder": str(stick)}
    answer = client.post("/network/sticks/write", told)
    gone = words(answer) if answer.status_code == 422 else followed(client, answer)
    assert "The stick does not answer any more" in gone
    answer = client.post("/network/sticks/read", {"path": str(parcel)})
    assert (answer.status_code, "not there any more" in words(answer)) == (422, True)


def test_a_stick_that_can_only_be_read_is_read_and_not_written(
    network: Network, at: At, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(small_disk, tmp_path, monkeypatch)
    network.count_one()
    parcel = written(at(network.branch), small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for language, said in (("en", "the stick is locked"), ("vi", "USB")):
        client = at(network.branch, language=language)
        page = words(client.get("/network/sticks"))
        assert f"Onto {small_disk}" not in page and "can only be read" in page or language == "vi"
        told = {"whom": "hub", "folder": str(small_disk)}
        answer = client.post("/network/sticks/write", told)
        assert (answer.status_code, said in words(answer)) == (422, True), words(answer)
    chief = at(network.hub, CHIEF)
    assert "can only be read" in words(chief.get("/network/prepare"))
    assert "New here and kept: " in read(chief, parcel)
    assert [path.name for path in small_disk.iterdir()] == [parcel.name]


def test_a_parcel_older_than_what_is_known_changes_nothing(
    network: Network, at: At, stick: Path
) -> None:
    network.count_one()
    old = written(at(network.branch), stick)
    kept = stick / f"old{ENDING}"
    old.rename(kept)
    network.count_one()
    fresh = written(at(network.branch), stick)
    assert "New here and kept: " in read(at(network.hub, CHIEF), fresh)
    before = facts(network)
    page = read(at(network.hub, CHIEF), kept)
    assert "Nothing new" in page
    assert facts(network) == before


def test_nothing_but_what_is_offered_is_read_or_written(
    network: Network, at: At, stick: Path
) -> None:
    client = at(network.branch)
    for path in ("/etc/passwd", "", str(network.branch.home / "home.json"), "\0"):
        assert client.post("/network/sticks/read", {"path": path}).status_code == 422
    for folder in ("/etc", "relative", str(network.branch.home), "\0"):
        told = {"whom": "hub", "folder": folder}
        assert client.post("/network/sticks/write", told).status_code == 422
    for whom in ("", "nobody", "a" * 64, "' OR 1=1", "f" * 32):
        assert client.post("/network/sticks/write", {"whom": whom}).status_code == 422


def test_only_the_latest_errands_are_kept(network: Network, at: At, stick: Path) -> None:
    client = at(network.branch)
    for _ in range(errands.KEPT + 3):
        written(client, stick)
    folder = network.branch.home / FOLDER / errands.ERRANDS
    assert len(list(folder.iterdir())) <= errands.KEPT + 1


def test_an_errand_whose_process_died_is_said_to_have_come_to_nothing(
    network: Network, at: At, stick: Path
) -> None:
    client = at(network.branch)
    answer = client.post("/network/sticks/write", {"whom": "hub", "folder": str(stick)})
    followed(client, answer)
    errand = answer["Location"].rpartition("/")[2]
    found = errands.load(network.branch.home, errand)
    assert found is not None
    found.state = errands.RUNNING
    errands.keep(network.branch.home, found)
    assert "The machine went off meanwhile" in words(client.get(answer["Location"]))
