"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import (
    announcing,
    crates,
    home,
    market_page,
    markets,
    road,
    roads,
    trips,
    visit_requests,
    visited,
)

app_name = "trips"
urlpatterns = [
    path("", home.home, name="home"),
    path("crates", crates.crates, name="crates"),
    path("list", trips.trips, name="trips"),
    path("plan", trips.plan_trip, name="plan"),
    path("trip/<str:trip>", trips.trip, name="trip"),
    path("trip/<str:trip>/change", trips.change_trip, name="change"),
    path("trip/<str:trip>/publish", trips.publish, name="publish"),
    path("trip/<str:trip>/cancel", trips.cancel, name="cancel"),
    path("trip/<str:trip>/sheet", trips.sheet, name="sheet"),
    path("trip/<str:trip>/road", road.road, name="road"),
    path("trip/<str:trip>/depart", road.depart, name="depart"),
    path("trip/<str:trip>/open", road.open_stop, name="open-stop"),
    path("trip/<str:trip>/stops/<str:stop>/close", road.close_stop, name="close-stop"),
    path("trip/<str:trip>/stops/<str:stop>/miss", road.miss_stop, name="miss-stop"),
    path("trip/<str:trip>/stops/<str:stop>/confirm", road.confirm_stop, name="confirm-stop"),
    path("trip/<str:trip>/back", road.come_back, name="come-back"),
    path("trip/<str:trip>/close", road.close, name="close-trip"),
    path("trip/<str:trip>/undo/<str:fact>", road.undo, name="trip-undo"),
    path("calendar", announcing.announced, name="calendar"),
    path("markets", markets.listed, name="markets"),
    path("markets.ics", markets.every_file, name="markets-file"),
    path("markets/new", markets.add, name="market-new"),
    path("markets/take", markets.take_over, name="markets-take"),
    path("markets/<str:market>.ics", market_page.one_file, name="market-file"),
    path("markets/<str:market>", market_page.market, name="market"),
    path("places", visited.visited, name="places"),
    path("places/<str:place>", visited.place, name="place"),
    path("requests", visit_requests.requests, name="requests"),
    path("requests/<str:request_id>", visit_requests.answer, name="answer"),
    path("roads", roads.board, name="roads"),
    path("roads/legs", roads.legs, name="legs"),
    path("roads/<str:road>/opened", roads.opened, name="road-opened"),
]
