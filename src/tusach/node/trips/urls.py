"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import crates, home, road, trips

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
]
