"""Addresses of the overview and of dashboards."""

from django.urls import path

from . import dashboard_views, views

app_name = "overview"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("changes/", views.changes, name="changes"),
    path("worth/<slug:name>/", views.worth, name="worth"),
    path("why/<slug:name>/", views.why, name="why"),
    path("coverage/", views.coverage, name="coverage"),
    path("measures/", views.follow, name="follow"),
    path("measures/order/", views.order, name="order"),
    path("dashboards/", dashboard_views.dashboards, name="dashboards"),
    path("dashboards/make/", dashboard_views.make, name="make_dashboard"),
    path("dashboards/<int:pk>/", dashboard_views.dashboard, name="dashboard"),
    path("dashboards/<int:pk>/arrange/", dashboard_views.arrange, name="arrange"),
    path("dashboards/<int:pk>/add/", dashboard_views.add, name="add_tile"),
    path("dashboards/<int:pk>/delete/", dashboard_views.delete, name="delete_dashboard"),
    path("dashboards/<int:pk>/restore/", dashboard_views.restore, name="restore_dashboard"),
    path("dashboards/tiles/<int:pk>/", dashboard_views.rearrange, name="rearrange"),
]
