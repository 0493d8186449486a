"""`load_list SOURCE FILE --as-of DATE`: load an agency's list from a file, and say what became of every row."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.involvement import queries, services
from lifecourse.kernel.involvement.rules import ListKind
from lifecourse.kernel.involvement.rules.columns import ColumnMap, read_map
from lifecourse.kernel.involvement.rules.files import LIMITS

SHOWN = 50
OFTEN = 100_000


class Command(BaseCommand):
    help = "Load an agency's list of the people open to it. All of it or nothing; twice is the same as once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the list's short name")
        parser.add_argument("file", type=Path, help="a CSV file, or an Excel workbook (.xlsx)")
        parser.add_argument("--as-of", required=True, metavar="DATE", help="the day the list was taken: 2026-03-02")
        parser.add_argument("--map", type=Path, metavar="MAP.yaml", help="which column is what; it is remembered")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--full", action="store_true", help="everybody open: who is missing from it is closed")
        kind.add_argument("--changes", action="store_true", help="only what changed: closes nobody by silence")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--without-rejected", type=int, metavar="N", help="load the rest, without the N rows that are rejected"
        )
        parser.add_argument("--closing", type=int, metavar="N", help="agree that so many people are closed at once")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with _open(path) as file:
                self._load(file, path.name, options)
        except services.AlreadyLoaded as nothing:
            self.stdout.write(str(nothing))
        except NotFound:
            raise CommandError(f"There is no list with the short name “{options['source']}”.") from None
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _load(self, file: BinaryIO, name: str, options: dict[str, Any]) -> None:
        kind = ListKind.FULL if options["full"] else ListKind.CHANGES if options["changes"] else None
        with context.as_system("load_list") as machine:
            source = queries.source_by_code(viewer=machine, code=options["source"])
            load_id = services.receive_list(
                actor=machine,
                at=timezone.now(),
                source=source,
                file=file,
                taken_on=_day(options["as_of"]),
                kind=kind,
                file_name=name,
                columns=_columns(options["map"]),
                keep=False,
            ).pk
        try:
            with context.as_system("load_list") as machine:
                services.check_list(
                    actor=machine, at=timezone.now(), load_id=load_id, file=file, progress=self._far("checked")
                )
                self._tell(load_id)
            if options["dry_run"]:
                with context.as_system("load_list") as machine:
                    services.abandon_list(actor=machine, at=timezone.now(), load_id=load_id)
                self.stdout.write("Nothing was loaded: this was a dry run.")
                return
            with context.as_system("load_list") as machine:
                services.load_list(
                    actor=machine,
                    at=timezone.now(),
                    load_id=load_id,
                    file=file,
                    without_rejected=options["without_rejected"],
                    closing_agreed=options["closing"],
                    progress=self._far("loaded"),
                )
        except Refused as refused:
            # The report stays, to be looked at on the list's page; nothing else does.
            with context.as_system("load_list") as machine:
                services.refuse_list(actor=machine, at=timezone.now(), load_id=load_id, problem=str(refused))
            raise
        self.stdout.write("Loaded.")

    def _far(self, what: str) -> Callable[[int], None]:
        """Says how far it is, once every hundred thousand rows."""
        said = 0

        def tell(rows: int) -> None:
            nonlocal said
            if rows - said >= OFTEN:
                said = rows
                self.stdout.write(f"  {rows:,} rows {what}")
                self.stdout.flush()

        return tell

    def _tell(self, load_id: UUID) -> None:
        with context.as_system("load_list") as machine:
            done = queries.report(viewer=machine, load_id=load_id)
            for line in _sentences(done):
                self.stdout.write(line)
            lines = queries.bad_lines(viewer=machine, load_id=load_id)
            for bad in lines[:SHOWN]:
                self.stdout.write(f"  Line {bad.line} {'rejected' if bad.is_rejected else 'warning'}: {bad.reason}")
            if (more := lines.count() - SHOWN) > 0:
                self.stdout.write(f"  … and {more:,} more, on the list's page.")


def _sentences(done: queries.LoadReport) -> Iterator[str]:
    if done.note:
        yield done.note
    yield f"{done.rows:,} rows: {done.accepted:,} accepted, {done.rejected:,} rejected, {done.warned:,} with a warning."
    yield (
        f"{done.added:,} added, {done.changed:,} changed, {done.unchanged:,} unchanged, "
        f"{done.closed:,} no longer on the list and closed."
    )
    if done.closing_skipped:
        yield "Nobody is closed: some row's reference could not be read, so nobody can say who is missing."


def _open(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise CommandError(f"{path} is a folder, not a file.")
        if path.stat().st_size > LIMITS.bytes:
            raise CommandError(f"{path.name} is larger than {LIMITS.bytes // (1024 * 1024)} MB: load it in parts.")
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of must be a date such as 2026-03-02, not “{text}”.") from None


def _columns(path: Path | None) -> ColumnMap | None:
    if path is None:
        return None
    try:
        return read_map(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise CommandError(f"{path.name} is not YAML.") from None
