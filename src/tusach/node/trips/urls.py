"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import crates, home, plans

app_name = "trips"
urlpatterns = [
    path("", home.home, name="home"),
    path("crates", crates.crates, name="crates"),
    path("plans", plans.plans, name="route-plans"),
    path("plans/<str:job>", plans.plan, name="route-plan"),
    path("plans/<str:job>/progress", plans.progress, name="route-plan-progress"),
    path("plans/<str:job>/stop", plans.stop, name="route-plan-stop"),
    path("plans/<str:job>/remove", plans.remove, name="route-plan-remove"),
    path("plans/<str:job>/again", plans.again, name="route-plan-again"),
]
