"""Two of allauth's pages, so that their line in the trail is written in the transaction of what it tells of."""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse

from .. import services, session


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]
    """Sets up an authenticator app. allauth tells of it only after the commit, which is too late for the trail."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.note_second_factor(actor=self.request.user, at=self.request.now, change="totp_activated")
        session.mark_second_factor(self.request.session, "set_up")
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Replaces the recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.note_second_factor(actor=self.request.user, at=self.request.now, change="recovery_codes_generated")
        return response
