"""What the house does with hostile input: formulas in its exports, files that are no lists, requests nobody meant.

Three parts, each with a control that it must catch: `formulas` (300 texts that a spreadsheet would run, through every
CSV export), `uploads` (files sent to the page and to the command that load a list) and `requests` (20,000 generated
requests to every address of the resolver, signed out and in seven roles, over the wire).
"""

import csv
import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness import everything
from benchmarks.harness.database import fresh_database, set_up_django
from benchmarks.harness.formulas import cells, payloads, would_run
from benchmarks.harness.machine import Report, options
from benchmarks.harness.partnership import Partnership, set_up
from benchmarks.harness.sending import send_uploads
from benchmarks.harness.uploads import HEADING
from benchmarks.harness.wire import requests

PARTS = ("formulas", "uploads", "requests")
_LETTERS = "ACDEFHJKMNPRTWXY"


def main() -> int:
    asked = options(
        (__doc__ or "").splitlines()[0],
        ("--only", {"choices": PARTS, "help": "one part alone"}),
        ("--requests", {"type": int, "default": 0, "help": "how many instead of 20,000"}),
    )
    with fresh_database("robustness", keep=asked.keep):
        report = Report("robustness: hostile input", small=asked.small, seed=asked.seed)
        set_up_django()
        made = set_up()
        if asked.only in {None, "formulas"}:
            formulas(report, made, 300 if not asked.small else 40, asked.seed)
        if asked.only in {None, "uploads"}:
            send_uploads(report, made, large=not asked.small)
        if asked.only in {None, "requests"}:
            requests(report, made, asked.requests or (20_000 if not asked.small else 200), asked.seed)
        return report.end()


# Formulas ------------------------------------------------------------------------------------------------------------
def formulas(report: Report, made: Partnership, count: int, seed: int) -> None:
    """Plant the texts wherever an export takes text from, and look at every cell that comes out."""
    from lifecourse.engines.csvfile import write_csv

    texts = payloads(count, seed)
    files = {
        "the writer itself": write_csv([[text, "plain", text] for text in texts]),
        "rejected rows of a list": rejected_rows(made, texts),
        "the front door's figures": figures(made, texts),
    }
    plain = io.StringIO(newline="")
    csv.writer(plain, quoting=csv.QUOTE_ALL).writerows([[text, "plain", text] for text in texts])
    control = plain.getvalue().encode("utf-8-sig")
    rows, run = [], 0
    for name, content in {**files, "control: a plain CSV writer": control}.items():
        found = cells(content)
        bad = [cell for cell in found if would_run(cell)]
        planted = sum(any(text.strip() in cell for cell in found) for text in texts if "\x00" not in text)
        office = by_office(content)
        rows.append([name, len(found), planted, len(bad), "not there" if office is None else office])
        if name in files:
            run += len(bad) + (office or 0)
            report.require(f"{name}: the texts are in it ({planted})", planted >= count * 0.8)
    report.table(
        f"{count} texts that a spreadsheet would run",
        ["export", "cells", "texts found in it", "cells that would run", "formulas in LibreOffice"],
        rows,
    )
    report.require("0 cells that a spreadsheet would run", run == 0)
    report.require(f"control: a plain writer lets them run ({rows[-1][3]})", int(str(rows[-1][3])) >= count)


def rejected_rows(made: Partnership, texts: Sequence[str]) -> bytes:
    """The export of rejected rows, by the page, of a file with the texts in cells and headings."""
    from django.test import Client

    from lifecourse.kernel.access.context import viewing
    from lifecourse.kernel.involvement import services

    usable = [text for text in texts if "\x00" not in text]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    heads = list({" ".join(text.split()).casefold(): text for text in usable[:60]}.values())
    names = [*HEADING.decode().strip().split(","), *heads]
    writer.writerow(names)
    for number, text in enumerate(usable):
        # A file of which nothing can be read is refused whole: every other row is a good one.
        writer.writerow([f"g{number}", "Inventedname", "Ivo", "04/05/2015", *[""] * (6 + len(heads))])
        writer.writerow([f"r{number}", text, text, "no date", *[""] * 6, *([text] * len(heads))])
    source = everything.a_list(made, code="formulas")
    now = dt.datetime.now(dt.UTC)
    with viewing(made.staff["lister"], at=now) as lister:
        load = services.receive_list(
            actor=lister, at=now, source=source, file=io.BytesIO(out.getvalue().encode()), taken_on=now.date()
        )
        services.check_list(actor=lister, at=now, load_id=load.pk)
    client = signed_in(Client(), made.staff["lister"])
    answer = client.get(f"/lists/file/{load.pk}/rejected.csv")
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def figures(made: Partnership, texts: Sequence[str]) -> bytes:
    """The figures' export, by the page, with the texts as names of teams and areas, a concern for each."""
    from django.test import Client

    from lifecourse.domains.concerns import rules, services
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.agencies import services as agencies
    from lifecourse.kernel.audit.actors import PUBLIC, Machine

    machine, now = Machine("benchmark"), dt.datetime.now(dt.UTC)
    with as_system("benchmark"):
        for number, text in enumerate(text for text in texts if "\x00" not in text):
            by: dict[str, Any] = {"actor": machine, "at": now, "code": f"f{number}", "name": text}
            area = agencies.create_area(**by, kind="ward")
            team = agencies.create_team(
                **by,
                organisation=made.organisations["homes"],
                valid_from=dt.date(2020, 4, 1),
                area=area,
                is_eyes_and_ears=True,
                code_letters=_LETTERS[number // 4 % 16] + _LETTERS[number // 64 % 16] + "M",
            )
            services.receive_public_concern(
                actor=PUBLIC,
                at=now,
                key=uuid.uuid4(),
                team_code=team.team_code,
                told=services.Told(
                    narrative="Shouting.", subjects=(services.SubjectTold(kind=rules.SubjectKind.CHILD),)
                ),
            )
    answer = signed_in(Client(), made.staff["analyst"]).get("/concerns/figures.csv")
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def signed_in(client: Any, user: Any) -> Any:
    """A client of somebody who has given a second factor."""
    client.force_login(user)
    session = client.session
    session["lifecourse.second_factor"] = "benchmark"
    session.save()
    return client


def by_office(content: bytes) -> int | None:
    """How many cells LibreOffice makes formulas of; None where there is none: `would_run` stands in for it then."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        file.write_bytes(content)
        subprocess.run(
            [program, "--headless", "--convert-to", "fods", "--outdir", folder, str(file)],
            capture_output=True,
            timeout=180,
            check=True,
            env={**os.environ, "HOME": folder},
        )
        return file.with_suffix(".fods").read_text(encoding="utf-8").count("table:formula=")


if __name__ == "__main__":
    sys.exit(main())
