"""The addresses of the work list, below `worklist/`."""

from django.urls import path

from tusach.node.worklist import pages

app_name = "worklist"
urlpatterns = [
    path("", pages.waiting, name="list"),
    path("joined", pages.joined, name="joined"),
    path("undo/<str:fact>", pages.undo, name="undo"),
    path("<str:case>", pages.one, name="case"),
    path("<str:case>/settle", pages.settle, name="settle"),
]
