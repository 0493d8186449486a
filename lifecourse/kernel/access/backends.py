"""Signs staff in by e-mail address, unless they have left."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class CurrentStaffBackend(AuthenticationBackend):
    """allauth's backend; a leaver is nobody, at sign-in and on every later request."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active)

    def get_user(self, user_id: Any) -> Any:
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None
