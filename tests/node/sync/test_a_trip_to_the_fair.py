"""The whole way of a crate: promised, packed, cut off from the network, lent, brought home, joined.

A pupil asks for a volume at one fair and has it in her hands at the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.sync.machines import Machines, machines, meet, reader, stock
from tests.node.sync.test_promised_trips import as_vehicle
from tests.node.sync.test_trips import Trip, day_after

from tusach.ledger.draft import Refusal
from tusach.library.crates.rules import Receipt
from tusach.library.trips.facts import PlannedStop, StopConfirmed, TripPlanned, TripReturned
from tusach.library.trips.rules import Going, Where
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import asking, circulation, crating, packing, photographs, travelling
from tusach.node.acts.node import At
from tusach.node.store.retell import scope_digests
from tusach.node.store.store import Done

BOOKS = 12


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def done(told: object) -> None:
    assert not isinstance(told, Refusal), told


class Fair:
    """A hub with a crate, a vehicle, and the places of two libraries as the fairs it goes to."""

    def __init__(self, network: Machines) -> None:
        self.trip = Trip(network)
        self.hub, self.car = self.trip.hub, self.trip.car
        self.vehicle = self.car.own_place() or ""
        self.centre = At(self.hub.own_place() or "", self.hub.today())
        as_vehicle(self.hub, self.vehicle)
        as_vehicle(self.car, self.vehicle)
        self.pupil = self.trip.readers[self.trip.one]
        self.fair = self.trip.one.own_place() or ""
        self.readers = [reader(self.trip.one, f"Người đọc {nr}") for nr in range(BOOKS // 2)]
        meet(self.trip.one, self.hub)

    def on_car(self, stop: str = "") -> At:
        place = self.fair if stop else self.vehicle
        return At(place, self.car.today(), stop=stop or None)

    def promised(self) -> tuple[str, tuple[str, ...]]:
        """A trip of today to both places, known to the vehicle."""
        today = self.hub.today()
        stops = tuple(
            PlannedStop(stop=self.hub.store.random.new_id(), place=one, on=today)
            for one in (self.fair, self.trip.two.own_place() or "")
        )
        body = TripPlanned(vehicle=self.vehicle, first_on=today, last_on=today, stops=stops)
        trip = travelling.plan(self.hub, body, At(self.vehicle, today))
        assert isinstance(trip, str), trip
        assert isinstance(travelling.publish(self.hub, trip, At(self.vehicle, today)), Done)
        return trip, tuple(one.stop for one in stops)

    def packed(self, books: list[str]) -> str:
        """A crate with these books, promises first, sent to the vehicle."""
        made = crating.make(self.hub, 1, self.centre)
        assert isinstance(made, crating.Made), made
        crate = made.crates[0][0]
        for copy in books:
            hold = packing.hold_for(self.hub, copy, self.fair, self.centre.on)
            done(crating.pack(self.hub, crate, copy, self.centre, hold=hold))
        back_on = day_after(self.hub, 20)
        done(crating.send(self.hub, crate, self.centre, to=self.vehicle, back_on=back_on))
        return crate

    def meet(self) -> None:
        for _ in range(2):
            meet(self.car, self.hub)


def test_a_trip_without_a_network_stands_whole_at_the_hub_when_it_is_home(
    network: Machines,
) -> None:
    fair = Fair(network)
    books = [stock(fair.hub, f"Quyển số {nr}") for nr in range(BOOKS)]
    trip, (first, second) = fair.promised()
    crate = fair.packed(books)
    fair.meet()

    # From here on nobody hears of the vehicle.
    car = fair.car
    done(crating.receive(car, crate, fair.on_car(), Receipt()))
    least = travelling.least_crew(car, car.today())
    going = Going(crew=(), others=least, least=least, odometer_m=1_000)
    done(travelling.depart(car, trip, fair.on_car(), going))
    where = Where(place=fair.fair, classes=("border",))
    done(travelling.open_stop(car, trip, first, fair.on_car(), where=where))
    at_stop = fair.on_car(first)
    done(circulation.count_visits(car, VisitCounted("mobile", 31), at_stop))
    for nr, copy in enumerate(books):
        told = circulation.lend(car, copy, fair.readers[nr // 2], at_stop)
        assert isinstance(told, circulation.Told), told
    said = StopConfirmed(trip, "stamp", "12/XN")
    done(photographs.confirm(car, trip, first, fair.on_car(), body=said))
    done(travelling.close_stop(car, trip, first, fair.on_car()))
    done(travelling.miss_stop(car, trip, second, fair.on_car(), reason="landslide"))
    done(travelling.come_back(car, trip, fair.on_car(), TripReturned(odometer_m=90_000)))
    done(travelling.close(car, trip, fair.on_car()))
    assert travelling.trip_of(fair.hub, trip).status == "published"

    fair.meet()
    hub = fair.hub
    assert travelling.trip_of(hub, trip).status == "closed"
    assert travelling.stop_of(hub, first) == travelling.stop_of(car, first)
    stop = travelling.stop_of(hub, first)
    assert (stop.loans, stop.visits, len(stop.confirmed)) == (BOOKS, (("", 31),), 1)
    assert travelling.stop_of(hub, second).missed is not None
    (visits,) = hub.store.query(
        "SELECT sum(n) FROM visit WHERE place = ? AND on_day = ?", (fair.fair, car.today())
    )
    assert visits == (31,)
    (loans,) = hub.store.query(
        f"SELECT count(*) FROM loan WHERE subject IN ({', '.join('?' * BOOKS)}) "  # noqa: S608
        "AND ended_on IS NULL",
        tuple(books),
    )
    assert loans == (BOOKS,)
    shared = scope_digests(car.store).keys() & scope_digests(hub.store).keys()
    assert shared
    for scope in shared:
        assert scope_digests(car.store)[scope] == scope_digests(hub.store)[scope], scope


def test_a_pupil_asks_at_one_fair_and_has_the_book_at_the_next(network: Machines) -> None:
    fair = Fair(network)
    wanted = stock(fair.hub, "Đất rừng phương Nam")
    others = [stock(fair.hub, f"Quyển số {nr}") for nr in range(3)]
    title = fair.hub.store.state(wanted, "copy").registered.title
    fair.meet()
    wish = asking.Wanting(title=title, pickup=fair.fair)
    done(asking.place_hold(fair.car, fair.pupil, wish, At(fair.fair, fair.car.today())))
    fair.meet()

    at = At(fair.fair, fair.hub.today())
    assert [one for one, _hold in packing.promised(fair.hub, fair.fair, at.on)] == [title]
    trip, (stop, _second) = fair.promised()
    crate = fair.packed([*others, wanted])
    fair.meet()
    car = fair.car
    done(crating.receive(car, crate, fair.on_car(), Receipt()))
    least = travelling.least_crew(car, car.today())
    going = Going(crew=(), others=least, least=least, odometer_m=1_000)
    done(travelling.depart(car, trip, fair.on_car(), going))
    done(travelling.open_stop(car, trip, stop, fair.on_car(), where=Where(place=fair.fair)))
    done(circulation.lend(car, wanted, fair.pupil, fair.on_car(stop)))
    fair.meet()
    assert packing.promised(fair.hub, fair.fair, at.on) == []
    rows = fair.hub.store.query("SELECT filled_on FROM hold WHERE pickup = ?", (fair.fair,))
    assert rows == [(car.today(),)]
    loan = fair.hub.store.state(wanted, "copy").open_loan
    assert loan is not None
    assert circulation.loan_reader(fair.hub, loan.fact) == fair.pupil
