"""Asking agencies from the hub, and answering at an agency's desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.base.errors import Refused, StaleRecord
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.rules.days import day_of

from .. import queries, rules, services
from ..forms import asking as forms
from .hub import back_to, post_or_show
from .showing import subject_cards


def _choices(request: Request, list_code: str) -> Any:
    return codelists.choices(viewer=request.user, list_code=list_code, on=day_of(request.now))


# A school knows its own pupils: to ask all of them about one child tells many who need not know.
_ONLY_IF_NAMED = ("school", "early_years", "further_education", "alternative_provision")


def _likely(agency: Any, subjects: Any) -> bool:
    """Whether an agency is ticked to begin with: all are, but schools and the like only if somebody named them."""
    if not agency.type.startswith(_ONLY_IF_NAMED):
        return True
    said = [subject.school_words.casefold().strip() for subject in subjects]
    name = agency.name.casefold()
    return any(words in name or name in words for words in said if len(words) > 3)


def ask(request: Request, pk: UUID) -> HttpResponse:
    """One question to many agencies about the people of a concern."""
    found = queries.open_concern(viewer=request.user, at=request.now, pk=pk)
    one = found.concern
    cards = [card for card in subject_cards(found) if card.can_be_found]
    answering = agencies.organisations_that_answer_checks(viewer=request.user, at=request.now)
    asked_before = {request_.organisation_id for request_ in found.requests}
    form = forms.AskForm(
        request.POST or None,
        people=[(str(card.id), card.heading) for card in cards],
        agencies=[(str(agency.pk), agency.name) for agency in answering],
        bases=_choices(request, "lawful_basis_art6"),
        conditions=_choices(request, "lawful_condition_art9"),
        initial={
            "subjects": [str(card.id) for card in cards],
            "organisations": [
                str(agency.pk)
                for agency in answering
                if agency.pk not in asked_before and _likely(agency, found.subjects)
            ],
            "purpose": "To decide what help or protection is needed",
            "lawful_basis": "public_task",
            "lawful_condition": "safeguarding",
            "version": one.version,
        },
    )

    def act(data: dict[str, Any]) -> str:
        chosen = [agency for agency in answering if str(agency.pk) in data["organisations"]]
        people = [subject for subject in found.subjects if str(subject.pk) in data["subjects"]]
        services.ask_agencies(
            actor=request.user,
            at=request.now,
            concern=one,
            organisations=chosen,
            subjects=people,
            purpose=data["purpose"],
            lawful_basis=data["lawful_basis"],
            lawful_condition=data["lawful_condition"],
            seen=data["version"],
        )
        return f"{len(chosen)} agencies were asked. Those with a loaded list have answered already."

    unresolved = [card.heading for card in cards if card.resolution_words == "Not looked for yet"]
    return post_or_show(
        request,
        form=form,
        act=act,
        template="concerns/check_ask.html",
        back=back_to(pk),
        version=one.version,
        concern=one,
        unresolved=unresolved,
    )


def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """The hub no longer needs an agency's answer."""
    asked = queries.request_for_hub(viewer=request.user, pk=pk)
    concern = queries.concern(viewer=request.user, pk=asked.background_check.concern_id)

    def act(data: dict[str, Any]) -> str:
        services.withdraw_request(actor=request.user, at=request.now, request=asked, reason=data["reason"])
        return f"{asked.organisation.name} need not answer any more."

    return post_or_show(
        request,
        form=forms.WithdrawForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(concern.pk),
        concern=concern,
        title=f"Withdraw the question to {asked.organisation.name}",
        press="Withdraw",
    )


def desk(request: Request) -> HttpResponse:
    """What an agency is asked and has not answered; what it has answered lately."""
    return render(
        request,
        "concerns/desk_list.html",
        {
            "waiting": queries.requests_waiting(viewer=request.user, at=request.now),
            "done": queries.requests_done(viewer=request.user),
            "live_url": request.path,
        },
    )


def answer(request: Request, pk: UUID) -> HttpResponse:
    """One request at a desk: who, why, by when; an answer for each person."""
    asked = queries.open_request(viewer=request.user, at=request.now, pk=pk)
    people = list(asked.subjects.all())
    waiting = asked.state == rules.RequestState.ASKED
    posted = request.POST if request.method == "POST" else None
    answering = [
        (person, forms.AnswerForm(posted, number=person.order, initial={"service": asked.organisation.name}))
        for person in people
    ]
    problem = ""
    if posted is not None and waiting and all([form.is_valid() for _, form in answering]):
        try:
            services.answer_check(
                actor=request.user,
                at=request.now,
                request=asked,
                answers=[_told(person, form.cleaned_data) for person, form in answering],
                seen=_version(request),
            )
        except StaleRecord:
            raise
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "Thank you: the hub has your answer.")
            return redirect("concerns:desk")
    return render(
        request,
        "concerns/check_answer.html",
        {
            "asked": asked,
            "answering": answering,
            "forms": [form for _, form in answering],
            "waiting": waiting,
            "problem": problem,
            "basis": codelists.label_of(viewer=request.user, list_code="lawful_basis_art6", code=asked.lawful_basis),
        },
        status=400 if problem or any(form.errors for _, form in answering) else 200,
    )


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _told(person: Any, data: dict[str, Any]) -> services.AnswerTold:
    return services.AnswerTold(
        asked=person,
        answer=rules.Answer(data["answer"]),
        service=data["service"],
        searched=data["searched"],
        since=data["since"],
        until=data["until"],
        lead_name=data["lead_name"],
        lead_reach=data["lead_reach"],
    )


def decline(request: Request, pk: UUID) -> HttpResponse:
    """An agency declines, with its reason."""
    asked = queries.open_request(viewer=request.user, at=request.now, pk=pk)

    def act(data: dict[str, Any]) -> str:
        services.decline_check(
            actor=request.user, at=request.now, request=asked, code=data["code"], words=data["words"]
        )
        return "The hub knows that you cannot answer, and why."

    return post_or_show(
        request,
        form=forms.DeclineForm(request.POST or None, reasons=_choices(request, "check_decline_reason")),
        act=act,
        template="concerns/check_decline.html",
        back=reverse("concerns:desk"),
        asked=asked,
    )
