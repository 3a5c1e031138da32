"""Addresses of receipts, for colleagues."""

from django.urls import path

from . import views

app_name = "receipts"
urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("public/", views.public_page, name="public_page"),
    path("<int:pk>/", views.receipt, name="receipt"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/export/", views.export, name="export"),
]
