"""The addresses of the public catalogue, all at the root."""

from django.urls import path

from tusach.node.opac import (
    account,
    calendar,
    figures,
    finding,
    front,
    holds,
    libraries,
    marc,
    posters,
    titles,
    visit_feeds,
    visits,
    wishes,
)

app_name = "opac"
urlpatterns = [
    path("", front.home, name="home"),
    path("search", finding.search, name="search"),
    path("suggest", finding.suggest, name="suggest"),
    path("title/<str:title>", titles.show, name="title"),
    path("title/<str:title>/marc", marc.show, name="marc"),
    path("title/<str:title>/record.mrc", marc.as_mrc, name="mrc"),
    path("title/<str:title>/record.xml", marc.as_xml, name="xml"),
    path("libraries", libraries.show_all, name="libraries"),
    path("library/<str:code>", libraries.show_one, name="library"),
    path("calendar", calendar.show, name="calendar"),
    path("figures", figures.show, name="figures"),
    path("figures.csv", figures.table, name="figures-table"),
    path("figures.json", figures.definitions, name="figures-said"),
    path("visits", visits.show_all, name="visits"),
    path("visits/outlines.json", visits.outlines, name="outlines"),
    path("visits.ics", visit_feeds.province, name="visits-file"),
    path("visits/market/<str:market>.ics", visit_feeds.market, name="market-visits-file"),
    path("visits/<str:code>.ics", visit_feeds.commune, name="commune-file"),
    path("visits/<str:code>.pdf", posters.commune, name="commune-poster"),
    path("visits/<str:code>", visits.show_one, name="commune"),
    path("loans", account.loans, name="loans"),
    path("loans/renew", account.renew, name="renew"),
    path("title/<str:title>/hold", holds.place, name="hold"),
    path("loans/holds/<str:hold>", holds.change, name="change-hold"),
    path("loans/wish", wishes.tell, name="wish"),
    path("loans/wishes/<str:wish>", wishes.end, name="end-wish"),
]
