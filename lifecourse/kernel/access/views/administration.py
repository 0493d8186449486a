"""Administration: staff, circles, who is in which, the quarterly list."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lifecourse.kernel.base.errors import Refused

from .. import policy, queries, rules, services, tasks
from ..forms.administration import CircleForm, EndForm, GrantForm, InviteForm, LetInForm, UserSearchForm
from ..http import Request
from ..models import Circle, CircleKind, MembershipKind, Role, User

PER_PAGE = 50


@require_safe
def users(request: Request) -> HttpResponse:
    """The list of staff. The words searched for are a colleague's name, so they are in the session, not the address."""
    form = UserSearchForm({"words": request.session.get("access.words", ""), "left": request.GET.get("left")})
    form.is_valid()
    number = _number(request.GET.get("page"))
    words, left = form.cleaned_data.get("words", ""), form.cleaned_data.get("left", False)
    page = queries.search_users(viewer=request.user, words=words, left=left, start=(number - 1) * PER_PAGE)
    context = {"at": request.now, "form": form, "words": words, "left": left, "users": page.rows, "total": page.total}
    context["page"] = Paginator(range(page.total), PER_PAGE).get_page(number)
    return render(request, "access/user_list.html", context)


@require_POST
def search_users(request: Request) -> HttpResponse:
    """Take the words of a search, and show the list."""
    queries.search_users(viewer=request.user)
    request.session["access.words"] = request.POST.get("words", "")[:120].strip()
    return redirect(reverse("access:users") + ("?left=on" if request.POST.get("left") else ""))


def invite(request: Request) -> HttpResponse:
    """Make an account, and send its owner a link to set a password."""
    queries.search_users(viewer=request.user)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.invite_user(
                actor=request.user,
                at=request.now,
                email=form.cleaned_data["email"],
                full_name=form.cleaned_data["full_name"],
            )
        except Refused as refused:
            _put(refused, form)
        else:
            tasks.send_password_link.defer(user_id=str(user.pk))
            messages.success(request, "A link to set a password has been sent. Now let them into their circles.")
            return redirect("access:user", user.pk)
    return render(request, "access/user_invite.html", {"at": request.now, "form": form})


@require_safe
def user_detail(request: Request, user_id: UUID) -> HttpResponse:
    """One member of staff: circles, second factors, and what can be done."""
    user = queries.get_user(viewer=request.user, user_id=user_id)
    context = {
        "at": request.now,
        "person": user,
        "is_me": user.pk == request.user.pk,
        "memberships": [
            {"line": line, "state": line.state(request.now)}
            for line in queries.memberships_of(viewer=request.user, user=user)
        ],
        "factors": queries.factors_of(viewer=request.user, user=user),
    }
    return render(request, "access/user_detail.html", context)


def grant(request: Request, user_id: UUID) -> HttpResponse:
    """Let somebody into one or several circles."""
    user = queries.get_user(viewer=request.user, user_id=user_id)
    circles = queries.circles_to_administer(viewer=request.user, at=request.now)
    roles = queries.roles(viewer=request.user)
    form = GrantForm(request.POST or None, circles=[(c.id, c.name) for c in circles], roles=roles)
    if request.method == "POST" and form.is_valid():
        chosen = [
            queries.get_administered_circle(viewer=request.user, circle_id=int(pk))
            for pk in form.cleaned_data["circles"]
        ]
        try:
            with transaction.atomic():
                _let_in(request, form, user, chosen, roles)
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, f"Let into {len(chosen)} circle{'' if len(chosen) == 1 else 's'}.")
            return redirect("access:user", user.pk)
    context = {"at": request.now, "form": form, "person": user, "is_me": user.pk == request.user.pk}
    return render(request, "access/membership_grant.html", context)


def let_in(request: Request, circle_id: int) -> HttpResponse:
    """Let somebody into this circle, by their address; for a sealed one, from inside it only."""
    circle = queries.get_administered_circle(viewer=request.user, circle_id=circle_id)
    roles = queries.roles(viewer=request.user)
    form = LetInForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            user = queries.find_colleague(viewer=request.user, email=form.cleaned_data["email"])
            with transaction.atomic():
                _let_in(request, form, user, [circle], roles)
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "They have been let in.")
            return redirect("access:circle", circle.pk)
    return render(request, "access/circle_let_in.html", {"at": request.now, "form": form, "circle": circle})


def _let_in(request: Request, form: GrantForm, user: User, circles: list[Circle], roles: Any) -> None:
    data = form.cleaned_data
    role = next(role for role in roles if role.code == data["role"])
    assert isinstance(role, Role)
    services.grant_memberships(
        actor=request.user,
        at=request.now,
        user=user,
        circles=circles,
        role=role,
        reason=data["reason"],
        kind=MembershipKind(data["kind"]),
        starts_at=rules.begins(data["starts_on"]) if data.get("starts_on") else None,
        ends_at=rules.ends(data["ends_on"]) if data.get("ends_on") else None,
    )


def end_membership(request: Request, membership_id: UUID) -> HttpResponse:
    """End somebody's place in a circle."""
    membership = queries.get_membership(viewer=request.user, membership_id=membership_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(
                actor=request.user, at=request.now, membership=membership, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "The membership has ended. Their next request will not see this circle.")
            return redirect("access:circle", membership.circle_id)
    return render(request, "access/membership_end.html", {"at": request.now, "form": form, "membership": membership})


@require_POST
def record_leaver(request: Request, user_id: UUID) -> HttpResponse:
    """Somebody has left."""
    return _done(request, user_id, services.record_leaver, "They can no longer sign in, and see nothing any more.")


@require_POST
def reset_second_factor(request: Request, user_id: UUID) -> HttpResponse:
    """Somebody lost their second factor."""
    sentence = "Their second factors were removed. At the next sign-in they set up a new one."
    return _done(request, user_id, services.reset_second_factor, sentence)


@require_POST
def send_link(request: Request, user_id: UUID) -> HttpResponse:
    """Send the link to set a password again."""
    user = queries.get_user(viewer=request.user, user_id=user_id)
    services.invite_user(actor=request.user, at=request.now, email=user.email, full_name=user.full_name)
    tasks.send_password_link.defer(user_id=str(user.pk))
    messages.success(request, "A link to set a password has been sent.")
    return redirect("access:user", user.pk)


def _done(request: Request, user_id: UUID, command: Any, sentence: str) -> HttpResponse:
    user = queries.get_user(viewer=request.user, user_id=user_id)
    try:
        with transaction.atomic():
            command(actor=request.user, at=request.now, user=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("access:user", user.pk)


@require_safe
def circles(request: Request) -> HttpResponse:
    """The circles one administers."""
    found = queries.circles_to_administer(viewer=request.user, at=request.now)
    return render(request, "access/circle_list.html", {"at": request.now, "circles": found})


def create_circle(request: Request) -> HttpResponse:
    """Make a circle that is not sealed."""
    queries.circles_to_administer(viewer=request.user, at=request.now)
    form = CircleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "kind": CircleKind(form.cleaned_data["kind"])}
        try:
            with transaction.atomic():
                circle = services.create_circle(actor=request.user, at=request.now, **data)
        except Refused as refused:
            _put(refused, form)
        else:
            messages.success(request, "The circle was made. Nobody is in it yet.")
            return redirect("access:circle", circle.pk)
    return render(request, "access/circle_create.html", {"at": request.now, "form": form})


@require_safe
def circle_detail(request: Request, circle_id: int) -> HttpResponse:
    """Who can see what is in this circle, now and in the past."""
    circle = queries.get_circle(viewer=request.user, circle_id=circle_id)
    sealed = circle.kind == CircleKind.SEALED
    lines = queries.members_of(viewer=request.user, circle_id=circle_id)
    context = {
        "at": request.now,
        "circle": circle,
        "now_in": queries.who_can_see(viewer=request.user, circle_id=circle_id, at=request.now),
        "past": [line for line in lines if line.state(request.now) == "Ended"],
        "coming": [line for line in lines if line.state(request.now) == "Not begun"],
        "may_administer": sealed or _may_administer(request),
        "access_level": "sealed" if sealed else "",
    }
    return render(request, "access/circle_detail.html", context)


@require_safe
def recertification(request: Request) -> HttpResponse:
    """Memberships that nobody has confirmed for a quarter."""
    lines = queries.recertification(viewer=request.user, at=request.now)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/membership_recertify.html", {"at": request.now, "page": page, "total": len(lines)})


@require_POST
def confirm_memberships(request: Request) -> HttpResponse:
    """Confirm the ticked memberships; says how many were, and how many were not."""
    confirmed = refused = 0
    for text in request.POST.getlist("membership"):
        try:
            pk = UUID(text)
        except ValueError:
            continue
        membership = queries.get_membership(viewer=request.user, membership_id=pk)
        try:
            with transaction.atomic():
                services.confirm_membership(actor=request.user, at=request.now, membership=membership)
            confirmed += 1
        except Refused:
            refused += 1
    words = f"{confirmed} confirmed." + (f" {refused} not: they have ended, or are your own." if refused else "")
    (messages.success if confirmed else messages.warning)(
        request, words if confirmed or refused else "None was ticked."
    )
    return redirect("access:recertification")


def _may_administer(request: Request) -> bool:
    return policy.may(request.user, policy.ADMINISTER)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and 0 < int(text) < 100_000 else 1


def _put(refused: Refused, form: forms.Form) -> None:
    """Show why something was refused at the field it is about."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
