"""`reconcile_section3`: work a printed section 3 out again from the Department's files, and write what came of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecourse.domains.scorecard import exports
from lifecourse.domains.scorecard.rules.register import list_for, read_areas, read_indicators, read_sets
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.published import BadFile
from lifecourse.engines.published.section3 import FILES, reconcile
from lifecourse.engines.published.tables_2018 import check_d3, check_tables

PAGE = Path("docs") / "reference" / "section3.md"


class Command(BaseCommand):
    help = (
        "Reconcile the retyped section 3 of 2017/18, and the tables of 2018, with a folder of the Department's files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="holds the Department's files")
        parser.add_argument("--write-docs", action="store_true", help=f"write {PAGE}")
        parser.add_argument("--check", action="store_true", help=f"fail if {PAGE} is not as it would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        data = settings.REFERENCE_DATA
        report, faults = read_report(data / "reports" / "2017_18" / "core_data.yaml")
        indicators, wrong = read_indicators(data / "indicators")
        faults += wrong
        areas, wrong = read_areas(data / "areas" / "england.yaml")
        faults += wrong
        sets, wrong = read_sets(data / "comparators", areas)
        if faults := faults + wrong:
            raise CommandError("\n".join(faults))
        printed = {
            (table.indicator, row.area, year): value
            for table in report.tables
            for row in table.rows
            if row.area
            for year, value in row.cells
        }
        chosen = list_for(sets[0], report.years[-1])
        if chosen is None:
            raise CommandError(f"No list of neighbours was in force in {report.years[-1]}.")
        folder: Path = options["folder"]
        try:
            checked = reconcile(folder, printed, own=sets[0].area, neighbours=chosen.members)
            headed = reconcile(folder, printed, own=sets[0].area, neighbours=chosen.members, as_headed=True)
            tables = [*check_tables(folder / FILES["workbook"]), *check_d3(folder / FILES["d3"])]
        except BadFile as fault:
            raise CommandError(str(fault)) from fault
        titles = {one.key: one.title for one in indicators}
        names = {one.code: one.name for one in areas} | {"sn": "Statistical neighbours"}
        page = exports.section3_page(checked=checked, headed=headed, tables=tables, titles=titles, names=names)
        target = settings.BASE_DIR / PAGE
        if options["write_docs"]:
            target.write_text(page, encoding="utf-8")
            self.stdout.write(f"Written: {PAGE}.")
        elif options["check"]:
            if not target.is_file() or target.read_text(encoding="utf-8") != page:
                raise CommandError(f"{PAGE} is not as it would be written: run reconcile_section3 --write-docs.")
            self.stdout.write(f"{PAGE} is as it would be written.")
        else:
            self.stdout.write(exports.section3_summary(checked))
