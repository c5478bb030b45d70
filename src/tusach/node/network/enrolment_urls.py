"""The addresses of machines and of how they come in, within those of the network."""

from django.urls import path

from tusach.node.network import machines

urlpatterns = [
    path("machines", machines.everything, name="machines"),
    path("machines/<str:machine>", machines.one, name="machine"),
    path("machines/<str:machine>/renew", machines.renew, name="renew"),
    path("machines/<str:machine>/forks-seen", machines.forks_seen, name="forks-seen"),
    path("machines/<str:machine>/revoke", machines.revoke, name="revoke"),
]
