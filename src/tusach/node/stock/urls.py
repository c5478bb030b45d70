"""The addresses of the stock, below `stock/`."""

from django.urls import path

from tusach.node.stock import deliveries, entering, home, labels, laws, registers

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
    path("labels", labels.labels, name="labels"),
    path("registers/individual", registers.individual, name="individual"),
    path("registers/individual/file", registers.individual_file, name="individual-file"),
    path("registers/general", registers.general, name="general"),
    path("registers/general/file", registers.general_file, name="general-file"),
]
