"""The forms of signing in: allauth's own, in our words and for our components."""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as AllauthChangePasswordForm,
)
from allauth.account.forms import (
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context as allauth_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from lifecourse.kernel.audit.actors import PUBLIC

from .. import lockout, services
from ..adapters import StaffAdapter, moment
from ..models import User

PASSWORD_HINT = "At least 12 characters. Three words that have nothing to do with each other are a good one."


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password. What is wrong is never said more exactly than "one of the two"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "E-mail address", "Password"
        login.help_text, password.help_text = "Your work address", ""
        login.widget.attrs = {"type": "email", "autocomplete": "username", "spellcheck": "false"}
        password.widget.attrs = {"autocomplete": "current-password"}


class AgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = "Password", ""
        password.widget.attrs = {"autocomplete": "current-password"}


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link. The same work whether or not there is such an account: it leaves one job with an id in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label, email.help_text = "E-mail address", "The address you sign in with"
        email.widget.attrs = {"type": "email", "autocomplete": "username", "spellcheck": "false"}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        from .. import tasks

        user = next(iter(self.users), None)
        services.note_reset_asked(actor=PUBLIC, at=moment(request), user=user)
        tasks.send_password_link.defer(user_id=str(user.pk if user else uuid.uuid4()))
        return str(self.cleaned_data["email"])


def _new_password(form: forms.Form) -> None:
    first, second = form.fields["password1"], form.fields["password2"]
    first.label, second.label = "New password", "New password again"
    first.help_text, second.help_text = PASSWORD_HINT, ""
    first.widget.attrs = second.widget.attrs = {"autocomplete": "new-password"}


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, behind the link that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]
    """A new password, by somebody who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)
        old = self.fields["oldpassword"]
        old.label, old.help_text = "Present password", ""
        old.widget.attrs = {"autocomplete": "current-password"}


class _Code(forms.Form):
    """The code of an authenticator app, or a recovery code; wrong ones count by account and address together."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code"
        code.help_text = "6 figures from your authenticator app, or one of your recovery codes"
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}

    def clean_code(self) -> str:
        request = allauth_context.request
        code = "".join(str(self.cleaned_data["code"]).split())
        _check_may_try(request, self.user)
        # Locked, so that one code sent twice at once is used once, whichever processes take the two requests.
        factors = list(
            Authenticator.objects.select_for_update(of=("self",))
            .filter(user=self.user)
            .exclude(type=Authenticator.Type.WEBAUTHN)
            .order_by("-type")
        )
        for factor in factors:
            if _accepts(factor, code):
                factor.user = self.user
                self.authenticator = factor
                return code
        _count_wrong(request, self.user)
        raise get_adapter().validation_error("incorrect_code")


def _accepts(factor: Authenticator, code: str) -> bool:
    """Whether the code is right and has not been used. allauth remembers used codes in one process only; the row knows
    the last half minute that was accepted, so a code seen over a shoulder is worth nothing afterwards, anywhere."""
    if factor.type != Authenticator.Type.TOTP:
        return bool(factor.wrap().validate_code(code))
    secret, last = decrypt(factor.data["secret"]), int(factor.data.get("last_counter", 0))
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if counter > last and constant_time_compare(expected, code):
            factor.data["last_counter"] = counter
            factor.save(update_fields=["data"])
            return True
    return False


def _check_may_try(request: HttpRequest, user: User) -> None:
    if not lockout.may_try(request, user):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        request.axes_credentials = {"email": user.email}  # type: ignore[attr-defined]
        raise ValidationError(StaffAdapter.error_messages["too_many_login_attempts"])


def _count_wrong(request: HttpRequest, user: User) -> None:
    services.note_failed_sign_in(actor=PUBLIC, at=moment(request), user=user, step="second_factor")
    lockout.count_failure(request, user)


class CodeForm(_Code, AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""


class CodeAgainForm(_Code, MFAReauthenticateForm):  # type: ignore[misc]
    """The second factor again, before something that matters."""


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = "Code", "The 6 figures that the app shows now"
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey. It always asks for the device's own unlock, so it is two factors in one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text = "What do you call this device?", "Such as “work phone”, so that you know it again"
        name.widget.attrs = {"autocomplete": "off"}
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        # allauth looks no further at 0 or false, and would keep a passkey that nobody has: from then on every page of
        # that person's second factors fails, and so does their next sign-in.
        if not isinstance(credential, dict):
            raise get_adapter().validation_error("incorrect_code")
        return credential

    def clean(self) -> Any:
        return _read(super().clean)


def _read(credential: Callable[[], Any]) -> Any:
    """What allauth makes of a device's answer; one of no known shape is a wrong one, not a fault of ours."""
    try:
        return credential()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor; a wrong one counts like a wrong code."""

    def clean_credential(self) -> Any:
        request = allauth_context.request
        _check_may_try(request, self.user)
        try:
            return _read(super().clean_credential)
        except ValidationError:
            _count_wrong(request, self.user)
            raise


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, asked for again before something grave."""

    def clean_credential(self) -> Any:
        return _read(super().clean_credential)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """What somebody calls a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = "What do you call this device?"
        name.widget.attrs = {"autocomplete": "off"}
