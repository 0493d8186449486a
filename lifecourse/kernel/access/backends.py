"""Signs staff in by e-mail address, unless they have left."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class CurrentStaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend; a leaver is nobody, at sign-in and on every later request."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active)

    def get_user(self, user_id: Any) -> Any:
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None

    def _check_password(self, user: Any, password: str) -> Any:
        # allauth would send a leaver with the right password to a page of their own, which tells that they had one.
        if user is None:
            return None
        self._did_check_password = True
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None
