"""The demonstration: one seed, one province; the batch door tells what the desk would tell."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tusach.exchange.documents.report_bundle import verified
from tusach.ledger.draft import Draft
from tusach.ledger.fact import trusted
from tusach.library.copies.story import CopyState
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import unserved
from tusach.library.trips.problem import Problem
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, reports, serving
from tusach.node.acts.markets import all_markets
from tusach.node.acts.node import At, Node, open_node, profile_folder
from tusach.node.acts.roads import closed_roads
from tusach.node.acts.verifying import verify_home
from tusach.node.demo.build import Built, Plan, Size, build
from tusach.node.demo.doors import BatchDoor
from tusach.node.demo.reported import CAME_LATE
from tusach.node.store.protocol import StoreFault
from tusach.node.store.retell import scope_digests
from tusach.node.trips import home_wishes
from tusach.node.trips.plan_jobs import plan_jobs_of
from tusach.node.trips.promised_plan import plan_of_trips

TINY = Size(titles=60, copies=400, readers=90, loans=420, visits=300)
UNTIL = date(2026, 11, 22)


class DeskDoor(BatchDoor):
    """Every act on its own, through the calls that pages make."""

    @contextlib.contextmanager
    def days(self) -> Iterator[None]:
        yield

    def copy(self, copy: str) -> CopyState:
        found: CopyState = self.node.store.state(copy, "copy")
        return found

    def lend(self, copy: str, reader: str, at: At) -> str | None:
        return _fact(circulation.lend(self.node, copy, reader, at))

    def take_back(self, copy: str, at: At) -> str | None:
        return _fact(circulation.take_back(self.node, copy, at))

    def renew(self, copy: str, at: At) -> str | None:
        return _fact(circulation.renew(self.node, copy, at))

    def lose(self, copy: str, at: At) -> str | None:
        return _fact(circulation.lose(self.node, copy, at, reason="reader"))

    def count(self, body: VisitCounted, at: At) -> str | None:
        return _fact(circulation.count_visits(self.node, body, at))

    def tell(self, draft: Draft, at: At) -> str | None:
        done = self.node.store.tell(at.by, (draft,))
        return getattr(done, "facts", (None,))[0]


def _fact(told: Any) -> str | None:
    return told.fact if isinstance(told, circulation.Told) else None


def _plan(profile: str, **changes: Any) -> Plan:
    size = TINY if profile == "caobang" else msgspec.structs.replace(TINY, titles=14)
    plan = Plan("7", size, UNTIL, profile, lambda *_: None, days=60)
    return msgspec.structs.replace(plan, **changes)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, Built]]:
    """Builds a home once for each way of building it."""
    kept: dict[str, tuple[Path, Built]] = {}

    def make(name: str, plan: Plan) -> tuple[Path, Built]:
        if name not in kept:
            folder = tmp_path_factory.mktemp(name)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TUSACH_KEYS", str(folder / "keys"))
                kept[name] = folder / "home", build(folder / "home", plan)
        return kept[name]

    return make


@contextlib.contextmanager
def _opened(home: Path) -> Iterator[Node]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUSACH_KEYS", str(home.parent / "keys"))
        node = open_node(home, readonly=True)
        try:
            yield node
        finally:
            node.indexer.close()
            node.store.engine.close()
            node.store.vault.close()


def test_a_demonstration_may_end_on_a_day_when_every_library_is_closed(
    made: Callable[..., tuple[Path, Built]],
) -> None:
    holiday = _plan("caobang", until=date(2026, 11, 24), days=9)
    _home, built = made("demo-holiday", holiday)
    assert built.tally.loans > 0


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 1, 30)], ids=["sunday", "tet"])
def test_the_coming_quarter_is_promised_to_nearly_every_commune_and_answers_a_request(
    made: Callable[..., tuple[Path, Built]], until: date
) -> None:
    home, _built = made(f"demo-quarter-{until}", _plan("caobang", until=until, days=9))
    with _opened(home) as node:
        on = until.isoformat()
        (met,) = node.store.query(
            "SELECT count(DISTINCT p.unit) FROM place_visit v JOIN place p "
            "ON p.tenant = v.tenant AND p.subject = v.subject WHERE v.day > ? AND v.called_off = 0",
            (on,),
        )
        assert met[0] == 56
        (request,) = (one for one in serving.requests(node) if one.answer is not None)
        assert request.asked is not None and request.answer is not None
        dated = node.store.query(
            "SELECT day FROM place_visit WHERE subject = ?", (request.asked.place,)
        )
        assert (request.answer.on,) in dated
        (plan,) = plan_jobs_of(node).all()
        assert (plan.state, plan.faults, plan.required_unserved) == ("done", 0, 0)
        # Whoever plans other days of them goes on from what is promised, nights included.
        first = until + timedelta(days=5)
        wished = home_wishes.problem_of(node, first, first + timedelta(days=90), plan.vehicles)
        assert isinstance(wished, Problem)
        found = insert_all(wished, kept=plan_of_trips(node, wished))
        pinned = {one.id for one in wished.slots if one.pinned}
        assert len(pinned) > 40
        assert not pinned & set(unserved(wished, found))
        assert not [one for one in faults(wished, found) if one.code != "slot.unserved"]


def _told(home: Path) -> list[tuple[Any, ...]]:
    """What was told, without what depends on the clock's looks: time, chain, ids."""
    found = []
    with _opened(home) as node:
        names: dict[str, str] = {}
        with node.store.engine.reading() as reading:
            for row in reading.facts(0, 1_000_000):
                fact = trusted(row.raw)
                names[row.id] = f"{len(names)}"
                values = msgspec.json.decode(fact.body)
                if fact.kind == "report.frozen/1":
                    # Hashes of what was told before, so of its times too.
                    del values["heads"], values["evidence"]
                    for one in values["values"]:
                        one.pop("num_root", None)
                        one.pop("den_root", None)
                body = json.dumps(values, sort_keys=True)
                for key, short in names.items():
                    if key in body:
                        body = body.replace(key, short)
                reader = ""
                if fact.kind == "copy.lent/2":
                    part = node.store.vault.part(fact.commitment or "")
                    assert part is not None
                    told = msgspec.json.decode(part.raw)
                    told["after_reader"] = [names[one] for one in told["after_reader"]]
                    reader = json.dumps(told)
                after = sorted(names[one] for one in fact.after)
                found.append(
                    (fact.kind, fact.subject, fact.on, fact.place, fact.teller, body, reader)
                    + (tuple(after),)
                )
    return found


@pytest.mark.parametrize("profile", ["lumira", "caobang"])
def test_a_demonstration_verifies_and_shows_three_disagreements(
    made: Callable[..., tuple[Path, Built]], profile: str
) -> None:
    home, built = made(f"demo-{profile}", _plan(profile))
    assert built.tally.loans > 100
    assert built.tally.returns > 50
    assert built.tally.renewals > 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUSACH_KEYS", str(home.parent / "keys"))
        assert verify_home(home).faults == ()
    with _opened(home) as node:
        codes = [row[0] for row in node.store.query("SELECT code FROM disagreement ORDER BY 1")]
        assert codes == ["copy.lent_twice", "copy.registered_twice", "visit.sheet_twice"]
        assert node.store.query("SELECT count(*) FROM dead_letter") == [(0,)]
        tenants = node.store.query("SELECT DISTINCT tenant FROM copy")
        assert tenants == [(node.profile.province.tenant,)]
        for table in ("baseline", "target", "task"):
            ((n,),) = node.store.query(f"SELECT count(*) FROM {table}")  # noqa: S608
            assert n >= 2, table


def test_equal_seeds_give_equal_facts_and_others_do_not(
    made: Callable[..., tuple[Path, Built]],
) -> None:
    digests = []
    for name, plan in (
        ("demo-lumira", _plan("lumira")),
        ("again", _plan("lumira")),
        ("other", _plan("lumira", seed="8")),
    ):
        home, _ = made(name, plan)
        with _opened(home) as node:
            digests.append(scope_digests(node.store))
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_a_thousand_acts_told_at_the_desk_are_the_facts_of_the_batch_door(
    made: Callable[..., tuple[Path, Built]],
) -> None:
    batch, built = made("demo-caobang", _plan("caobang"))
    desk, again = made("desk", _plan("caobang", door=DeskDoor))
    assert built.tally == again.tally
    # A spot check is drawn by ids of facts, and these are others at another home.
    ours, theirs = (
        [one for one in _told(home) if not one[0].startswith("spotcheck.")]
        for home in (batch, desk)
    )
    kinds = ("copy.lent/2", "copy.returned/2", "loan.renewed/1", "copy.lost/1", "visit.counted/1")
    acts = [one for one in ours if one[0] in kinds]
    assert len(acts) >= 900
    assert ours == theirs


def test_a_profile_of_few_words_has_as_many_titles_as_they_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    said: list[tuple[str, int, int]] = []
    size = Size(titles=200, copies=60, readers=20, loans=30, visits=20)
    plan = Plan("1", size, UNTIL, "lumira", lambda *told: said.append(told))
    found = build(home, plan)
    assert 10 < found.titles < 100
    assert ("titles", found.titles, found.titles) in said
    assert verify_home(home).faults == ()


@pytest.mark.parametrize("lacking", [("demonstration",), ("books", "titles")])
def test_a_profile_without_a_demonstration_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    profile = tmp_path / "profile"
    shutil.copytree(profile_folder("lumira"), profile)
    for name in lacking:
        (profile / f"{name}.json").unlink()
    plan = Plan("1", TINY, UNTIL, str(profile), lambda *_told: None)
    with pytest.raises(StoreFault, match=r"demo\.none"):
        build(tmp_path / "home", plan)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile"]


def test_markets_roads_and_places_are_there_to_plan_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    closed = date(2026, 11, 23)  # a Monday, on which the libraries are closed
    plan = Plan("1", TINY, closed, "caobang", lambda *_: None, days=20)
    build(home, plan)
    node = open_node(home, readonly=True)
    try:
        known = all_markets(node)
        assert len(known) == 16
        judged = [one.judgement_on(closed.isoformat()) for one in known]
        assert {one.suitable for one in judged if one} == {True, False}
        counts = [
            node.store.query(f"SELECT count(*) FROM {table} WHERE tenant = ?", (node.tenant,))[0][0]  # noqa: S608
            for table in ("place_service", "place_class", "visit_request", "road")
        ]
        assert all(counts), counts
        assert len(closed_roads(node, closed.isoformat())) == 1
    finally:
        node.indexer.close()
        node.store.engine.close()
        node.store.vault.close()


def test_a_report_is_signed_and_issued_and_a_late_sheet_shows_beside_it(
    made: Callable[..., tuple[Path, Built]],
) -> None:
    home, _built = made("demo-caobang", _plan("caobang"))
    with _opened(home) as node:
        issued = [one for one in reports.listed(node) if one.issued is not None]
        assert [one.standing for one in issued] == ["issued"]
        late = {one.now.indicator: one for one in reports.late(node, issued[0]).found}
        assert late["visits"].now.num is not None
        assert late["visits"].now.num - (late["visits"].then.num or 0) == CAME_LATE
        assert len(late["visits"].came) == 1
        bundle = reports.bundle(node, issued[0])
        assert isinstance(bundle, bytes)
        assert verified(bundle).faults == ()
