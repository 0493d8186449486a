"""Addresses of the lists' pages."""

from django.urls import path

from . import views

app_name = "involvement"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("linking/", views.linking, name="linking"),
    path("involvement/<uuid:pk>/", views.involvement, name="involvement"),
    path("involvement/<uuid:pk>/end/", views.ended, name="ended"),
    path("involvement/<uuid:pk>/somebody-else/", views.parted, name="parted"),
    path("person/<uuid:pk>/told/", views.told, name="told"),
    path("<uuid:pk>/", views.source, name="source"),
    path("<uuid:pk>/send/", views.send, name="send"),
    path("file/<uuid:pk>/", views.file, name="file"),
    path("file/<uuid:pk>/progress/", views.progress, name="progress"),
    path("file/<uuid:pk>/columns/", views.columns, name="columns"),
    path("file/<uuid:pk>/check/", views.check, name="check"),
    path("file/<uuid:pk>/load/", views.load, name="load"),
    path("file/<uuid:pk>/throw-away/", views.abandon, name="abandon"),
    path("file/<uuid:pk>/rejected.csv", views.rejected, name="rejected"),
]
