"""`load_finance FILE`: load a file of the board's finances into its ledger, and say what does not add up."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.domains.board import queries, services
from lifecourse.domains.board.rules.files import MOST_BYTES, FileRefused
from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import Refused


class Command(BaseCommand):
    help = "Load section,line,financial_year,actual_gbp into the board's ledger. All of it or nothing; twice is once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with those four headings")
        parser.add_argument("--office", default="board-office", help="the short name of the board's circle")
        parser.add_argument("--source", default="", help="what the file is from: kept with every entry")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        try:
            with context.as_system("load_finance") as machine:
                office = queries.office_by_code(viewer=machine, code=options["office"])
                if office is None:
                    raise CommandError(f"There is no circle with the short name “{options['office']}”.")
                done = services.load_finance(
                    actor=machine,
                    at=timezone.now(),
                    circle_id=office,
                    data=data,
                    file_name=path.name,
                    source=options["source"],
                )
                found = queries.findings(viewer=machine)
        except FileRefused as refused:
            raise CommandError("\n".join(refused.faults)) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if done.again:
            self.stdout.write("This was loaded before: nothing was changed.")
            return
        self.stdout.write(f"Loaded: {done.added} entries and {done.claims} printed totals.")
        for one in found:
            self.stdout.write(one.sentence)
