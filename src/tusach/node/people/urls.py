"""The addresses at the door."""

from django.urls import path

from tusach.node.people import doors, joining, working_place

app_name = "people"
urlpatterns = [
    path("login", doors.login, name="login"),
    path("first-login", doors.first_login, name="first-login"),
    path("password", doors.change_password, name="change-password"),
    path("logout", doors.logout, name="logout"),
    path("join", joining.join, name="join"),
    path("phone", joining.show_join_code, name="show-join-code"),
    path("card", doors.reader_login, name="reader-login"),
    path("account", working_place.account, name="account"),
    path("place", working_place.choose, name="choose-place"),
]
