"""Hands one letter to the mail server. Writes nothing: what came of it is for a command to record."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage

from .models import Letter, SentHow

_NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"


class NotDelivered(Exception):
    """The letter did not leave. `permanent`: trying again will not help."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


def deliver(letter: Letter) -> SentHow:
    """Send an e-mail, and say how it left. In a demonstration it goes to nobody: it stays in the demo outbox.

    Raises `NotDelivered` with the server's words.
    """
    if settings.DEMO:
        return SentHow.DEMO
    if settings.EMAIL_BACKEND == _NO_SERVER:
        raise NotDelivered("No mail server is set up.")
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    message = EmailMessage(
        subject=letter.heading,
        body=letter.body,
        to=[letter.to_address],
        # The letter's id: a second copy after a crash is seen as the same message.
        headers={"Message-ID": f"<{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        if not message.send():
            raise NotDelivered("The mail server took no recipient.")
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise NotDelivered(str(refused), permanent=bool(codes) and all(code >= 500 for code in codes)) from refused
    except SMTPResponseException as refused:
        raise NotDelivered(f"{refused.smtp_code} {refused.smtp_error!r}") from refused
    except (SMTPException, OSError) as problem:
        raise NotDelivered(f"{type(problem).__name__}: {problem}") from problem
    return SentHow.MAIL
