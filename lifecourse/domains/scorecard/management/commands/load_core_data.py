"""`load_core_data`: take the retyped core data of printed reports (`data/reports/`) onto the scorecard."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lifecourse.domains.scorecard import queries, services
from lifecourse.domains.scorecard.rules.reports import read_report
from lifecourse.engines.published.reading import digest
from lifecourse.kernel.access import context
from lifecourse.kernel.base.errors import Refused


class Command(BaseCommand):
    help = "Load section 3 of printed annual reports, retyped in data/reports; the same again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in sorted((settings.REFERENCE_DATA / "reports").glob("*/core_data.yaml")):
            report, faults = read_report(path)
            if faults:
                raise CommandError("\n".join(faults))
            sha256 = digest(path)
            with context.as_system("reports") as machine:
                named = {"layout": "report", "vintage": report.vintage, "sha256": sha256}
                if queries.load_of(viewer=machine, **named) is not None:
                    self.stdout.write(f"Nothing to change: {report.vintage}.")
                    continue
                try:
                    load = services.load_printed_report(
                        actor=machine, at=timezone.now(), report=report, digest=sha256, file_name=path.name
                    )
                except Refused as fault:
                    raise CommandError(str(fault)) from fault
            self.stdout.write(f"Loaded {load.figures} figures of {report.vintage}.")
