from django.urls import path

from . import appearance_views, design_views, place_views, quota_views, result_views, views

app_name = "surveys"
urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", design_views.design, name="design"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/open/", views.switch, name="switch"),
    path("<int:pk>/change/", design_views.change, name="change"),
    path("<int:pk>/survey.json", design_views.document, name="document"),
    path("<int:pk>/question/", design_views.question, name="question"),
    path("<int:pk>/settings/", design_views.settings, name="settings"),
    path("<int:pk>/results/", result_views.results_page, name="results"),
    path("<int:pk>/results/texts/", result_views.texts, name="texts"),
    path("<int:pk>/results/answers.<slug:ending>", result_views.export, name="export"),
    path("<int:pk>/appearance/", appearance_views.appearance, name="appearance"),
    path("<int:pk>/quotas/", quota_views.quotas, name="quotas"),
    path("<int:pk>/places/", place_views.places, name="places"),
    path("<int:pk>/places/posters.pdf", place_views.posters, name="posters"),
]
