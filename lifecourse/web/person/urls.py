"""Addresses of the pages about people: ids only, never a name."""

from django.urls import path

from . import editing, joining, ties, views

_P = "people/<uuid:pk>/"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("people/add/", editing.add, name="person_add"),
    path(_P, views.person, name="person"),
    path(f"{_P}trail/", views.person_trail, name="person_trail"),
    path(f"{_P}details/", editing.details, name="person_details"),
    path(f"{_P}name/", editing.name, name="person_name"),
    path(f"{_P}address/", editing.address, name="person_address"),
    path(f"{_P}address/<uuid:address_id>/protect/", editing.protect, name="person_protect"),
    path(f"{_P}number/", editing.number, name="person_number"),
    path(f"{_P}contact/", editing.contact, name="person_contact"),
    path(f"{_P}birth/", editing.birth, name="person_birth"),
    path(f"{_P}death/", editing.death, name="person_death"),
    path(f"{_P}end/<slug:fact>/<uuid:fact_id>/", editing.end_fact, name="person_end_fact"),
    path(f"{_P}relate/", ties.relate, name="person_relate"),
    path(f"{_P}relate/<uuid:other>/", ties.relate_to, name="person_relate_to"),
    path(f"{_P}relationship/<uuid:tie_id>/end/", ties.end_tie, name="person_end_tie"),
    path(f"{_P}flag/", ties.flag, name="person_flag"),
    path(f"{_P}flag/<uuid:flag_id>/end/", ties.end_flag, name="person_end_flag"),
    path(f"{_P}seal/", ties.seal, name="person_seal"),
    path(f"{_P}compare/", joining.compare, name="person_compare"),
    path(f"{_P}compare/<uuid:other>/", joining.compare_with, name="person_compare_with"),
    path(f"{_P}merge/<uuid:merge_id>/undo/", joining.unmerge, name="person_unmerge"),
    path(f"{_P}separate/", joining.separate, name="person_separate"),
    path(f"{_P}comparison/<uuid:comparison_id>/withdraw/", joining.withdraw, name="person_withdraw"),
]
