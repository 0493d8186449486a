"""`demo_sign_ins`: whom one may sign in as in the demonstration, and what each of them can try."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecourse.demo import queries
from lifecourse.demo.staff import PASSPHRASE, SIGN_INS
from lifecourse.kernel.access import context


class Command(BaseCommand):
    help = "List the demonstration's sign-ins, and the one passphrase of all of them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (LIFECOURSE_DEMO is not 1): it has no sign-ins to show.")
        with context.as_system("demo_sign_ins") as machine:
            if queries.standing(viewer=machine) is not queries.Standing.BUILT:
                raise CommandError("The demonstration is not built yet: python manage.py build_demo builds it.")
        wide = max(len(worker.email) for worker in SIGN_INS)
        jobs = max(len(worker.job) for worker in SIGN_INS)
        self.stdout.write(f"Sign in as any of these, with the passphrase “{PASSPHRASE}”:\n\n")
        for worker in SIGN_INS:
            self.stdout.write(f"  {worker.email:<{wide}}  {worker.job:<{jobs}}  {worker.to_try}\n")
        self.stdout.write(
            "\nEverybody in it is invented. A second factor is asked for; here, and only here, it may be skipped."
        )
