"""The pages of the board's money. Each has a row in the access matrix."""

from django.urls import URLPattern, path

from .views import showing, writing

app_name = "board"
urlpatterns: list[URLPattern] = [
    path("", showing.years, name="years"),
    path("finance.csv", showing.years_csv, name="years_csv"),
    path("start/", writing.start_year, name="start"),
    path("headings/", showing.headings, name="headings"),
    path("headings/open/", writing.add_heading, name="heading_add"),
    path("headings/<uuid:pk>/close/", writing.close_heading, name="heading_close"),
    path("reconciliation/", showing.findings, name="findings"),
    path("load/", writing.upload, name="upload"),
    path("entries/<uuid:pk>/reverse/", writing.reverse_entry, name="reverse"),
    path("printed/<uuid:pk>/withdraw/", writing.withdraw_claim, name="claim_withdraw"),
    path("<uuid:pk>/", showing.year, name="year"),
    path("<uuid:pk>/ledger.csv", showing.year_csv, name="year_csv"),
    path("<uuid:pk>/entries/", showing.entries, name="entries"),
    path("<uuid:pk>/record/<slug:slug>/", writing.record, name="record"),
    path("<uuid:pk>/printed/", writing.add_claim, name="claim"),
    path("<uuid:pk>/close/", writing.close_year, name="close"),
    path("<uuid:pk>/reopen/", writing.reopen_year, name="reopen"),
]
