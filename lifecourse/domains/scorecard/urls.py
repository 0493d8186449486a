"""The pages of the scorecard. Each has a row in the access matrix."""

from django.urls import URLPattern, path

from .views import api, indicator, scorecard

app_name = "scorecard"
urlpatterns: list[URLPattern] = [
    path("", scorecard.index, name="list"),
    path("quality/", scorecard.data_quality, name="quality"),
    path("take/", scorecard.take, name="take"),
    path("figures.csv", api.figures_csv, name="csv"),
    path("figures.xlsx", api.figures_xlsx, name="xlsx"),
    path("api/", api.about, name="api"),
    path("api/indicators/", api.indicators, name="api_indicators"),
    path("api/figures/", api.figures, name="api_figures"),
    path("<slug:key>/", indicator.show, name="indicator"),
    path("<slug:key>/type/", indicator.type_one, name="type"),
    path("<slug:key>/say/", indicator.say, name="say"),
    path("<slug:key>/own/", indicator.own, name="own"),
    path("<slug:key>/act/", indicator.act, name="act"),
]
