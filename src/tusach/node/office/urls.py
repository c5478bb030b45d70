"""The addresses of the office, below `office/`."""

from django.urls import path

from tusach.node.office import (
    attention,
    home,
    imports,
    loan_rules,
    looks,
    mapping,
    places,
    rejects,
    slips,
    staff,
    stock,
    titles,
)

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("attention/<str:what>", attention.attention, name="attention"),
    path("stock/<str:what>", stock.stock, name="stock"),
    path("imports", imports.imports, name="imports"),
    path("imports/<str:job>", imports.show, name="import"),
    path("imports/<str:job>/progress", imports.progress, name="import-progress"),
    path("imports/<str:job>/start", imports.start, name="import-start"),
    path("imports/<str:job>/stop", imports.stop, name="import-stop"),
    path("imports/<str:job>/remove", imports.remove, name="import-remove"),
    path("imports/<str:job>/account", imports.account, name="import-account"),
    path("imports/<str:job>/columns", mapping.mapping, name="mapping"),
    path("imports/<str:job>/rejected/<str:position>", rejects.raw_of_job, name="import-reject"),
    path("rejected", rejects.rejects, name="rejects"),
    path("rejected/again", rejects.again, name="rejects-again"),
    path("rejected/<str:nr>", rejects.raw, name="reject"),
    path("places", places.places, name="places"),
    path("places/new", places.found, name="place-new"),
    path("places/<str:place>", places.place, name="place"),
    path("places/<str:place>/<str:what>", places.change, name="place-change"),
    path("rules", loan_rules.rules, name="rules"),
    path("rules/new", loan_rules.new_rule, name="rule-new"),
    path("staff", staff.everybody, name="staff"),
    path("staff/new", staff.appoint, name="appoint"),
    path("staff/<str:person>", staff.person, name="person"),
    path("staff/<str:person>/post", staff.add_post, name="add-post"),
    path("staff/<str:person>/end", staff.end_post, name="end-post"),
    path("staff/<str:person>/login", slips.make_login, name="make-login"),
    path("staff/<str:person>/code", slips.new_code, name="new-code"),
    path("staff/<str:person>/shut", slips.shut, name="shut-login"),
    path("looks", looks.looks, name="looks"),
    path("titles/new", titles.new_title, name="title-new"),
]
