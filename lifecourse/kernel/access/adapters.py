"""How allauth treats us: no sign-up, and single sign-on only for staff we know."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by whoever comes."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownStaffOnly(DefaultSocialAccountAdapter):
    """A single sign-on identity must belong to an account that an administrator made."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
