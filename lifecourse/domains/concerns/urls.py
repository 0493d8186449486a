"""Addresses of the front door. `tell_urlpatterns` are the public's, under /tell/; the others are under /concerns/."""

from django.urls import URLPattern, path, re_path

from .views import sending

app_name = "concerns"
urlpatterns: list[URLPattern] = []

tell_urlpatterns: list[URLPattern] = [
    path("", sending.all_questions, name="start"),
    path("all/", sending.all_questions, name="all"),
    path("sent/", sending.sent, name="sent"),
    path("leave/", sending.leave, name="leave"),
    # Last, for it takes any word: a team's code is no secret, and nobody's name.
    re_path(r"^(?P<team>[0-9A-Za-z][0-9A-Za-z .\-]{3,9})/$", sending.all_questions, name="team"),
]
