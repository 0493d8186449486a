"""The professional's form, and their drafts: write, save, send, read what was sent and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.ui.conflict import conflict_page, wants_to_edit
from lifecourse.kernel.ui.shapes import Conflict

from .. import services
from ..forms.fields import Sheet, listed, typed
from ..forms.professional import MOST_PEOPLE, SEX_LIST, CallForm, ConcernForm, SubjectForm, told_of
from ..queries import intake
from . import written
from .keys import NOT_OUR_KEY, new_key, read_key

PER_PAGE = 50


class Entry:
    """One form on its way: what was typed, for which desk, under which key. Holds no draft of its own."""

    def __init__(self, request: Request, place: intake.SendingPlace, data: Mapping[str, Any] | None = None) -> None:
        self.request, self.place = request, place
        self.data: Any = data if data is not None else request.POST
        self.form_class: type[ConcernForm] = CallForm if place.by_phone else ConcernForm
        self.sexes = listed(SEX_LIST, on=request.now.date())

    def bound(self) -> tuple[ConcernForm, list[SubjectForm]]:
        """The forms as sent. The first person must be given; a later one with nothing written is left out."""
        people = [
            SubjectForm(
                self.data,
                prefix=f"p{n}",
                at=self.request.now,
                sexes=self.sexes,
                empty_permitted=n > 1,
                use_required_attribute=False,
            )
            for n in range(1, self.count + 1)
        ]
        return self.form_class(self.data, at=self.request.now), people

    def unbound(self, *, add: bool = False, remove: int = 0) -> tuple[ConcernForm, list[SubjectForm]]:
        """The forms as typed, with nothing called a mistake yet, and one person more or fewer."""
        first = [typed(SubjectForm, self.data, prefix=f"p{n}") for n in range(1, self.count + 1) if n != remove]
        first += [{}] if add and self.count < MOST_PEOPLE else []
        people = [
            SubjectForm(initial=one, prefix=f"p{n}", at=self.request.now, sexes=self.sexes)
            for n, one in enumerate(first or [{}], start=1)
        ]
        return self.form_class(initial=typed(self.form_class, self.data), at=self.request.now), people

    @property
    def count(self) -> int:
        text = str(self.data.get("people", "1"))
        return min(max(int(text), 1), MOST_PEOPLE) if text.isascii() and text.isdigit() and len(text) < 4 else 1

    def answers(self) -> dict[str, list[str]]:
        """Everything typed, whole and as typed: what a draft keeps."""
        names = {"people", *self.form_class.base_fields}
        stems = tuple(f"{name}_" for name in self.form_class.base_fields)
        return {
            name: [value.replace("\x00", "") for value in self.data.getlist(name)]
            for name in self.data
            if name in names
            or (name.startswith(stems) and name.isidentifier() and len(name) < 60)
            or written.is_of_person(name)
        }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """GET: choose the desk if there are several, then the form. POST: `do` is send, save, add, remove-2 or stay."""
    code = request.POST.get("from", "") or request.GET.get("from", "")
    if not code:
        places = intake.places_to_send_from(viewer=request.user)
        if not places:
            raise NotFound
        if len(places) > 1:
            return render(request, "concerns/desk_choose.html", {"places": places})
        code = places[0].circle.code
    place = intake.place_to_send_from(viewer=request.user, code=code)
    if request.method == "POST":
        return _posted(request, place)
    entry = Entry(request, place, MultiValueDict())
    return _page(request, entry, *entry.unbound(), key=new_key(at=request.now))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, pk: UUID) -> HttpResponse:
    """A draft to go on with; or, once it was sent, what was sent and what the hub told us since."""
    found = intake.my_draft(viewer=request.user, at=request.now, draft_id=pk)
    place = intake.place_to_send_from(viewer=request.user, code=found.circle.code)
    if request.method == "POST":
        return _posted(request, place)
    entry = Entry(request, place, MultiValueDict(found.answers))
    if found.sent_at is not None:
        context = {"draft": found, "place": place, "groups": written.groups_of(*entry.unbound())}
        return render(request, "concerns/draft_sent.html", context)
    return _page(request, entry, *entry.unbound(), key=new_key(at=request.now, key=found.submission_key), draft=found)


def _posted(request: Request, place: intake.SendingPlace) -> HttpResponse:
    entry, do = Entry(request, place), request.POST.get("do", "")
    key = read_key(request.POST.get("key", ""), at=request.now)
    if key is None:
        return _page(request, entry, *entry.unbound(), key=new_key(at=request.now), sentence=NOT_OUR_KEY, status=400)
    kept = intake.my_draft_with_key(viewer=request.user, at=request.now, key=key)
    shown: dict[str, Any] = {"key": request.POST["key"], "draft": kept}
    if do not in {"save", "send"} or wants_to_edit(request):
        remove = do.removeprefix("remove-")
        changed = entry.unbound(add=do == "add", remove=int(remove) if remove.isascii() and remove.isdigit() else 0)
        return _page(request, entry, *changed, **shown)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    try:
        if do == "save":
            saved = services.save_draft(
                actor=request.user,
                at=request.now,
                circle=place.circle,
                key=key,
                answers=entry.answers(),
                seen=version,
            )
            return redirect(f"{reverse('concerns:draft', args=[saved.pk])}?saved=1")
        form, people = entry.bound()
        if not Sheet([*people, form]).is_valid():
            return _page(request, entry, form, people, **shown)
        services.receive_professional_concern(
            actor=request.user,
            at=request.now,
            key=key,
            told=told_of(form, people, name=request.user.full_name, email=request.user.email),
            from_circle=place.circle,
            organisation=place.organisation,
            answers=entry.answers(),
            seen=version,
        )
    except StaleRecord:
        return _conflict(request, entry, key)
    except NotPermitted:
        raise
    except Refused as refusal:
        again = new_key(at=request.now)
        return _page(request, entry, *entry.unbound(), key=again, sentence=str(refusal), status=409, as_new=True)
    sent = intake.my_draft_with_key(viewer=request.user, at=request.now, key=key)
    if sent is None:
        raise NotFound
    return redirect("concerns:draft", pk=sent.pk)


def _conflict(request: Request, entry: Entry, key: UUID) -> HttpResponse:
    """Two windows of the same person: what the other saved, beside what this one says."""
    kept = intake.my_draft_with_key(viewer=request.user, at=request.now, key=key)
    if kept is None:
        raise NotFound
    theirs = dict(written.rows_of(*Entry(request, entry.place, MultiValueDict(kept.answers)).unbound()))
    yours = dict(written.rows_of(*entry.unbound()))
    labels = [*theirs, *(label for label in yours if label not in theirs)]
    return conflict_page(
        request,
        fields=[
            Conflict(label=label, before="", theirs=theirs.get(label, ""), yours=yours.get(label, ""))
            for label in labels
            if theirs.get(label, "") != yours.get(label, "")
        ],
        version=kept.version,
        record_url=reverse("concerns:draft", args=[kept.pk]),
        their_name="You, in another window,",
        their_at=kept.updated_at,
    )


def _page(
    request: Request,
    entry: Entry,
    form: ConcernForm,
    people: Sequence[SubjectForm],
    *,
    key: str,
    draft: Any = None,
    sentence: str = "",
    status: int = 200,
    as_new: bool = False,
) -> HttpResponse:
    context = {
        "form": Sheet([*people, form]),
        "all": form,
        "people": people,
        "place": entry.place,
        "key": key,
        "draft": None if as_new else draft,
        "version": "" if as_new or draft is None else (request.POST.get("version") or draft.version),
        "sentence": sentence,
        "as_new": as_new,
        "room": len(people) < MOST_PEOPLE,
        "saved": request.method == "GET" and "saved" in request.GET,
        "action": reverse("concerns:new") if as_new else "",
        "asked": [form[name] for name in form.fields if name.startswith("asked_")],
        "caller": [form[name] for name in CallForm.caller_fields] if entry.place.by_phone else [],
    }
    return render(request, "concerns/concern_write.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, pk: UUID) -> HttpResponse:
    """GET: ask. POST: throw the draft away; its words are emptied."""
    found = intake.my_draft(viewer=request.user, at=request.now, draft_id=pk)
    if found.sent_at is not None:
        return redirect("concerns:draft", pk=pk)
    if request.method == "POST":
        services.discard_draft(actor=request.user, at=request.now, draft=found)
        return redirect("concerns:drafts")
    return render(request, "concerns/draft_discard.html", {"draft": found})


@never_cache
@require_safe
def drafts(request: Request) -> HttpResponse:
    """What one has written to the hub: begun, sent, and what came of it."""
    places = intake.places_to_send_from(viewer=request.user)
    if not places:
        raise NotFound
    page = Paginator(intake.my_drafts(viewer=request.user, at=request.now), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, written.who_of(one.answers)) for one in page]
    return render(
        request, "concerns/draft_list.html", {"page": page, "rows": rows, "list_title": "What you told the hub"}
    )
