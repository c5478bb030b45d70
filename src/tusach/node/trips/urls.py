"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import (
    announcing,
    class_lists,
    crates,
    home,
    market_page,
    markets,
    roads,
    visit_requests,
    visited,
)

app_name = "trips"
urlpatterns = [
    path("", home.home, name="home"),
    path("crates", crates.crates, name="crates"),
    path("calendar", announcing.announced, name="calendar"),
    path("markets", markets.listed, name="markets"),
    path("markets.ics", markets.every_file, name="markets-file"),
    path("markets/new", markets.add, name="market-new"),
    path("markets/take", markets.take_over, name="markets-take"),
    path("markets/<str:market>.ics", market_page.one_file, name="market-file"),
    path("markets/<str:market>", market_page.market, name="market"),
    path("places", visited.visited, name="places"),
    path("places/list", class_lists.class_list, name="class-list"),
    path("places/<str:place>", visited.place, name="place"),
    path("requests", visit_requests.requests, name="requests"),
    path("requests/<str:request_id>", visit_requests.answer, name="answer"),
    path("roads", roads.board, name="roads"),
    path("roads/legs", roads.legs, name="legs"),
    path("roads/<str:road>/opened", roads.opened, name="road-opened"),
]
