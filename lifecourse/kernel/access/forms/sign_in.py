"""The forms of signing in: allauth's own, in our words and for our components."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """E-mail address and password. What is wrong is never said more exactly than "one of the two"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "E-mail address", "Password"
        login.help_text = "Your work address"
        password.help_text = ""
        login.widget.attrs = {"type": "email", "autocomplete": "username", "spellcheck": "false"}
        password.widget.attrs = {"autocomplete": "current-password"}
