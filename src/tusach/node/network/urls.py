"""The addresses of the network, below `network/`."""

from django.urls import path

from tusach.node.network import enrolment_urls, home

app_name = "network"
urlpatterns = [
    path("", home.home, name="home"),
    *enrolment_urls.urlpatterns,
]
