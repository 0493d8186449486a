"""The public's form at its end: one page with all the questions, the send itself, the receipt, the way out."""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.audit.actors import PUBLIC
from lifecourse.kernel.base.errors import Refused

from .. import services
from ..forms.fields import Sheet, typed
from ..forms.public import MOST_PEOPLE, AllForm, PersonForm, told_of
from . import telling
from .cookies import Came, came
from .keys import NOT_OUR_KEY, new_key, read_key, sender_of

# Where whoever must get away is taken: a page that nobody wonders at. Ours only sends them on.
ELSEWHERE = "https://www.bbc.co.uk/weather"


NOT_SHOWN_OURS = (
    "We could not tell that this came from our own page: it was open too long, or your browser keeps no cookies. "
    "Nothing is lost: look it through and send it from here."
)


def nothing_lost(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the pages of one question: without our cookie what was typed goes on to the page with all of them.

    That page needs no cookie. Django's own refusal would show a page on which every word is gone.
    """

    @functools.wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if came(request) is not Came.FROM_OURS:
            return _one_page_instead(request)
        return view(request, *args, **kwargs)

    return never_cache(csrf_exempt(run))


def _one_page_instead(request: Request) -> HttpResponse:
    kept = telling.load(request) or telling.begin(at=request.now)
    answers = {**kept.answers, **{name: value for name, value in typed(AllForm, request.POST).items() if value}}
    one = {name: value for name, value in typed(PersonForm, request.POST).items() if value}
    people = [*kept.people[:-1], {**kept.people[-1], **one}] if kept.people else [one]
    forms = [PersonForm(initial=i, prefix=f"p{n}", at=request.now) for n, i in enumerate(people, start=1)]
    form = AllForm(initial=answers, at=request.now)
    return _page(request, form, forms, sentence=NOT_SHOWN_OURS, action=reverse("tell:all"), status=403)


@csrf_exempt  # checked below, so that whoever has no cookies may send all the same
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: Request, team: str = "") -> HttpResponse:
    """GET: all the questions on one page. POST: `do` is `send`, `add`, `remove-2` or anything else (show it again).

    A browser that keeps no cookies gets its receipt as the answer itself; sent again, it is the same one.
    """
    do = request.POST.get("do", "")
    where_from = came(request)
    if where_from is Came.NOT_KNOWN:
        return _again(request, do, sentence=NOT_SHOWN_OURS, status=403)
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
        reference = take_in(request, key, form.cleaned_data, [one.cleaned_data for one in people if one.cleaned_data])
    except Refused as refusal:
        return _page(request, form, people, sentence=str(refusal), fresh=True, status=409)
    if where_from is Came.WITHOUT_COOKIES:
        return render(request, "concerns/tell/sent.html", {"reference": reference})
    return redirect("tell:sent")


def take_in(request: Request, key: UUID, answers: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> str:
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
    return concern.reference


def _how_many(request: Request) -> int:
    text = request.POST.get("people", "1")
    return min(max(int(text), 1), MOST_PEOPLE) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _people(request: Request) -> list[PersonForm]:
    """The people as they were sent. Only the first must be answered; one with nothing written is left out."""
    return [
        PersonForm(request.POST, prefix=f"p{n}", at=request.now, empty_permitted=n > 1, use_required_attribute=False)
        for n in range(1, _how_many(request) + 1)
    ]


def _again(request: Request, do: str, *, sentence: str = "", status: int = 200) -> HttpResponse:
    """The page as it was typed, with one person more or fewer, and nothing called a mistake yet."""
    count = _how_many(request)
    kept = [n for n in range(1, count + 1) if do != f"remove-{n}"] or [1]
    initial = [typed(PersonForm, request.POST, prefix=f"p{n}") for n in kept]
    if do == "add" and count < MOST_PEOPLE:
        initial.append({})
    people = [PersonForm(initial=i, prefix=f"p{n}", at=request.now) for n, i in enumerate(initial, start=1)]
    form = AllForm(initial=typed(AllForm, request.POST), at=request.now)
    return _page(request, form, people, sentence=sentence, status=status)


def _page(
    request: Request,
    form: AllForm,
    people: Sequence[PersonForm],
    *,
    sentence: str = "",
    fresh: bool = False,
    action: str = "",
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
        "action": action,
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
