"""Pages of what cohorts there are: the list, one of them, and starting, changing, agreeing and ending it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lifecourse.kernel.access.http import Request
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.codelists import queries as codelists
from lifecourse.kernel.people.rules.days import day_of
from lifecourse.kernel.ui.shapes import Act, Fact, RecordHeader
from lifecourse.kernel.ui.words import calendar_day

from .. import exports, forms, policy, queries, rules, services
from ..rules.definition import CATALOGUE, Chosen, Definition, Rule
from .forming import post_or_show


@require_safe
def index(request: Request) -> HttpResponse:
    """Every cohort the viewer may see, with where it stands."""
    if not policy.may(request.user, policy.VIEW):
        raise NotFound("cohorts")
    rows = [
        (line, line.state_words(request.now), CATALOGUE[Rule(line.shown.rule)].title)
        for line in queries.cohorts(viewer=request.user)
    ]
    context = {"rows": rows, "may_start": policy.office_to_start_in(request.user) is not None, "at": request.now}
    return render(request, "cohorts/cohort_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Start a cohort in the office where the viewer may."""
    office = policy.office_to_start_in(request.user)
    if office is None:
        if policy.may(request.user, policy.VIEW):
            raise NotPermitted("You do not have permission to start a cohort.")
        raise NotFound("start")
    form = _form(request, initial=forms.first_initial(day_of(request.now)))
    made: list[Any] = []

    def act(data: dict[str, Any]) -> str:
        made.append(
            services.start_cohort(
                actor=request.user, at=request.now, circle_id=office, name=data["name"], wanted=_wanted(data)
            )
        )
        return "Started. Somebody else must agree it before it is run."

    return post_or_show(
        request, form=form, act=act, back=reverse("cohorts:list"), template="cohorts/cohort_write.html",
        title="Start a cohort", press="Start cohort", after=lambda: reverse("cohorts:cohort", args=[made[0].pk]),
    )  # fmt: skip


def _form(request: Request, *, initial: dict[str, Any], named: bool = True) -> forms.CohortForm:
    today = day_of(request.now)

    def choices(list_code: str) -> list[tuple[str, str]]:
        found = codelists.choices(viewer=request.user, list_code=list_code, on=today)
        return [(one.code, one.label) for one in found]

    looked = queries.looked_at(viewer=request.user, on=today)
    return forms.CohortForm(
        request.POST or None,
        initial=initial,
        bases=choices("lawful_basis_art6"),
        conditions=choices("lawful_condition_art9"),
        kinds=choices("list_kind"),
        services=[(str(one.id), f"{one.name}, {one.agency}") for one in looked],
        named=named,
    )


def _wanted(data: dict[str, Any]) -> services.Wanted:
    names = ("purpose", "lawful_basis", "lawful_condition", "expires_on", "definition")
    return services.Wanted(**{name: data[name] for name in names})


@require_safe
def cohort(request: Request, pk: UUID) -> HttpResponse:
    """One cohort: what it is for, what it looks for, who agreed it, what to do next, runs and published counts."""
    found = queries.cohort_record(viewer=request.user, pk=pk)
    one = found.cohort
    shown = found.proposed or found.standing
    context = {
        "found": found,
        "cohort": one,
        "record": RecordHeader(
            kind="Cohort",
            reference=one.reference,
            title=one.name,
            state=found.state_words(request.now),
            holder=str(one.owner),
            circle=f"Who belongs: {one.members_circle.name}. What it is: {one.circle.name}.",
            circle_url=reverse("access:circle", args=[one.members_circle_id]) if found.sees_members else "",
        ),
        "acts": _acts(request, found),
        "facts": _facts(request, found.standing or shown),
        "proposed_facts": _facts(request, found.proposed) if found.standing and found.proposed else None,
        "runs": [(run, rules.RUN_WORDS[rules.RunState(run.state)]) for run in found.runs],
        "publications": [(one, exports.published_table(one)) for one in found.publications[:4]],
        "at": request.now,
    }
    return render(request, "cohorts/cohort_show.html", context)


def _facts(request: Request, version: Any) -> list[Fact]:
    looked = {one.id: one.name for one in queries.looked_at(viewer=request.user, on=day_of(request.now))}
    definition = queries.definition_of(version=version)
    entry = CATALOGUE[definition.rule]

    def label(list_code: str, code: str) -> str:
        return codelists.label_of(viewer=request.user, list_code=list_code, code=code)

    def chosen(one: Chosen) -> str:
        kinds = [label("list_kind", code) for code in one.kinds]
        return "; ".join([*kinds, *(looked.get(pk, "A service that has ended") for pk in one.services)])

    agreed = f"Agreed by {version.agreed_by}" if version.agreed_at else "Not agreed yet"
    rows = [
        ("What it is for", version.purpose),
        ("Lawful basis", label("lawful_basis_art6", version.lawful_basis)),
        ("Condition", label("lawful_condition_art9", version.lawful_condition)),
        ("Last day", calendar_day(version.expires_on)),
        ("Looks for", f"{entry.title}. {entry.about}"),
        ("Ages", _ages(definition)),
        ("Should be on", chosen(definition.absent_from)),
        ("Known before to", chosen(definition.known_before)),
        ("Adult of the household open to", chosen(definition.household)),
    ]
    last = Fact(
        key="Version",
        value=f"{version.number}, written by {version.written_by}. {agreed}.",
        told_at=version.agreed_at or version.written_at,
    )
    return [*(Fact(key=key, value=value) for key, value in rows if value), last]


def _ages(definition: Definition) -> str:
    words = str(definition.ages)
    return words[:1].upper() + words[1:] + (", and babies not born yet" if definition.unborn else "")


def _acts(request: Request, found: queries.CohortRecord) -> list[Act]:
    one, user = found.cohort, request.user
    if one.state == rules.State.ENDED:
        return []
    acts = []
    if found.proposed and policy.may(user, policy.AGREE, one.circle_id):
        acts.append(_agree_act(request, found))
    if found.sees_members and policy.may(user, policy.RUN, one.members_circle_id):
        acts.append(_run_act(request, found))
    if policy.may(user, policy.START, one.circle_id):
        acts.append(Act(label="Write a new version", url=reverse("cohorts:change", args=[one.pk])))
        acts.append(Act(label="End this cohort", url=reverse("cohorts:end", args=[one.pk]), warning=True))
    return acts


def _agree_act(request: Request, found: queries.CohortRecord) -> Act:
    assert found.proposed is not None
    try:
        rules.check_agree(agreer=request.user.pk, owner=found.cohort.owner_id, writer=found.proposed.written_by_id)
    except Refused as refusal:
        return Act(label="Agree it", why_not=str(refusal))
    return Act(label="Agree it", url=reverse("cohorts:agree", args=[found.cohort.pk]))


def _run_act(request: Request, found: queries.CohortRecord) -> Act:
    try:
        expires = found.standing.expires_on if found.standing else None
        rules.check_may_run(found.cohort.state, expires, today=day_of(request.now))
        policy.indexes_to_run_over(request.user)
    except Refused as refusal:
        return Act(label="Run it now", why_not=str(refusal))
    return Act(label="Run it now", url=reverse("cohorts:run_start", args=[found.cohort.pk]), post=True)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: UUID) -> HttpResponse:
    """Write a new version of what a cohort is for and looks for."""
    found = queries.cohort_record(viewer=request.user, pk=pk)
    _check_may(request, policy.START, found)
    version = found.proposed or found.standing
    assert version is not None
    initial = {
        "purpose": version.purpose,
        "lawful_basis": version.lawful_basis,
        "lawful_condition": version.lawful_condition,
        "expires_on": version.expires_on,
        "version": found.cohort.version,
        **forms.initial_of(queries.definition_of(version=version)),
    }

    def act(data: dict[str, Any]) -> str:
        services.change_cohort(
            actor=request.user, at=request.now, cohort_id=pk, wanted=_wanted(data), seen=data["version"]
        )
        return "A new version is written. It counts once somebody else has agreed it."

    return post_or_show(
        request, form=_form(request, initial=initial, named=False), act=act, back=reverse("cohorts:cohort", args=[pk]),
        template="cohorts/cohort_write.html", title="Write a new version", press="Propose this version",
        cohort=found.cohort, now={"version": found.cohort.version},
    )  # fmt: skip


def _check_may(request: Request, capability: str, found: queries.CohortRecord) -> None:
    if not policy.may(request.user, capability, found.cohort.circle_id):
        raise NotPermitted("You do not have permission to do this.")


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, pk: UUID) -> HttpResponse:
    """Agree the version that is proposed, as the second person."""
    found = queries.cohort_record(viewer=request.user, pk=pk)
    _check_may(request, policy.AGREE, found)
    if found.proposed is None:
        raise Refused("There is no version to agree: the one that stands is agreed.")
    number = found.proposed.number

    def act(data: dict[str, Any]) -> str:
        services.agree_cohort(actor=request.user, at=request.now, cohort_id=pk, number=data["number"])
        return "Agreed. It may be run now."

    return post_or_show(
        request, form=forms.AgreeForm(request.POST or None, initial={"number": number}), act=act,
        back=reverse("cohorts:cohort", args=[pk]), title="Agree this cohort", press="Agree it", cohort=found.cohort,
        facts=_facts(request, found.proposed), now={"number": number},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: UUID) -> HttpResponse:
    """End a cohort, and let everybody out of its circle."""
    found = queries.cohort_record(viewer=request.user, pk=pk)
    _check_may(request, policy.START, found)

    def act(data: dict[str, Any]) -> str:
        services.end_cohort(
            actor=request.user, at=request.now, cohort_id=pk, because=data["because"], seen=data["version"]
        )
        return "The cohort has ended."

    version = found.cohort.version
    return post_or_show(
        request, form=forms.EndForm(request.POST or None, initial={"version": version}), act=act,
        back=reverse("cohorts:cohort", args=[pk]), title="End this cohort", press="End it", cohort=found.cohort,
        lead="It is not run any more, and nobody sees who belonged. What was published stays.",
        now={"version": version},
    )  # fmt: skip
