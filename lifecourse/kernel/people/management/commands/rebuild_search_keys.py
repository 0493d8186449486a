"""Makes the search keys of everybody anew: after a release that says so, or with another LIFECOURSE_HASH_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from lifecourse.kernel.access.context import as_system
from lifecourse.kernel.people.services import rebuild_keys


class Command(BaseCommand):
    help = "Make the search keys of all people anew. May run while people work; run it again if it was stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        done, last = 0, None
        while True:
            # A transaction for each thousand, so that nobody waits for the end of it.
            with as_system("rebuilding search keys"):
                count, last = rebuild_keys(after=last)
            if not count:
                break
            done += count
            if options["verbosity"]:
                self.stdout.write(f"{done:,} people")
