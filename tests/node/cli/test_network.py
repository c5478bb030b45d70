"""A library joins the network of its province, by files, by HTTP and by stick, with commands."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran, Served, cards_of, codes_of, free_port
from tests.node.store import homes as scene

from tusach.node.acts import founding
from tusach.node.acts.node import load_profile
from tusach.node.store import home as homes

ADDRESS = "http://192.168.1.5:8000"
Serve = Callable[[Path], contextlib.AbstractContextManager[Served]]
Run = Callable[..., Ran]
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def hub(library: Path, tmp_path: Path) -> Path:
    """A province's hub that knows nothing of the library yet."""
    home, profile = tmp_path / "hub", load_profile(scene.PROFILE)
    words = founding.home_words(profile, profile_name=scene.PROFILE, place="centre")
    homes.create(home, role="hub", tenant=scene.TENANT, **words)
    kind = next(one.code for one in profile.places.kinds if one.central)
    with scene.at_work(home) as node:
        place = founding.NewPlace(code="centre", name="Biblioteca central", kind=kind)
        founding.found(node, place, on=scene.ON)
    return home


@pytest.fixture
def joined(library: Path, hub: Path, run: Run, tmp_path: Path) -> Path:
    """The library belongs to the hub's network; the library's home."""
    ask, answer = str(tmp_path / "ask.json"), str(tmp_path / "answer.bin")
    asked = run(library, "enrol", "request", ask, "--label", "old laptop", "--json")
    granted = run(hub, "enrol", "grant", ask, answer, "--name", "Biblioteca", "--json")
    accepted = run(library, "enrol", "accept", answer, "--json")
    assert (asked.exit, granted.exit, accepted.exit) == (0, 0, 0), (asked, granted, accepted)
    assert asked.told["node"] == granted.told["node"] == accepted.told["node"]
    assert accepted.told["scopes"] == granted.told["scopes"]
    assert granted.told["root"] == accepted.told["root"]
    assert asked.told["fingerprint"] == accepted.told["fingerprint"]
    return library


def scopes(run: Run, home: Path) -> dict[str, str]:
    found: dict[str, str] = run(home, "digest", "--json").told["scopes"]
    return found


def test_what_a_library_had_done_alone_is_at_the_hub_after_one_exchange_and_stays_here(
    joined: Path, hub: Path, run: Run, serve: Serve
) -> None:
    lent = codes_of(joined, "on_loan")
    assert lent, "what was lent before it joined is still lent"
    assert run(joined, "verify", "--json").told["faults"] == []
    with serve(hub) as served:
        first = run(joined, "sync", served.address, "--json")
        assert first.exit == 0, first
        assert first.told["sent"] > 0
        assert (first.told["waiting"], first.told["forks"], first.told["aside"]) == (0, [], [])
        again = run(joined, "sync", served.address, "--json").told
        assert (again["sent"], again["received"]) == (0, 0)
        here, there = scopes(run, joined), scopes(run, hub)
        assert here.items() <= there.items()
        assert run(hub, "verify", "--json").told["faults"] == []
    assert codes_of(hub, "on_loan") == lent
    assert cards_of(hub) == cards_of(joined)


def test_an_act_at_the_library_reaches_the_hub_while_both_are_served(
    joined: Path, hub: Path, run: Run, serve: Serve
) -> None:
    with serve(hub) as province, serve(joined):
        assert run(joined, "sync", province.address, "--json").exit == 0
        (copy, *_), (card, *_) = codes_of(joined, "available"), cards_of(joined)
        assert run(joined, "lend", copy, card, "--json").exit == 0
        told = run(joined, "sync", province.address, "--json").told
        assert told["sent"] == 1
        assert run(hub, "copy", copy, "--json").told["status"] == "on_loan"


def test_a_stick_carries_the_same_both_ways(
    joined: Path, hub: Path, run: Run, tmp_path: Path
) -> None:
    stick = str(tmp_path / "parcel")
    assert run(joined, "parcel", "write", stick, "--json").exit == 0
    read = run(hub, "parcel", "read", stick, "--json")
    assert (read.exit, read.told["quarantined"], read.told["receipts"]) == (0, [], 1)
    assert read.told["facts"] > 0
    assert run(hub, "parcel", "write", "--for", "main", stick, "--json").exit == 0
    back = run(joined, "parcel", "read", stick, "--json")
    assert (back.exit, back.told["quarantined"]) == (0, [])
    assert scopes(run, joined).items() <= scopes(run, hub).items()
    lean = run(joined, "parcel", "write", stick, "--json").told["bytes"]
    assert run(joined, "parcel", "write", stick, "--whole", "--json").told["bytes"] > lean
    again = run(hub, "parcel", "read", stick, "--json")
    assert (again.exit, again.told["facts"]) == (0, 0), "it has all of it already"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "parcel.magic"),
        (b"PK\x03\x04 an archive", "parcel.magic"),
        (b"<!doctype html><title>Wi-Fi", "parcel.magic"),
        (b"\x89TUS", "parcel.torn"),
    ],
)
def test_a_file_that_is_no_parcel_is_refused_with_what_to_do(
    joined: Path, run: Run, tmp_path: Path, raw: bytes, code: str
) -> None:
    path = tmp_path / "wrong"
    path.write_bytes(raw)
    before = scopes(run, joined)
    for language in ("vi", "en"):
        ran = run(joined, "parcel", "read", str(path), "--json", "--lang", language)
        assert (ran.exit, ran.told["refusal"]["code"]) == (3, code)
        assert ran.told["refusal"]["message"] != code
    assert scopes(run, joined) == before


def test_a_parcel_for_another_machine_is_left_to_be_carried_on(
    joined: Path, hub: Path, run: Run, tmp_path: Path
) -> None:
    stick = str(tmp_path / "parcel")
    run(joined, "parcel", "write", stick)
    ran = run(joined, "parcel", "read", stick, "--json")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "parcel.recipient")


def test_half_a_parcel_gives_what_is_whole_and_asks_for_a_person(
    joined: Path, hub: Path, run: Run, tmp_path: Path
) -> None:
    stick = tmp_path / "parcel"
    run(joined, "parcel", "write", str(stick))
    whole = stick.read_bytes()
    stick.write_bytes(whole[: len(whole) * 3 // 4])
    half = run(hub, "parcel", "read", str(stick), "--json")
    assert (half.exit, half.told["quarantined"]) == (1, ["parcel.torn"])
    stick.write_bytes(whole)
    assert run(hub, "parcel", "read", str(stick), "--json").exit == 0
    assert run(hub, "verify", "--json").told["faults"] == []


class _Portal(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Wi-Fi</title>Please log in")

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    """The address of a page where a Wi-Fi wants a login."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_what_answers_in_place_of_the_hub_is_told_from_it_and_nothing_is_lost(
    joined: Path, run: Run, portal: str
) -> None:
    run(joined, "sync", portal)  # what the library owes by itself is told by now
    before = scopes(run, joined)
    for address, code in (
        (portal, "sync.no_node"),
        (f"http://127.0.0.1:{free_port()}", "sync.no_answer"),
        ("ftp://somewhere", "sync.address"),
    ):
        for language in ("vi", "en"):
            ran = run(joined, "sync", address, "--json", "--lang", language)
            assert (ran.exit, ran.told["refusal"]["code"]) == (3, code)
            assert ran.told["refusal"]["message"] != code
    assert scopes(run, joined) == before


def test_a_library_that_the_province_does_not_know_is_told_how_to_join(
    library: Path, hub: Path, run: Run, serve: Serve, tmp_path: Path
) -> None:
    assert run(library, "parcel", "write", str(tmp_path / "p"), "--json").told["refusal"][
        "code"
    ] == ("parcel.alone")
    with serve(hub) as served:
        ran = run(library, "sync", served.address, "--json")
    assert (ran.exit, ran.told["refusal"]["code"]) == (3, "node.unknown")


def test_wrong_files_do_not_let_anybody_in(
    library: Path, hub: Path, run: Run, tmp_path: Path
) -> None:
    ask, answer = tmp_path / "ask.json", tmp_path / "answer.bin"
    run(library, "enrol", "request", str(ask))
    told = ask.read_text().replace('"role": "library"', '"role": "vehicle"')
    changed = tmp_path / "changed.json"
    changed.write_text(told)
    for words, code in (
        (("grant", str(answer), str(tmp_path / "x")), None),
        (("grant", str(changed), str(answer)), "sync.signature"),
        (("grant", str(ask), str(answer)), "enrol.place"),
    ):
        ran = run(hub, "enrol", *words, "--json")
        assert ran.exit == 3, ran
        assert code in (None, ran.told["refusal"]["code"])
    assert not answer.exists()
    other = run(library, "enrol", "grant", str(ask), str(answer), "--json")
    assert (other.exit, other.told["refusal"]["code"]) == (3, "enrol.not_a_hub")
    bent = tmp_path / "bent"
    bent.write_bytes(b"no answer at all")
    ran = run(library, "enrol", "accept", str(bent), "--json")
    assert ran.exit == 3


def test_a_machine_asks_over_the_network_and_fetches_what_people_granted(
    library: Path, hub: Path, run: Run, serve: Serve, tmp_path: Path
) -> None:
    with serve(hub) as served:
        early = run(library, "enrol", "fetch", served.address, "--json")
        assert (early.exit, early.told["refusal"]["code"]) == (3, "enrol.not_asked")
        asked = run(library, "enrol", "ask", served.address, "--label", "by wire", "--json")
        assert asked.exit == 0, asked
        waits = run(library, "enrol", "fetch", served.address, "--json")
        assert (waits.exit, waits.told["refusal"]["code"]) == (3, "enrol.waits")
        (one,) = run(hub, "enrol", "list", "--json").told["waiting"]
        assert one["fingerprint"] == asked.told["fingerprint"]
        ask, answer = str(tmp_path / "ask.json"), str(tmp_path / "answer.bin")
        run(library, "enrol", "request", ask)
        assert run(hub, "enrol", "grant", ask, answer, "--name", "Biblioteca", "--json").exit == 0
        assert run(hub, "enrol", "list", "--json").told["waiting"] == []
        wrong = run(library, "enrol", "fetch", served.address, "--root", "0000", "--json")
        assert (wrong.exit, wrong.told["refusal"]["code"]) == (3, "enrol.other_root")
        fetched = run(library, "enrol", "fetch", served.address, "--json")
        assert fetched.exit == 0, fetched
        assert fetched.told["root"] == asked.told["root"]
        assert run(library, "sync", served.address, "--json").exit == 0


def test_the_stolen_one_is_shut_out_and_a_new_one_takes_its_place(
    joined: Path, hub: Path, run: Run, tmp_path: Path
) -> None:
    stick = str(tmp_path / "parcel")
    assert run(joined, "parcel", "write", stick, "--json").exit == 0
    assert run(hub, "parcel", "read", stick, "--json").exit == 0
    own = run(joined, "enrol", "list", "--json").told["machines"]
    key = next(one["node"] for one in own if one["own"])
    tried = run(hub, "enrol", "revoke", "main", "--last-good", "2001-01-01 00:00", "--dry-run")
    assert tried.exit == 0, tried
    assert [one["state"] for one in run(hub, "enrol", "list", "--json").told["machines"]] == [
        "good",
        "good",
    ]
    new, ask, answer = tmp_path / "new", str(tmp_path / "ask2"), str(tmp_path / "answer2")
    scene.found(new)
    assert run(new, "enrol", "request", ask).exit == 0
    replaced = run(hub, "enrol", "replace", "main", ask, answer, "--json")
    assert replaced.exit == 0, replaced
    accepted = run(new, "enrol", "accept", answer, "--json")
    assert accepted.exit == 0, accepted
    assert accepted.told["place"] == "main"
    told = {one["node"]: one for one in run(hub, "enrol", "list", "--json").told["machines"]}
    assert told[key]["state"] == "revoked"
    assert told[accepted.told["node"]]["follows"] == key
    assert run(hub, "parcel", "write", "--for", "main", stick, "--json").told["recipients"] == [
        accepted.told["node"]
    ]
    assert run(new, "parcel", "read", stick, "--json").exit == 0
    assert codes_of(new, "on_loan") == codes_of(hub, "on_loan")
    assert cards_of(new) == cards_of(joined)


@pytest.mark.parametrize(
    ("words", "exit", "code"),
    [
        (("revoke",), 2, "usage"),
        (("renew", "nowhere"), 3, "enrol.no_machine"),
        (("revoke", "main", "--last-good", "yesterday"), 3, "enrol.moment"),
        (("renew", "main", "--days", "3"), 3, "enrol.shorter"),
    ],
)
def test_wrong_words_about_machines_are_answered_with_the_right_ones(
    joined: Path, hub: Path, run: Run, words: tuple[str, ...], exit: int, code: str
) -> None:
    for language in ("vi", "en"):
        ran = run(hub, "enrol", *words, "--json", "--lang", language)
        assert (ran.exit, ran.told["refusal"]["code"]) == (exit, code)
        assert ran.told["refusal"]["message"] != code


def test_whoever_was_appointed_gets_a_first_code_on_this_very_machine(
    joined: Path, run: Run
) -> None:
    (one,) = run(joined, "first-login", "--json").told["people"]
    assert one["login"] is None
    made = run(joined, "first-login", one["person"][:8], "ana", "--json")
    assert made.exit == 0 and made.told["login"] == "ana" and made.told["code"]
    again = run(joined, "first-login", one["person"][:8], "ana", "--json")
    assert again.told["code"] != made.told["code"]
    for wrong in (("0000", "bea"), (one["person"][:2], "bea"), (one["person"][:8],)):
        assert run(joined, "first-login", *wrong, "--json").exit == 3
