"""How allauth treats us: no sign-up, our words, every step in the trail, and single sign-on only for staff we know."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from lifecourse.kernel.audit.actors import PUBLIC

from . import lockout, services, session
from .models import User

WRONG = "The e-mail address or the password is wrong. Check both and try again."


def moment(request: HttpRequest | None) -> datetime:
    """The moment the request began, or now."""
    return getattr(request, "now", None) or timezone.now()


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by whoever comes. Every step is an event of the trail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "account_inactive": WRONG,
        "too_many_login_attempts": "Too many wrong attempts. Wait 15 minutes, then try again.",
        "incorrect_password": "That is not your password.",
        "incorrect_code": "That code is wrong or has been used. Wait for the next one and type it.",
        "rate_limited": "Too many attempts in a short time. Wait a minute, then try again.",
        "enter_current_password": "That is not your present password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return lockout.client_address(request)

    def get_login_stages(self) -> list[str]:
        return [f"{__name__}.SecondFactorStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # allauth would count failures by account alone here, so that anybody could lock a colleague out. axes counts
        # by account and address together.
        return

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(email=lockout.account_typed(request, credentials)).first()
        services.note_failed_sign_in(actor=PUBLIC, at=moment(request), user=user, step="password")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        assert isinstance(user, User)
        super().login(request, user)
        session.begin(request.session, at=moment(request))
        services.note_sign_in(actor=user, at=moment(request), methods=session.methods(request.session))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            services.note_sign_out(actor=request.user, at=moment(request))
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, User)
        services.set_password(actor=user, at=moment(allauth_context.request), user=user, password=password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # Signing in showed everything there is to show: for a quarter of an hour nothing is asked for again, or whoever
        # is made to set up a second factor would type their password twice.
        request = allauth_context.request
        if (
            request is not None
            and session.age(request.session, at=moment(request)) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        ):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: Any = None, email: str | None = None
    ) -> None:
        """allauth tells of changes of second factors here; we send no mail and write the trail.

        Setting up an app and new recovery codes are told only after the commit: `views.second_factors` writes those.
        """
        request = allauth_context.request
        area, _, change = template_prefix.partition("/email/")
        if area != "mfa" or request is None or not isinstance(user, User):
            return
        if change in {"totp_activated", "recovery_codes_generated"}:
            return
        services.note_second_factor(actor=user, at=moment(request), change=change)
        if change == "webauthn_added":
            session.mark_second_factor(request.session, "set_up")
        elif change in {"totp_deactivated", "webauthn_removed"} and not second_factors(user):
            session.forget_second_factor(request.session)


def second_factors(user: User) -> int:
    """How many second factors a user has; recovery codes are none, for they only stand in for one."""
    from allauth.mfa.models import Authenticator

    return int(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count())


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless a trusted provider has just asked for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not session.provider_vouched(request.session) and bool(super()._should_handle(request))


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the authenticator apps' secrets encrypted under the secret key, so that a copy of the table will not do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": StaffAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        assert isinstance(user, User)
        return f"Passkey {second_factors(user) + 1}"


def _fernet() -> MultiFernet:
    """The newest key encrypts, older ones (`SECRET_KEY_FALLBACKS`) still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"lifecourse second factors " + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class KnownStaffOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A single sign-on identity must belong to an account that an administrator made."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Links a first sign-on to the account with the same verified address; anybody else is turned away."""
        connecting = sociallogin.state.get("process") != "login"
        if not connecting and not sociallogin.is_existing:
            verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
            known = User.objects.filter(email__in=verified, is_active=True).first()
            if known is not None:
                sociallogin.connect(request, known)
        if connecting or not sociallogin.is_existing or not sociallogin.user.is_active:
            services.note_failed_sign_in(actor=PUBLIC, at=moment(request), user=None, step="single_sign_on")
            raise ImmediateHttpResponse(render(request, "socialaccount/not_known.html", status=403))
        if _provider_asked_for_second_factor(sociallogin):
            session.mark_second_factor(request.session, "provider")


def _provider_asked_for_second_factor(sociallogin: Any) -> bool:
    """By the setting: never; always; or if the provider's token says so (`amr`, RFC 8176)."""
    trust = settings.OIDC_TRUST_SECOND_FACTOR
    if trust == "amr":
        claims = (sociallogin.account.extra_data or {}).get("id_token") or {}
        return bool({"mfa", "otp", "hwk", "fpt", "face"} & set(claims.get("amr") or ()))
    return bool(trust == "always")
