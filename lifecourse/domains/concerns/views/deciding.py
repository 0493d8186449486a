"""Deciding, signing, telling the reporter, closing, sealing, and saying why something was late."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lifecourse.kernel.access import queries as access
from lifecourse.kernel.access.http import Request
from lifecourse.kernel.agencies import queries as agencies
from lifecourse.kernel.base.errors import Refused
from lifecourse.kernel.clocks import queries as clocks
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.letters.rules import FAMILY_WORDS, FeedbackFamily
from lifecourse.kernel.people.rules.days import day_of

from .. import queries, rules, services
from ..forms import deciding as forms
from .hub import back_to, post_or_show
from .showing import outcome_lines

_ALREADY_OPEN = {"yes": True, "no": False, "unknown": None, "": None}


def _choices(request: Request, list_code: str) -> Any:
    return codelists.choices(viewer=request.user, list_code=list_code, on=day_of(request.now))


def decide(request: Request, pk: UUID) -> HttpResponse:
    """Level of need, why, and who does what."""
    found = queries.open_concern(viewer=request.user, at=request.now, pk=pk)
    one = found.concern
    organisations = {str(o.pk): o for o in agencies.organisations(viewer=request.user, at=request.now) if o.desk_id}
    waiting = [r for r in found.requests if r.state == rules.RequestState.ASKED]
    open_to = queries.open_services(viewer=request.user, at=request.now, found=found)
    inform = rules.Outcome.INFORM_LEAD_PROFESSIONAL.value
    # From "Tell the lead professional now": what is known already is written in, to be changed or not.
    straight_on = request.GET.get("to") == "lead" and bool(open_to)
    leads_at = list(dict.fromkeys(str(one.organisation_id) for one in open_to))
    # Those who said that they are open, and those who may still say so: the others have nobody to tell.
    may_lead = dict.fromkeys([*leads_at, *(str(r.organisation_id) for r in waiting)]) if leads_at else {}
    form = forms.DecideForm(
        request.POST or None,
        levels=_choices(request, "level_of_need"),
        outcomes=_choices(request, "concern_outcome"),
        agencies=[(key, o.name) for key, o in organisations.items()],
        leads=[(key, organisations[key].name) for key in may_lead if key in organisations],
        initial={
            "version": one.version,
            "already_open": "yes" if open_to else "unknown",
            "outcomes": [inform] if open_to else [],
            f"by_{inform}": leads_at,
            # Of several agencies none is told which others work with them: then somebody has to write it.
            "brief": "\n".join(map(_whom_to_tell, open_to)) if straight_on and len(leads_at) == 1 else "",
            "reason": "Open already: those who work with them now decide what this means." if straight_on else "",
        },
    )

    def act(data: dict[str, Any]) -> str:
        decision = services.decide(
            actor=request.user,
            at=request.now,
            concern=one,
            level=data["level"],
            reason=data["reason"],
            outcomes=[
                services.OutcomeTold(outcome=rules.Outcome(code), organisation=organisations.get(agency))
                for code in data["outcomes"]
                for agency in form.agencies_for(code)
            ],
            brief=data["brief"],
            why_now=data["why_now"],
            already_open=_ALREADY_OPEN[data["already_open"]],
            seen=data["version"],
        )
        return "Decided. It waits for a second signature." if decision.needs_signature else "Decided."

    return post_or_show(
        request,
        form=form,
        act=act,
        template="concerns/decision_make.html",
        back=back_to(pk),
        version=one.version,
        concern=one,
        waiting=waiting,
        open_to=open_to,
    )


def _whom_to_tell(one: queries.OpenService) -> str:
    lead = f"lead professional {one.lead_name}" if one.lead_name else "lead professional not named"
    reach = f" ({one.lead_reach})" if one.lead_reach else ""
    return f"{one.name_words}: {one.service}, {lead}{reach}."


def sign(request: Request, pk: UUID) -> HttpResponse:
    """The second signature, or the return of a decision."""
    decision = queries.open_decision(viewer=request.user, at=request.now, pk=pk)

    def act(data: dict[str, Any]) -> str:
        if data["verdict"] == "sign":
            services.sign_decision(
                actor=request.user, at=request.now, decision=decision, words=data["words"], seen=data["version"]
            )
            return "Signed. The decision stands."
        services.return_decision(
            actor=request.user, at=request.now, decision=decision, words=data["words"], seen=data["version"]
        )
        return "Returned to be decided again."

    return post_or_show(
        request,
        form=forms.SignForm(request.POST or None, initial={"version": decision.version}),
        act=act,
        template="concerns/decision_sign.html",
        back=back_to(decision.concern_id),
        version=decision.version,
        concern=decision.concern,
        decision=decision,
        outcomes=outcome_lines(viewer=request.user, decision=decision),
    )


def feedback(request: Request, pk: UUID) -> HttpResponse:
    """Tell the reporter what they may be told."""
    found = queries.open_concern(viewer=request.user, at=request.now, pk=pk)
    one, who = found.concern, found.reporter
    professional = one.channel == rules.Channel.PROFESSIONAL and who.organisation_id is not None
    ways = [("desk", "At their agency’s desk in Lifecourse")] if professional else []
    if not professional:
        ways = [
            (code, words)
            for code, words, left in (
                ("email", "By e-mail, in fixed words", who.email),
                ("phone", "By phone: I have told them in the words above", who.phone),
                ("post", "By post, in fixed words", not who.is_anonymous and who.name),
            )
            if left
        ]
    families = [(family.value, FAMILY_WORDS[family]) for family in FeedbackFamily] if professional else []

    def act(data: dict[str, Any]) -> str:
        services.give_feedback(
            actor=request.user,
            at=request.now,
            concern=one,
            by=data["by"],
            address=data.get("address", ""),
            family=FeedbackFamily(data["family"]) if data.get("family") else None,
            seen=data["version"],
        )
        return "The reporter is told."

    form = forms.FeedbackForm(request.POST or None, ways=ways, families=families, initial={"version": one.version})
    return post_or_show(
        request,
        form=form,
        act=act,
        template="concerns/feedback_give.html",
        back=back_to(pk),
        version=one.version,
        concern=one,
        ways=ways,
        professional=professional,
        safe=who.safe_contact_words,
        phone=who.phone,
    )


@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a concern, or say what still stands in the way."""
    one = queries.concern(viewer=request.user, pk=pk)
    try:
        services.close_concern(actor=request.user, at=request.now, concern=one)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Closed.")
    return redirect("concerns:concern", pk=pk)


def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Open a decided concern again."""
    one = queries.concern(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        services.reopen_concern(actor=request.user, at=request.now, concern=one, reason=data["reason"])
        return "Opened again, to be decided anew."

    return post_or_show(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title="Open this concern again",
        press="Open again",
    )


def new_fact(request: Request, pk: UUID) -> HttpResponse:
    """Whether the concern was news to those already involved."""
    one = queries.concern(viewer=request.user, pk=pk)

    def act(data: dict[str, Any]) -> str:
        services.record_new_fact(actor=request.user, at=request.now, concern=one, is_new=data["is_new"] == "yes")
        return "Saved."

    return post_or_show(
        request,
        form=forms.NewFactForm(request.POST or None),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title="Was it news?",
        press="Save",
    )


def seal(request: Request, pk: UUID) -> HttpResponse:
    """Move a concern into a sealed circle that the viewer belongs to."""
    one = queries.concern(viewer=request.user, pk=pk)
    circles = [(str(g.circle_id), g.circle_name) for g in request.user.grants if g.is_sealed]

    def act(data: dict[str, Any]) -> str:
        circle = access.get_circle(viewer=request.user, circle_id=int(data["circle"]))
        services.seal_concern(actor=request.user, at=request.now, concern=one, circle=circle, reason=data["reason"])
        return "Sealed. Only the people of that circle see it now."

    return post_or_show(
        request,
        form=forms.SealForm(request.POST or None, circles=circles),
        act=act,
        template="concerns/concern_form.html",
        back=reverse("concerns:worklist"),
        concern=one,
        title="Seal this concern",
        press="Seal",
        lead="For everybody outside the circle you choose it will no longer exist: not in lists, searches or figures.",
    )


def breach(request: Request, pk: UUID, clock_id: UUID) -> HttpResponse:
    """Why a time limit of this concern was passed, and who agreed."""
    one = queries.concern(viewer=request.user, pk=pk)
    clock = clocks.one_clock(viewer=request.user, clock_id=clock_id, at=request.now)
    people = queries.authorisers(viewer=request.user, at=request.now)

    def act(data: dict[str, Any]) -> str:
        services.explain_delay(
            actor=request.user,
            at=request.now,
            concern=one,
            clock_id=clock.id,
            code=data["code"],
            words=data["words"],
            authorised_by=next(user for user in people if str(user.pk) == data["authorised_by"]),
            seen=clock.version,
        )
        return "The reason is on the record."

    return post_or_show(
        request,
        form=forms.BreachForm(
            request.POST or None,
            reasons=_choices(request, "breach_reason"),
            people=[(str(user.pk), user.full_name) for user in people],
        ),
        act=act,
        template="concerns/concern_form.html",
        back=back_to(pk),
        concern=one,
        title=f"{clock.title} is late: why?",
        press="Save the reason",
        lead=f"{clock.standing_words}.",
    )
