"""`sync_reference_data`: load `data/` into the tables; twice is the same as once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Role
from lifecourse.kernel.base.manifest import capabilities


class Command(BaseCommand):
    help = "Load code lists, clocks, calendars and roles from data/. With --check, only say whether they are valid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="read and validate; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = settings.REFERENCE_DATA
        roles = read_roles(folder / "roles")
        if options["check"]:
            self.stdout.write(f"{len(roles)} roles are valid.")
            return
        with context.as_system("reference data") as machine:
            access.load_roles(actor=machine, at=timezone.now(), roles=roles)
        self.stdout.write(f"{len(roles)} roles loaded.")


def read_roles(folder: Path) -> list[Role]:
    """Every role of `data/roles/*.yaml`; a capability nobody declares is an error, for it would silently allow nothing."""
    known = capabilities()
    roles = []
    for path in sorted(folder.glob("*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        unknown = sorted(set(row["capabilities"]) - set(known))
        if unknown:
            raise CommandError(f"{path.name}: no app declares the capability {unknown[0]!r}.")
        roles.append(
            Role(
                code=path.stem, title=row["title"], description=row["description"], capabilities=row["capabilities"]
            )
        )
    return roles
