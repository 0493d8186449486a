"""The public's form, one question a page. Answers wait in the session; back works, and nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lifecourse.kernel.access.http import Request

from ..forms import public as forms
from ..forms.fields import typed
from . import telling as kept
from .keys import read_key
from .sending import nothing_lost
from .telling import Telling

QUESTIONS_IN_ALL = 7
_SENT_ALREADY = "What you wrote before was sent. Go on if you want to tell us something new."


@dataclass(frozen=True)
class Page:
    """One page of the form: its questions, where one comes from and where one goes on to."""

    form: type[forms.PublicForm]
    step: int
    before: str
    after: str
    heading: str = ""
    hint: str = ""


PAGES: Mapping[str, Page] = {
    "what": Page(forms.WhatForm, 3, "people", "when", "What worries you"),
    "when": Page(forms.WhenForm, 4, "what", "danger", "When and where it was", "Leave empty what you do not know."),
    "danger": Page(forms.DangerForm, 5, "when", "you"),
    "you": Page(forms.YouForm, 6, "danger", "reply", "About you"),
    "reply": Page(forms.ReplyForm, 7, "you", "check", "Hearing back"),
}


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """What this is, and where to begin or to go on. POST: throw away what was written."""
    if request.method == "POST":
        kept.drop(request)
        return redirect("tell:start")
    telling = kept.load(request)
    go_on = _first_open(telling) if telling and telling.people else ""
    return render(request, "concerns/tell/start.html", {"go_on": go_on})


def _first_open(telling: Telling) -> str:
    """The first page without its answer; the last one if every answer is there."""
    missing = telling.missing()
    return _address(missing[0]) if missing else reverse("tell:check")


def _address(page: str) -> str:
    return reverse("tell:who", args=[1]) if page == "who" else reverse(f"tell:{page}")


def _begin_post(request: Request) -> tuple[Telling, str]:
    """The answers so far, and a sentence if this page belongs to a form that was sent already.

    Without answers (a new visitor, or a session that ended) the page's own key begins them, so that nothing written on
    this page is lost.
    """
    telling, key = kept.load(request), request.POST.get("key", "")
    if telling is not None:
        return telling, ""
    if kept.receipt_of(request, key, at=request.now):
        return kept.begin(at=request.now), _SENT_ALREADY
    telling = kept.begin(at=request.now)
    if read_key(key, at=request.now):
        telling.key = key
    return telling, ""


def _show(
    request: Request, form: forms.PublicForm, telling: Telling, *, step: int, back: str, sentence: str = "", **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "key": telling.key,
        "step": step,
        "steps": QUESTIONS_IN_ALL,
        "back_url": back,
        "sentence": sentence,
        "sentence_title": "This was sent" if sentence else "",
        "looked": telling.looked,
        **more,
    }
    return render(request, "concerns/tell/question.html", context, status=409 if sentence else 200)


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: Request, number: int) -> HttpResponse:
    """Who or what the `number`th one is: a child, an adult, a household, a place."""
    number = max(number, 1)
    back = reverse("tell:people") if number > 1 else reverse("tell:start")
    if request.method != "POST":
        telling = kept.load(request) or kept.begin(at=request.now)
        if number > min(len(telling.people) + 1, forms.MOST_PEOPLE):
            return redirect("tell:people")
        initial = telling.people[number - 1] if number <= len(telling.people) else {}
        form = forms.KindForm(initial=initial, at=request.now)
        return _show(request, form, telling, step=1, back=back, first=True)
    telling, sentence = _begin_post(request)
    if sentence:
        again = forms.KindForm(initial=typed(forms.KindForm, request.POST), at=request.now)
        return _show(request, again, telling, step=1, back=back, sentence=sentence)
    form = forms.KindForm(request.POST, at=request.now)
    if not form.is_valid():
        return _show(request, form, telling, step=1, back=back)
    number = min(number, len(telling.people) + 1, forms.MOST_PEOPLE)
    if number > len(telling.people):
        telling.people.append({})
    telling.people[number - 1].update(form.cleaned_data)
    kept.save(request, telling)
    return redirect("tell:person", number=number)


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, number: int) -> HttpResponse:
    """What is known of the `number`th one. Nothing here must be answered."""
    telling, sentence = _begin_post(request) if request.method == "POST" else (kept.load(request), "")
    if request.method == "POST" and telling and not telling.people:
        # The session ended between two pages, or the form was sent: what was written about them is kept all the same.
        telling.people, number = [{"kind": request.POST.get("kind", "")}], 1
        if telling.people[0]["kind"] not in {kind.value for kind in forms.KINDS}:
            telling.people[0]["kind"] = "somebody"
    if telling is None or not 1 <= number <= len(telling.people):
        return redirect("tell:who", number=1)
    kind = str(telling.people[number - 1].get("kind", ""))
    more = {"kind": kind, "heading": "What you know about them", "hint": "Leave empty what you do not know."}
    if kind == "place":
        more["heading"] = "What you know about the place"
    back = reverse("tell:who", args=[number])
    if request.method != "POST":
        form = forms.DetailsForm(initial=telling.people[number - 1], kind=kind, at=request.now)
        return _show(request, form, telling, step=2, back=back, **more)
    form = forms.DetailsForm(request.POST, kind=kind, at=request.now)
    if sentence or not form.is_valid():
        if sentence:
            form = forms.DetailsForm(initial=typed(forms.DetailsForm, request.POST), kind=kind, at=request.now)
        return _show(request, form, telling, step=2, back=back, sentence=sentence, **more)
    telling.people[number - 1] = {"kind": kind, **form.cleaned_data}
    kept.save(request, telling)
    return redirect("tell:people")


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    """Everybody told of so far. POST: `remove` takes one out; `more` is `yes` or `no`."""
    telling = kept.load(request)
    if telling is None or not telling.people:
        return redirect("tell:who", number=1)
    wrong = ""
    if request.method == "POST":
        remove = request.POST.get("remove", "")
        if remove.isascii() and remove.isdigit() and len(remove) < 4 and 1 <= int(remove) <= len(telling.people):
            del telling.people[int(remove) - 1]
            kept.save(request, telling)
            return redirect("tell:people")
        if request.POST.get("more") == "yes" and len(telling.people) < forms.MOST_PEOPLE:
            return redirect("tell:who", number=len(telling.people) + 1)
        if request.POST.get("more") == "no" or len(telling.people) >= forms.MOST_PEOPLE:
            return redirect("tell:check" if telling.looked else "tell:what")
        wrong = "Say whether there is anybody else"
    context = {
        "people": [_one_line(one) for one in telling.people],
        "wrong": wrong,
        "room": len(telling.people) < forms.MOST_PEOPLE,
        "back_url": reverse("tell:person", args=[len(telling.people)]),
        "step": 2,
        "steps": QUESTIONS_IN_ALL,
    }
    return render(request, "concerns/tell/people.html", context)


def _one_line(one: Mapping[str, Any]) -> str:
    """A person in one line, for whoever just wrote it: their name, or what they are."""
    name = " ".join(part for part in (one.get("given_name", ""), one.get("family_name", "")) if part)
    what = str(forms.KIND_WORDS.get(one.get("kind", ""), "Somebody"))
    return f"{name} ({what[:1].lower()}{what[1:]})" if name else what


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, name: str) -> HttpResponse:
    """One of the other questions: `name` is a key of `PAGES`."""
    page = PAGES[name]
    more: dict[str, Any] = {"step": page.step, "back": reverse(f"tell:{page.before}"), "heading": page.heading}
    more["hint"] = page.hint
    if request.method != "POST":
        telling = kept.load(request)
        if telling is None:
            return redirect("tell:start")
        if telling.looked:
            more["back"] = reverse("tell:check")
        return _show(request, page.form(initial=telling.answers, at=request.now), telling, **more)
    telling, sentence = _begin_post(request)
    if sentence:
        form = page.form(initial=typed(page.form, request.POST), at=request.now)
        return _show(request, form, telling, sentence=sentence, **more)
    form = page.form(request.POST, at=request.now)
    if not form.is_valid():
        return _show(request, form, telling, **more)
    telling.answers.update(form.cleaned_data)
    kept.save(request, telling)
    if name == "danger" and form.cleaned_data["danger"] == "yes":
        return redirect("tell:emergency")
    return redirect("tell:check" if telling.looked else f"tell:{page.after}")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def emergency(request: Request) -> HttpResponse:
    """Call 999 now; and go on, because what they know is wanted all the same."""
    telling = kept.load(request)
    go_on = reverse("tell:check" if telling and telling.looked else "tell:you")
    return render(request, "concerns/tell/emergency.html", {"go_on": go_on, "back_url": reverse("tell:danger")})
