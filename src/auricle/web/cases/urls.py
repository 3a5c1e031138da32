"""Addresses of the cases room."""

from django.urls import path

from . import case_views, desk_views, figures_views, views

app_name = "cases"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("many/", views.bulk, name="bulk"),
    path("mentions/", views.mentions, name="mentions"),
    path("export/", views.export, name="export"),
    path("new/", case_views.new, name="new"),
    path("figures/", figures_views.figures_page, name="figures"),
    path("uncalled/", desk_views.uncalled, name="uncalled"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/<slug:part>/add/", desk_views.add, name="add"),
    path("desk/<slug:part>/<int:pk>/change/", desk_views.change, name="change"),
    path("desk/<slug:part>/<int:pk>/remove/", desk_views.remove, name="remove"),
    path("<int:number>/", case_views.case, name="case"),
    path("<int:number>/write/", case_views.write, name="write"),
    path("<int:number>/comment/", case_views.comment, name="comment"),
    path("<int:number>/work/", case_views.work, name="work"),
    path("<int:number>/move/", case_views.move, name="move"),
    path("<int:number>/task/", case_views.task, name="task"),
    path("<int:number>/attach/", case_views.attach, name="attach"),
    path("<int:number>/attachments/<int:pk>/", case_views.attachment, name="attachment"),
    path("<int:number>/merge/", case_views.merge, name="merge"),
]
