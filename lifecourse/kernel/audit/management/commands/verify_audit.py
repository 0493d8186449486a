"""`verify_audit`: is the audit trail what was sealed? Exit status 1 and one line a finding if not."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lifecourse.kernel.audit import sealing


class Command(BaseCommand):
    help = "Check every seal of the audit trail, and exported heads against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", action="append", default=[], help="a file made with --export")
        parser.add_argument("--export", help="write the head of the chain to this file, to be kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        heads = tuple(_read(Path(name)) for name in options["head"])
        findings = sealing.verify(heads=heads)
        for finding in findings:
            self.stdout.write(f"{finding.kind}: {finding.detail}")
        if findings:
            raise CommandError("The audit trail is not what was sealed.")
        end = sealing.head()
        if options["export"] and end:
            Path(options["export"]).write_text(json.dumps({"number": end.number, "hash": end.hash}), encoding="utf-8")
        self.stdout.write(f"The audit trail is whole: {end.number} seals." if end else "Nothing is sealed yet.")


def _read(path: Path) -> sealing.Head:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return sealing.Head(int(kept["number"]), str(kept["hash"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CommandError(f"{path} is not a head exported by this command.") from problem
