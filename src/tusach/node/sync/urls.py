"""The address at which other nodes ask."""

from django.urls import path

from tusach.node.sync import views

app_name = "sync"
urlpatterns = [
    path("v1", views.exchange, name="exchange"),
    path("v1/enrol", views.come_in, name="come-in"),
]
