"""The pages of annual reports. Each has a row in the access matrix."""

from django.urls import URLPattern, path

from .views import editions, public, reports, sections

app_name = "annual_report"
urlpatterns: list[URLPattern] = [
    path("", reports.index, name="list"),
    path("start/", reports.start, name="start"),
    path("published/", public.index, name="published_list"),
    path("published/<slug:slug>/", public.newest, name="published"),
    path("published/<slug:slug>/<int:number>/", public.edition, name="published_edition"),
    path("published/<slug:slug>/<int:number>/<str:name>", public.file, name="published_file"),
    path("<uuid:pk>/", reports.report, name="report"),
    path("<uuid:pk>/read/", reports.read, name="read"),
    path("<uuid:pk>/wrong/", reports.wrong, name="wrong"),
    path("<uuid:pk>/wrong/<str:finding>/", reports.reason, name="reason"),
    path("<uuid:pk>/reasons/<uuid:reason>/take-back/", reports.reason_back, name="reason_back"),
    path("<uuid:pk>/freeze/", editions.freeze, name="freeze"),
    path("<uuid:pk>/correct/", editions.correct, name="correct"),
    path("sections/<uuid:pk>/", sections.section, name="section"),
    path("sections/<uuid:pk>/save/", sections.save, name="section_save"),
    path("sections/<uuid:pk>/move/<str:to>/", sections.move, name="section_move"),
    path("sections/<uuid:pk>/give/", sections.give, name="section_give"),
    path("sections/<uuid:pk>/comment/", sections.comment, name="section_comment"),
    path("sections/<uuid:pk>/comments/<uuid:comment>/settle/", sections.settle, name="comment_settle"),
    path("sections/<uuid:pk>/versions/<int:number>/", sections.version, name="section_version"),
    path("editions/<uuid:pk>/", editions.edition, name="edition"),
    path("editions/<uuid:pk>/publish/", editions.publish, name="publish"),
    path("editions/<uuid:pk>/<str:name>", editions.file, name="edition_file"),
    path("figures/<uuid:pk>/", editions.figure, name="figure"),
]
