"""The addresses of crates and trips, below `trips/`."""

from django.urls import path

from tusach.node.trips import checking, crate, crates, home, minutes, planning, rotating

app_name = "trips"
urlpatterns = [
    path("", home.home, name="home"),
    path("crates", crates.crates, name="crates"),
    path("crates/late", crates.late, name="late"),
    path("crates/rotation", rotating.rotation, name="rotation"),
    path("crates/labels", crates.labels, name="labels"),
    path("crates/<str:crate>", crate.crate, name="crate"),
    path("crates/<str:crate>/act", crate.act, name="act"),
    path("crates/<str:crate>/pack", crate.pack, name="pack"),
    path("crates/<str:crate>/unpack", crate.unpack, name="unpack"),
    path("crates/<str:crate>/send", crate.send, name="send"),
    path("crates/<str:crate>/check", checking.check, name="check"),
    path("crates/<str:crate>/see", checking.see, name="see"),
    path("crates/<str:crate>/close", checking.close, name="close"),
    path("crates/<str:crate>/undo/<str:fact>", crate.undo, name="undo"),
    path("crates/<str:crate>/plan", planning.plan, name="plan"),
    path("crates/<str:crate>/slips", planning.slips, name="slips"),
    path("crates/<str:crate>/minutes", minutes.minutes, name="minutes"),
    path("crates/<str:crate>/minutes.docx", minutes.file, name="minutes-file"),
    path("crates/<str:crate>/forget", minutes.forget, name="forget-signers"),
]
