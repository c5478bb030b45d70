"""The addresses of the desk."""

from django.urls import path

from tusach.node.desk import (
    circulating,
    guests,
    ledger_view,
    overdue,
    readers,
    registering,
    scanning,
    stock,
    visitors,
)

app_name = "desk"
urlpatterns = [
    path("desk", scanning.home, name="home"),
    path("desk/lend", scanning.lend, name="lend"),
    path("desk/return", scanning.take_back_pile, name="return"),
    path("desk/return/clear", circulating.clear_pile, name="clear-pile"),
    path("desk/scan", scanning.scan, name="scan"),
    path("desk/sound", scanning.set_sound, name="sound"),
    path("desk/day", scanning.set_day, name="day"),
    path("desk/find", stock.find, name="find"),
    path("desk/visitors", visitors.count, name="visitors"),
    path("desk/overdue", overdue.overdue, name="overdue"),
    path("desk/family", registering.family, name="family"),
    path("desk/cards", registering.cards, name="cards"),
    path("desk/undo/<str:fact>", circulating.undo, name="undo"),
    path("desk/guests/<str:reader>", guests.show_guest, name="guest"),
    path("desk/readers/<str:reader>", circulating.reader, name="reader"),
    path("desk/readers/<str:reader>/choose", scanning.choose, name="choose"),
    path("desk/readers/<str:reader>/lend", circulating.lend_to, name="lend-to"),
    path("desk/readers/<str:reader>/renew", circulating.renew, name="renew"),
    path("desk/readers/<str:reader>/describe", readers.describe, name="describe"),
    path("desk/readers/<str:reader>/card", readers.new_card, name="new-card"),
    path("desk/readers/<str:reader>/pin", readers.set_pin, name="pin"),
    path("desk/readers/<str:reader>/registration", readers.registration, name="registration"),
    path("desk/readers/<str:reader>/history", circulating.history, name="history"),
    path("desk/readers/<str:reader>/block", readers.block, name="block"),
    path("desk/readers/<str:reader>/unblock", readers.unblock, name="unblock"),
    path("desk/copies/<str:copy>", circulating.copy, name="copy"),
    path("desk/copies/<str:copy>/return", circulating.take_back, name="take-back"),
    path("desk/copies/<str:copy>/renew", circulating.renew_copy, name="renew-copy"),
    path("desk/copies/<str:copy>/lost", circulating.lose, name="lose"),
    path("desk/copies/<str:copy>/withdraw", circulating.withdraw, name="withdraw"),
    path("desk/titles/<str:title>", stock.title, name="title"),
    path("ledger/<str:subject>", ledger_view.show_ledger, name="ledger"),
]
