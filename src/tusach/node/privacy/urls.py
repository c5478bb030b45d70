"""The addresses about private data, below `privacy/`."""

from django.urls import path

from tusach.node.privacy import board, breach, erasing, history

app_name = "privacy"
urlpatterns = [
    path("", board.home, name="home"),
    path("readers/<str:reader>/erase", erasing.erase, name="erase"),
    path("history", history.history, name="history"),
    path("lost", breach.machines, name="lost"),
    path("lost/<str:node>", breach.machine, name="lost-machine"),
    path("lost/<str:node>/notice", breach.notice, name="lost-notice"),
    path("lost/<str:node>/readers", breach.readers, name="lost-readers"),
]
