"""Work done outside a request: the link to set a password, reviews that are overdue, sessions that have ended."""

from importlib import import_module
from urllib.parse import quote
from uuid import UUID

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from . import context, queries, services
from .models import User


@app.task(name="access.send_password_link", queue="mail")
def send_password_link(user_id: str) -> bool:
    """Send the link to set a password, if there is such an account. Gives back whether a message went out.

    The page that asked has done the same work, whoever was asked for: it left an id here, of nobody if there is nobody.
    """
    user = User.objects.filter(pk=UUID(user_id), is_active=True).first()
    if user is None:
        return False
    # The address is our own from the settings, never the request's, which a visitor can forge.
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    url = settings.PUBLIC_ADDRESS.rstrip("/") + path.replace("UID-KEY", quote(key))
    body = render_to_string("account/email/password_link.txt", {"url": url})
    EmailMessage("Set your Lifecourse password", body, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    return True


@app.periodic(cron="*/15 * * * *")
@app.task(name="access.escalate_break_glass", queue="sweeps", queueing_lock="access.escalate_break_glass")
def escalate_break_glass(timestamp: int = 0) -> int:
    """Escalate every emergency opening whose review is overdue; safe to run twice. Gives back how many."""
    at = timezone.now()
    with context.as_system("break-glass sweep") as machine:
        overdue = queries.glass_overdue(viewer=machine, at=at)
        return sum(services.escalate_break_glass(actor=machine, at=at, glass=glass) for glass in overdue)


@app.periodic(cron="7 * * * *")
@app.task(name="access.clear_sessions", queue="sweeps", queueing_lock="access.clear_sessions")
def clear_sessions(timestamp: int = 0) -> None:
    """Delete the sessions that have ended: an abandoned form of the public lies, enciphered, in one of them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
