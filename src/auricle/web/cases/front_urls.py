"""The page a customer answers on."""

from django.urls import path

from . import question_views

urlpatterns = [path("q/<str:token>/", question_views.question, name="case_question")]
