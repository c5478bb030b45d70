"""The addresses that belong to no role: language, style page, and a start where nothing else is."""

from django.urls import path

from tusach.node.pages import language, style

app_name = "pages"
urlpatterns = [
    path("language", language.choose, name="language"),
    path("style", style.show, name="style"),
    path("start", style.start, name="start"),
]
