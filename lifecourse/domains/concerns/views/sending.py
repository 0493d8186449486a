"""The public's form at its end: one page with all the questions, the send itself, the receipt, the way out."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.audit.actors import PUBLIC
from lifecourse.kernel.base.errors import Refused

from .. import services
from ..forms.fields import Sheet, typed
from ..forms.public import MOST_PEOPLE, AllForm, PersonForm, told_of
from . import telling
from .keys import NOT_OUR_KEY, new_key, read_key, sender_of

# Where whoever must get away is taken: a page that nobody wonders at. Ours only sends them on.
ELSEWHERE = "https://www.bbc.co.uk/weather"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: Request, team: str = "") -> HttpResponse:
    """GET: all the questions on one page. POST: `do` is `send`, `add`, `remove-2` or anything else (show it again)."""
    do = request.POST.get("do", "")
    if request.method != "POST":
        # A code in the address is looked up at once, so that a wrong one is said before anything is written.
        first = AllForm({"team_code": team} if team else None, at=request.now)
        wrong = first.errors.get("team_code") if team else None
        form = AllForm(initial={"team_code": team if wrong else first.data.get("team_code", "")}, at=request.now)
        return _page(request, form, [PersonForm(prefix="p1", at=request.now)], sentence=str(wrong[0]) if wrong else "")
    if do != "send":
        return _again(request, do)

    form, people = AllForm(request.POST, at=request.now), _people(request)
    if not Sheet([*people, form]).is_valid():
        return _page(request, form, people)
    key = read_key(request.POST.get("key", ""), at=request.now)
    if key is None:
        return _page(request, form, people, sentence=NOT_OUR_KEY, fresh=True, status=400)
    try:
        take_in(request, key, form.cleaned_data, [one.cleaned_data for one in people if one.cleaned_data])
    except Refused as refusal:
        return _page(request, form, people, sentence=str(refusal), fresh=True, status=409)
    return redirect("tell:sent")


def take_in(request: Request, key: UUID, answers: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> None:
    """Send what was answered, and keep its receipt. Raises `Refused` if the key was sent before with other words."""
    concern = services.receive_public_concern(
        actor=PUBLIC,
        at=request.now,
        key=key,
        told=told_of(answers, people),
        team_code=answers.get("team_code", ""),
        sender=sender_of(request),
        suspect=bool(answers.get("website")),
    )
    telling.keep_receipt(request, key, concern.reference)


def _how_many(request: Request) -> int:
    text = request.POST.get("people", "1")
    return min(max(int(text), 1), MOST_PEOPLE) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _people(request: Request) -> list[PersonForm]:
    """The people as they were sent. Only the first must be answered; one with nothing written is left out."""
    return [
        PersonForm(request.POST, prefix=f"p{n}", at=request.now, empty_permitted=n > 1, use_required_attribute=False)
        for n in range(1, _how_many(request) + 1)
    ]


def _again(request: Request, do: str) -> HttpResponse:
    """The page as it was typed, with one person more or fewer, and nothing called a mistake yet."""
    count = _how_many(request)
    kept = [n for n in range(1, count + 1) if do != f"remove-{n}"] or [1]
    initial = [typed(PersonForm, request.POST, prefix=f"p{n}") for n in kept]
    if do == "add" and count < MOST_PEOPLE:
        initial.append({})
    people = [PersonForm(initial=i, prefix=f"p{n}", at=request.now) for n, i in enumerate(initial, start=1)]
    return _page(request, AllForm(initial=typed(AllForm, request.POST), at=request.now), people)


def _page(
    request: Request,
    form: AllForm,
    people: Sequence[PersonForm],
    *,
    sentence: str = "",
    fresh: bool = False,
    status: int = 200,
) -> HttpResponse:
    key = request.POST.get("key", "")
    if fresh or read_key(key, at=request.now) is None:
        key = new_key(at=request.now)
    context: dict[str, Any] = {
        "form": Sheet([*people, form]),
        "all": form,
        "people": people,
        "key": key,
        "sentence": sentence,
        "sent_already": status == 409,
        "room": len(people) < MOST_PEOPLE,
    }
    return render(request, "concerns/tell/all.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def sent(request: Request) -> HttpResponse:
    """The receipt. The same bytes in every case, but for the reference, which is always as long."""
    reference = telling.last_receipt(request)
    if not reference:
        return redirect("tell:start")
    return render(request, "concerns/tell/sent.html", {"reference": reference})


@login_not_required
@never_cache
@require_safe
def leave(request: Request) -> HttpResponse:
    """The quick way out: what was written so far is forgotten, and somewhere else is shown."""
    telling.forget_all(request)
    return redirect(ELSEWHERE)
