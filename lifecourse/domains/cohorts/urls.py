"""The pages of cohorts. Each has a row in the access matrix."""

from django.urls import URLPattern, path

from .views import cohorts, members, runs

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("", cohorts.index, name="list"),
    path("start/", cohorts.start, name="start"),
    path("<uuid:pk>/", cohorts.cohort, name="cohort"),
    path("<uuid:pk>/change/", cohorts.change, name="change"),
    path("<uuid:pk>/agree/", cohorts.agree, name="agree"),
    path("<uuid:pk>/end/", cohorts.end, name="end"),
    path("<uuid:pk>/run/", runs.start, name="run_start"),
    path("published/<uuid:pk>/counts.csv", runs.published_csv, name="published_csv"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("runs/<uuid:pk>/progress/", runs.progress, name="progress"),
    path("runs/<uuid:pk>/publish/", runs.publish, name="publish"),
    path("runs/<uuid:pk>/members/", members.index, name="members"),
    path("members/<uuid:pk>/", members.member, name="member"),
    path("members/<uuid:pk>/decide/", members.decide, name="decide"),
    path("members/<uuid:pk>/move/", members.move, name="move"),
]
