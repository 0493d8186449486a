"""Addresses of the front door. `tell_urlpatterns` are the public's, under /tell/; the others are under /concerns/."""

from django.urls import URLPattern, path, re_path

from .views import asking, checking, deciding, figures, finding, hub, professional, public, sending

app_name = "concerns"
urlpatterns: list[URLPattern] = [
    path("", hub.worklist, name="worklist"),
    path("new/", professional.new, name="new"),
    path("drafts/", professional.drafts, name="drafts"),
    path("drafts/<uuid:pk>/", professional.draft, name="draft"),
    path("drafts/<uuid:pk>/discard/", professional.discard, name="draft_discard"),
    path("assign/", hub.assign_many, name="assign_many"),
    path("<uuid:pk>/", hub.concern, name="concern"),
    path("<uuid:pk>/screen/", hub.screen, name="screen"),
    path("<uuid:pk>/rate/", hub.rate, name="rate"),
    path("<uuid:pk>/assign/", hub.assign, name="assign"),
    path("<uuid:pk>/note/", hub.note, name="note"),
    path("<uuid:pk>/link/", hub.link, name="link"),
    path("<uuid:pk>/unlink/", hub.unlink, name="unlink"),
    path("<uuid:pk>/people/add/", hub.subject_add, name="subject_add"),
    path("<uuid:pk>/ask/", asking.ask, name="ask"),
    path("<uuid:pk>/decide/", deciding.decide, name="decide"),
    path("<uuid:pk>/feedback/", deciding.feedback, name="feedback"),
    path("<uuid:pk>/close/", deciding.close, name="close"),
    path("<uuid:pk>/reopen/", deciding.reopen, name="reopen"),
    path("<uuid:pk>/news/", deciding.new_fact, name="new_fact"),
    path("<uuid:pk>/seal/", deciding.seal, name="seal"),
    path("<uuid:pk>/late/<uuid:clock_id>/", deciding.breach, name="breach"),
    path("figures/", figures.figures, name="figures"),
    path("figures.csv", figures.figures_csv, name="figures_csv"),
    path("asked/", asking.desk, name="desk"),
    path("asked/<uuid:pk>/", asking.answer, name="answer"),
    path("asked/<uuid:pk>/decline/", asking.decline, name="decline"),
    path("asked/<uuid:pk>/withdraw/", asking.withdraw, name="withdraw"),
    path("decisions/<uuid:pk>/sign/", deciding.sign, name="sign"),
    path("subjects/<uuid:pk>/find/", finding.find, name="subject_find"),
    path("notes/<uuid:pk>/strike/", hub.strike_note, name="note_strike"),
]

tell_urlpatterns: list[URLPattern] = [
    path("", public.start, name="start"),
    path("who/<int:number>/", public.who, name="who"),
    path("person/<int:number>/", public.person, name="person"),
    path("people/", public.people, name="people"),
    *(path(f"{name}/", public.question, {"name": name}, name=name) for name in public.PAGES),
    path("999/", public.emergency, name="emergency"),
    path("check/", checking.check, name="check"),
    path("all/", sending.all_questions, name="all"),
    path("sent/", sending.sent, name="sent"),
    path("leave/", sending.leave, name="leave"),
    # Last, for it takes any word: a team's code is no secret, and nobody's name.
    re_path(r"^(?P<team>[0-9A-Za-z][0-9A-Za-z .\-]{3,9})/$", sending.all_questions, name="team"),
]
