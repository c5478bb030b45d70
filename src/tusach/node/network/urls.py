"""The addresses of the network, below `network/`."""

from django.urls import path

from tusach.node.network import board, carried, enrolment_urls, home

app_name = "network"
urlpatterns = [
    path("", home.home, name="home"),
    path("unsent", home.waiting, name="unsent"),
    path("addresses", home.remember, name="remember"),
    path("addresses/forget", home.forget, name="forget"),
    path("exchange", home.exchange_now, name="exchange"),
    path("sticks", carried.sticks, name="sticks"),
    path("sticks/read", carried.read_lying, name="read"),
    path("sticks/waiting/remove", carried.drop_waiting, name="drop-waiting"),
    path("sticks/write", carried.write, name="write"),
    path("errands/<errand>", carried.errand, name="errand"),
    path("errands/<errand>/parcel", carried.fetch, name="fetch"),
    path("board", board.board, name="board"),
    path("board/silent", board.set_silent, name="silent"),
    path("board.csv", board.as_csv, name="board-csv"),
    *enrolment_urls.urlpatterns,
]
