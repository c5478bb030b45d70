"""The addresses of the stock, below `stock/`."""

from django.urls import path

from tusach.node.stock import (
    deliveries,
    entering,
    home,
    labels,
    laws,
    registers,
    stocktaking,
    weeding,
)

app_name = "stock"
urlpatterns = [
    path("", home.home, name="home"),
    path("enter", entering.enter, name="enter"),
    path("enter/undo", entering.undo, name="undo-entry"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/leave", deliveries.leave, name="leave-delivery"),
    path("deliveries/<str:delivery>", deliveries.delivery, name="delivery"),
    path("deliveries/<str:delivery>/choose", deliveries.choose, name="choose-delivery"),
    path("deliveries/<str:delivery>/forget", deliveries.forget, name="forget-giver"),
    path("laws", laws.laws, name="laws"),
    path("stocktaking", stocktaking.stocktakings, name="stocktakings"),
    path("stocktaking/<str:count>", stocktaking.stocktaking, name="stocktaking"),
    path("stocktaking/<str:count>/scan", stocktaking.scan, name="scan"),
    path("stocktaking/<str:count>/unscan/<str:fact>", stocktaking.unscan, name="unscan"),
    path("stocktaking/<str:count>/change", stocktaking.change, name="change-count"),
    path("stocktaking/<str:count>/found", stocktaking.counted, name="counted"),
    path("weeding", weeding.dossiers, name="dossiers"),
    path("weeding/<str:dossier>", weeding.dossier, name="dossier"),
    path("weeding/<str:dossier>/change", weeding.change, name="change-dossier"),
    path("weeding/<str:dossier>/minutes", weeding.minutes, name="minutes"),
    path("labels", labels.labels, name="labels"),
    path("registers/individual", registers.individual, name="individual"),
    path("registers/individual/file", registers.individual_file, name="individual-file"),
    path("registers/general", registers.general, name="general"),
    path("registers/general/file", registers.general_file, name="general-file"),
]
