"""The addresses of machines and of how they come in, within those of the network."""

from django.urls import path

from tusach.node.network import board, enrolment, invited, machines

urlpatterns = [
    path("machines", board.moved, name="machines"),
    path("machines/<str:machine>", machines.one, name="machine"),
    path("machines/<str:machine>/renew", machines.renew, name="renew"),
    path("machines/<str:machine>/forks-seen", machines.forks_seen, name="forks-seen"),
    path("machines/<str:machine>/revoke", machines.revoke, name="revoke"),
    path("join", enrolment.join, name="join"),
    path("join/request", enrolment.request_file, name="request-file"),
    path("invited/<str:machine>", invited.decide, name="invited"),
    path("prepare", invited.prepare, name="prepare"),
    path("requests", enrolment.asking, name="requests"),
    path("requests/<str:machine>", enrolment.one_asking, name="request"),
    path("requests/<str:machine>/granted", enrolment.granted, name="granted"),
    path("requests/<str:machine>/answer", enrolment.certificate, name="certificate"),
]
