"""The public's form before it is sent: every answer to look through and change, and the send."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.ui.shapes import Fact

from ..forms import public as forms
from . import telling as kept
from .keys import NOT_OUR_KEY, new_key, read_key
from .sending import nothing_lost, take_in
from .telling import Telling

_ASK = {
    "who": "Say who or what you are worried about",
    "what": "Tell us what you saw or heard",
    "danger": "Say whether anybody is in danger now",
    "you": "Say whether you want to tell us who you are",
    "reply": "Say whether you want to hear back",
}


@nothing_lost
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """GET: the answers. POST: send them; a second press, or going back and sending again, shows the same receipt."""
    telling = kept.load(request)
    if telling is None:
        # Sent already from this session: the key of the page says which.
        sent_key = request.POST.get("key", "")
        if kept.receipt_of(request, sent_key, at=request.now):
            kept.show_next(request, sent_key, at=request.now)
            return redirect("tell:sent")
        return redirect("tell:start")
    if request.method == "POST" and not telling.missing():
        key = read_key(telling.key, at=request.now)
        if key is None:
            return _show(request, telling, sentence=NOT_OUR_KEY, status=400)
        try:
            take_in(request, key, telling.answers, telling.people)
        except Refused as refusal:
            return _show(request, telling, sentence=str(refusal), status=409)
        kept.drop(request)
        return redirect("tell:sent")
    if not telling.looked:
        telling.looked = True
        kept.save(request, telling)
    return _show(request, telling)


def _show(request: Request, telling: Telling, *, sentence: str = "", status: int = 200) -> HttpResponse:
    if sentence:
        telling.key = new_key(at=request.now)
        kept.save(request, telling)
    missing = [
        (_ASK[p], reverse("tell:who", args=[1]) if p == "who" else reverse(f"tell:{p}")) for p in telling.missing()
    ]
    context = {
        "groups": facts_of(telling),
        "missing": missing,
        "key": telling.key,
        "sentence": sentence,
        "back_url": reverse("tell:reply"),
    }
    return render(request, "concerns/tell/check.html", context, status=status)


def facts_of(telling: Telling) -> list[tuple[str, list[Fact]]]:
    """Everything that was answered, in groups, each with the address that changes it."""
    groups: list[tuple[str, list[Fact]]] = []
    for number, one in enumerate(telling.people, start=1):
        rows = [
            Fact(key="Who", value=forms.KIND_WORDS.get(one.get("kind", "")), url=reverse("tell:who", args=[number]))
        ]
        url = reverse("tell:person", args=[number])
        rows += [Fact(key=label, value=one[n], url=url) for n, label in forms.DETAIL_WORDS.items() if one.get(n)]
        if len(rows) == 1:
            rows.append(Fact(key="What you know about them", value="", empty="Nothing more", url=url))
        groups.append((f"Number {number}" if len(telling.people) > 1 else "Who worries you", rows))
    answers, gap = telling.answers, "Not answered yet"
    labels = codelists.labels_of(viewer=None, list_code="what_was_seen", codes=answers.get("seen") or ())

    def row(key: str, name: str, page: str, empty: str = gap, words: Mapping[str, str] | None = None) -> Fact:
        value = answers.get(name, "")
        return Fact(key=key, value=(words or {}).get(value, value), url=reverse(f"tell:{page}"), empty=empty)

    groups.append(
        (
            "What worries you",
            [
                Fact(key="What you ticked", value="\n".join(labels), url=reverse("tell:what"), empty="Nothing"),
                row("What you saw or heard", "narrative", "what"),
                row("When it was", "when_words", "when", "Not said"),
                row("Where it was", "place_words", "when", "Not said"),
                row("Postcode", "place_postcode", "when", "Not said"),
                row("In danger now", "danger", "danger", words=dict(forms.DANGER)),
            ],
        )
    )
    about_you = [row("Tell us who you are", "say_who", "you", words=dict(forms.SAY_WHO))]
    if answers.get("say_who") == "yes":
        about_you.append(row("Your name", "your_name", "you", "Not said"))
    about_you.append(row("How you know them", "knows", "you", "Not said", words=dict(forms.KNOWS)))
    about_you.append(row("Hear back", "reply", "reply", words=dict(forms.REPLY)))
    if answers.get("reply") == "email":
        about_you.append(row("Your e-mail address", "your_email", "reply"))
    if answers.get("reply") == "phone":
        about_you.append(row("Your telephone number", "your_phone", "reply"))
    if answers.get("reply") in {"email", "phone"}:
        about_you.append(row("What is safer for you", "safe_words", "reply", "Not said"))
    groups.append(("You", about_you))
    return groups
