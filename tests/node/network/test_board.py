"""All machines in one list: what they said of themselves, who is silent, what is not known."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable

import msgspec
import pytest
from django.test import Client
from tests.node.network.conftest import CHIEF, THERE, WIDE, Network, words

from tusach import VERSION
from tusach.library.nodes.facts import NODE_ENROLLED, NodeEnrolled
from tusach.node.network import rows as board
from tusach.node.network.rows import Row, chosen, counted, rows_of
from tusach.node.settings.home import write_home
from tusach.node.store import peers
from tusach.node.store.keys import Installation, box_key
from tusach.node.store.peers import Report
from tusach.node.sync import enrolling
from tusach.node.sync.certifying import draft, tell

At = Callable[..., Client]


def only(network: Network) -> Row:
    (row,) = counted(network.hub, rows_of(network.hub))
    return row


def test_a_machine_that_was_never_heard_of_is_not_known_rather_than_nought(
    network: Network, at: At
) -> None:
    row = only(network)
    assert (row.at_ms, row.software, row.disk_free, row.ahead_ms) == (None, "", None, None)
    assert (row.lacks, row.owes, row.is_silent) == (None, None, True)
    page = words(at(network.hub, CHIEF).get("/network/board"))
    assert "laptop of Brisa" in page
    assert page.count("not known yet") >= 5
    assert "chưa biết" in words(at(network.hub, CHIEF, language="vi").get("/network/board"))


def test_after_an_exchange_the_list_tells_version_disk_clock_and_that_nothing_is_lacking(
    network: Network, at: At
) -> None:
    network.clock.minutes_pass(40)
    network.met()
    row = only(network)
    assert (row.software, row.lacks, row.owes, row.silent_days) == (VERSION, 0, 0, 0)
    assert row.disk_free
    assert row.is_clock_off
    page = words(at(network.hub, CHIEF).get("/network/board"))
    assert "40 minutes ahead" in page
    network.library.lend(network.library.copies[0], "1" * 32)
    network.hub.store.seal()
    assert only(network).lacks == 0, "a loan of the centre is not for the branch"
    described = network.library.node.store.query("SELECT count(*) FROM title")
    assert described


def test_the_page_of_lost_machines_knows_when_one_was_met(network: Network, at: At) -> None:
    never = "never by this machine"
    assert never in words(at(network.hub, CHIEF).get("/privacy/lost"))
    network.met()
    assert never not in words(at(network.hub, CHIEF).get("/privacy/lost"))


def test_a_machine_that_said_nothing_for_days_is_silent(network: Network) -> None:
    network.met()
    assert not only(network).is_silent
    clock = network.library.clock
    clock.minutes_pass(15 * 24 * 60)
    row = only(network)
    assert (row.is_silent, row.silent_days) == (True, 15)
    write_home(network.hub.home, silent_days=20)
    assert not only(network).is_silent


def test_a_vehicle_that_has_not_given_up_the_readers_of_a_trip_is_listed_by_the_hub(
    network: Network, at: At
) -> None:
    hub, library = network.hub.store, network.library
    enrolling.lead(network.hub)
    key = Installation(hashlib.sha256(b"bus").digest()).public_hex
    said = NodeEnrolled(key, box_key(key), "vehicle", (library.main,), "2027-06-01", "bus")
    trip = msgspec.structs.replace(
        said, places=(library.main, library.hut), valid_until="2026-11-24"
    )
    for body in (said, trip):
        tell(hub, None, [draft(hub, NODE_ENROLLED, key, body)])
    hub.seal()
    still = "still holds the readers of"
    assert still not in words(at(network.hub, CHIEF).get("/network/board"))
    library.clock.minutes_pass(3 * 24 * 60)
    assert still in words(at(network.hub, CHIEF).get("/network/board?show=trouble"))
    page = words(at(network.hub, CHIEF, language="vi").get("/network/board"))
    assert still not in page and "bus" in page


def test_rows_are_chosen_searched_and_ordered_the_worst_first() -> None:
    def row(name: str, **more: object) -> Row:
        return msgspec.structs.replace(Row(key=name, name=name, role="library", places=()), **more)

    rows = [
        row("Bảo Lạc", at_ms=50, ahead_ms=1_000, disk_free=9, software="0.2"),
        row("An", is_silent=True),
        row("Xe 1", role="vehicle", at_ms=40, ahead_ms=-900_000, still_holds=("people:x",)),
        row("Hòa An", is_revoked=True, is_silent=False, at_ms=10),
    ]
    name = [one.name for one in chosen(rows)]
    assert name == ["An", "Bảo Lạc", "Hòa An", "Xe 1"]
    assert [one.name for one in chosen(rows, show="silent")] == ["An"]
    assert [one.name for one in chosen(rows, show="vehicles")] == ["Xe 1"]
    assert [one.name for one in chosen(rows, show="revoked")] == ["Hòa An"]
    assert [one.name for one in chosen(rows, show="trouble")] == ["An", "Bảo Lạc", "Xe 1"]
    assert [one.name for one in chosen(rows, sort="contact")][:2] == ["An", "Hòa An"]
    assert [one.name for one in chosen(rows, sort="clock")][0] == "Xe 1"
    assert [one.name for one in chosen(rows, sort="disk")][0] == "Bảo Lạc"
    assert [one.name for one in chosen(rows, sort="version")][0] == "Bảo Lạc"
    assert [one.name for one in chosen(rows, words="hòa")] == ["Hòa An"]


def test_the_list_is_given_out_whole_and_no_name_becomes_a_formula(
    network: Network, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.met()
    monkeypatch.setattr(board, "still_held", lambda node: {network.branch.store.own_key: ("=1+1",)})
    answer = at(network.hub, CHIEF).get("/network/board.csv?show=nonsense&sort=nonsense")
    (row,) = csv.DictReader(io.StringIO(words(answer).removeprefix("\ufeff")))
    assert (row["name"], row["lacks"], row["software"]) == ("laptop of Brisa", "0", VERSION)
    assert row["still_holds"] == "'=1+1"


def test_an_older_machine_that_does_not_tell_its_disk_is_heard_all_the_same(
    network: Network,
) -> None:
    peers.report(network.hub.home, network.branch.store.own_key, Report(at_ms=1, software="0.0.1"))
    row = only(network)
    assert (row.software, row.disk_free, row.is_older) == ("0.0.1", None, True)


def test_the_old_address_of_the_list_leads_to_the_one_that_there_is(
    network: Network, at: At
) -> None:
    answer = at(network.hub, THERE).get("/network/machines")
    assert (answer.status_code, answer["Location"]) == (302, "/network/board")


def test_each_machine_stands_there_once_with_its_lease_and_what_may_be_done_with_it(
    network: Network, at: At
) -> None:
    page = words(at(network.hub, CHIEF).get("/network/board"))
    assert page.count("laptop of Brisa") == 1
    assert "this machine" in page
    assert "/revoke" in page and "/renew" not in page
    network.library.clock.minutes_pass(160 * 24 * 60)
    page = words(at(network.hub, CHIEF).get("/network/board?show=trouble"))
    assert "lease until" in page and page.count("/renew") == 1
    seen = words(at(network.hub, THERE).get("/network/board"))
    assert "laptop of Brisa" in seen
    assert "/revoke" not in seen and "/renew" not in seen and "board.csv" not in seen


def test_an_administrator_says_after_how_many_days_a_machine_is_silent(
    network: Network, at: At
) -> None:
    network.met()
    network.library.clock.minutes_pass(15 * 24 * 60)
    client = at(network.hub, CHIEF)
    assert only(network).is_silent
    done = client.post("/network/board/silent", {"days": "30"}, follow=True)
    assert "Noted" in words(done) and 'value="30"' in words(done)
    assert not only(network).is_silent
    for wrong in ("", "0", "366", "99999", "x", "٣"):
        answer = client.post("/network/board/silent", {"days": wrong})
        assert answer.status_code == 422 and "from 1 to 365" in words(answer)
    assert board.silent_days(network.hub) == 30
    assert "/board/silent" not in words(at(network.hub, WIDE).get("/network/board"))
