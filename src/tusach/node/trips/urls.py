"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import crates, home

app_name = "trips"
urlpatterns = [
    path("", home.home, name="home"),
    path("crates", crates.crates, name="crates"),
]
