"""`build_reference_docs`: write `docs/reference/` from the data, the manifests and the rules; --check finds drift."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecourse.web import reference_pages

from .sync_reference_data import read


class Command(BaseCommand):
    help = "Write the generated pages of docs/reference. With --check, fail if they are not as they would be written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a page has drifted")

    def handle(self, *args: Any, **options: Any) -> None:
        data, faults = read(settings.REFERENCE_DATA)
        if faults:
            raise CommandError("\n".join(faults))
        folder = settings.BASE_DIR / "docs" / "reference"
        pages = reference_pages.build(
            lists=data.lists,
            calendar=data.calendar,
            rules=data.rules,
            roles=data.roles,
            indicators=data.indicators,
        )
        drifted = [(name, text) for name, text in pages.items() if _stored(folder / name) != text]
        if options["check"]:
            if drifted:
                name, text = drifted[0]
                raise CommandError(
                    f"{', '.join(one for one, _ in drifted)}: not as the code and the data say; "
                    f"run build_reference_docs.\n{_first_difference(_stored(folder / name), text)}"
                )
            self.stdout.write(f"{len(pages)} pages are as the code and the data say.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in drifted:
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"Written: {', '.join(name for name, _ in drifted)}." if drifted else "Nothing to change.")


def _stored(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _first_difference(stored: str, wanted: str) -> str:
    lines = difflib.unified_diff(stored.splitlines(), wanted.splitlines(), "stored", "wanted", lineterm="", n=0)
    return "\n".join(list(lines)[:12])
