"""What the check says of a return, in five formats, and with which exit status."""

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lifecourse.engines.census import checking, reporting, store
from lifecourse.engines.census.checking import FORMATS, check, main_check
from lifecourse.engines.census.generating.command import generate
from lifecourse.engines.census.reading import Return
from lifecourse.engines.census.reporting import page, workbook
from lifecourse.engines.census.rules.rule import NotRun, Rule, Severity
from lifecourse.engines.census.rules.rule_8840 import RULES as ONE_DAY
from lifecourse.engines.census.rules.rule_8875 import RULES as WEEKEND

BROKEN = Rule("0000", Severity.ERROR, "Header", "A rule that cannot run", ("Year",), "select * from nothing")
NASTY = '=HYPERLINK("http://x","y")'


@pytest.fixture(autouse=True)
def two_rules(monkeypatch):
    """The two rules of this test, so that it does not turn with every rule that is added."""
    monkeypatch.setattr(checking, "rules_of", lambda year: (*ONE_DAY, *WEEKEND))


@pytest.fixture
def clean(tmp_path):
    generate(children=80, year=2026, seed=1, out=tmp_path / "clean.xml")
    return tmp_path / "clean.xml"


@pytest.fixture
def faulty(clean):
    """Two conferences on a Saturday, an id that is a formula, and a code that is in no list."""
    text = clean.read_text(encoding="utf-8")
    ids = re.findall(r"<LAchildID>(.*?)<", text)
    held = re.findall(r"<DateOfInitialCPC>(.*?)<", text)
    text = text.replace(ids[0], NASTY.replace("<", "")).replace(held[0], "2025-05-03").replace(held[1], "2025-05-10")
    text = text.replace("<Ethnicity>WBRI", "<Ethnicity><![CDATA[<script>alert(1)</script>]]>", 1)
    (clean.parent / "faulty.xml").write_text(text, encoding="utf-8")
    return clean.parent / "faulty.xml"


def asked(file: Path, **more: object) -> argparse.Namespace:
    return argparse.Namespace(file=file, **more)


def test_a_clean_return_gives_0_and_says_how_many_rules_were_run(clean, capsys):
    assert main_check(asked(clean)) == 0
    assert "Nothing found: 2 rules run" in capsys.readouterr().out


def test_findings_give_1_and_are_told_by_rule_and_by_child(faulty, capsys):
    assert main_check(asked(faulty)) == 1
    told = capsys.readouterr().out
    assert re.search(r"8875 +error +\d", told)
    assert "unknown code" in told
    assert "By child" in told
    assert "8840" not in told


def test_departures_alone_give_1(clean, capsys):
    clean.write_text(clean.read_text(encoding="utf-8").replace(">0</ReferralNFA", ">false</ReferralNFA", 1))
    assert main_check(asked(clean)) == 1
    assert "true or false for 1 or 0" in capsys.readouterr().out


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_rule_that_cannot_run_gives_2_and_is_said_in_every_format(monkeypatch, clean, tmp_path, wanted):
    monkeypatch.setattr(checking, "rules_of", lambda year: (*ONE_DAY, BROKEN, *WEEKEND))
    out = tmp_path / f"out.{wanted}"
    assert main_check(asked(clean, format=wanted, out=out)) == 2
    told = " ".join(cells(out)) if wanted == "xlsx" else out.read_text(encoding="utf-8")
    assert re.search("not.run|could not be run", told, re.IGNORECASE)
    assert "0000" in told
    assert "nothing" in told.lower()  # the reason: there is no such table
    if wanted == "json":
        assert json.loads(told)["rules_run"] == ["8840", "8875"]


def test_what_cannot_be_read_gives_2_and_one_sentence(tmp_path, capsys):
    (tmp_path / "x.xml").write_text("<Message><Header></Message>", encoding="utf-8")
    assert main_check(asked(tmp_path / "x.xml")) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "line 1" in told.err


@pytest.mark.parametrize(("year", "said"), [("", "no year and no reference date"), ("1999", "2018 to 2026")])
def test_a_year_that_nobody_knows_gives_2_unless_it_is_said(clean, capsys, year, said):
    text = clean.read_text(encoding="utf-8")
    text = re.sub("<ReferenceDate>.*?</ReferenceDate>", "", text)
    text = text.replace("<Year>2026</Year>", f"<Year>{year}</Year>" if year else "")
    clean.write_text(text, encoding="utf-8")
    assert main_check(asked(clean)) == 2
    assert said in capsys.readouterr().err
    assert main_check(asked(clean, year=2026)) == 0


def test_a_workbook_goes_where_the_output_goes(clean):
    from openpyxl import load_workbook

    said = subprocess.run(
        [sys.executable, "-m", "lifecourse", "census", "check", str(clean), "--format", "xlsx"],
        capture_output=True,
        cwd=Path(__file__).parents[4],
    )
    assert load_workbook(io.BytesIO(said.stdout)).sheetnames and said.stderr == b""


def test_a_workbook_is_not_written_to_the_screen(clean, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main_check(asked(clean, format="xlsx")) == 2
    assert "--out" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_gives_2_and_leaves_nothing(clean, tmp_path, capsys):
    assert main_check(asked(clean, format="csv", out=tmp_path / "no" / "o.csv")) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["clean.xml"]


def test_json_has_everything(faulty, tmp_path):
    assert main_check(asked(faulty, format="json", out=tmp_path / "o.json")) == 1
    told = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    about = re.sub(r"\(.*?\)", "", (reporting.data.__doc__ or "").partition("JSON, one object:")[2], flags=re.DOTALL)
    assert set(re.findall(r"`(\w+)`", about)) - {"child"} == set(told)
    assert told["status"] == 1
    assert {one["code"] for one in told["findings"]} == {"8875"}
    assert told["by_rule"][0]["findings"] == len(told["findings"])
    assert sum(one["findings"] for one in told["by_child"]) == len(told["findings"])
    assert sum(one["departures"] for one in told["by_child"]) == len(told["departures"]) == 1
    assert told["departures"][0]["found"] == "<script>alert(1)</script>"
    line = told["findings"][0]["line"]
    assert "<Section47>" in faulty.read_text(encoding="utf-8").splitlines()[line - 1]


def test_csv_has_a_line_for_each_and_no_cell_runs(faulty, tmp_path):
    assert main_check(asked(faulty, format="csv", out=tmp_path / "o.csv")) == 1
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"finding", "departure"}
    whole = (tmp_path / "o.csv").read_text(encoding="utf-8")
    assert '"=' not in whole
    assert len(rows) == len(json_of(faulty, tmp_path)["findings"]) + 1


def json_of(file: Path, folder: Path) -> dict:
    main_check(asked(file, format="json", out=folder / "again.json"))
    return json.loads((folder / "again.json").read_text(encoding="utf-8"))


def test_no_cell_of_the_csv_or_the_workbook_is_a_formula(clean, tmp_path):
    """The first child has a finding and an id that a spreadsheet would run."""
    text = clean.read_text(encoding="utf-8")
    child = next(one for one in re.findall("<Child>.*?</Child>", text, re.DOTALL) if "<DateOfInitialCPC>" in one)
    spoilt = re.sub("<LAchildID>.*?<", f"<LAchildID>{NASTY}<", child)
    spoilt = re.sub("<DateOfInitialCPC>.*?<", "<DateOfInitialCPC>2025-05-03<", spoilt)
    clean.write_text(text.replace(child, spoilt), encoding="utf-8")
    assert main_check(asked(clean, format="csv", out=tmp_path / "o.csv")) == 1
    assert f'"\'{NASTY.replace(chr(34), chr(34) * 2)}"' in (tmp_path / "o.csv").read_text(encoding="utf-8-sig")
    assert main_check(asked(clean, format="xlsx", out=tmp_path / "o.xlsx")) == 1
    from openpyxl import load_workbook

    book = load_workbook(tmp_path / "o.xlsx")
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == f"'{NASTY}" for cell in every)
    assert not [cell for cell in every if cell.data_type == "f"]


def cells(path: Path) -> list[str]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    told = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    book.close()
    return told


def test_the_workbook_has_a_sheet_for_each_view_and_goes_on_where_one_is_full(monkeypatch, faulty, tmp_path):
    from openpyxl import load_workbook

    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(text.replace(">0</ReferralNFA", ">false</ReferralNFA", 3), encoding="utf-8")
    assert main_check(asked(faulty, format="xlsx", out=tmp_path / "o.xlsx")) == 1
    book = load_workbook(tmp_path / "o.xlsx", read_only=True)
    assert {"Summary", "By rule", "By child", "Findings", "Departures", "Departures 2"} <= set(book.sheetnames)
    assert [row[3] for row in book["Departures 2"].iter_rows(values_only=True)][0] == "What"
    assert len(list(book["Departures 2"].iter_rows())) == 3
    book.close()


class Page(HTMLParser):
    """Gathers what the page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_whole_and_can_be_read_by_everyone(faulty, tmp_path):
    assert main_check(asked(faulty, format="html", out=tmp_path / "o.html")) == 1
    text = (tmp_path / "o.html").read_text(encoding="utf-8")
    told = Page()
    told.feed(text)
    tags = [tag for tag, _ in told.tags]
    assert text.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en-GB"}) in told.tags
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption") > 0
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in told.tags if tag == "th")
    assert "script" not in tags
    assert "&lt;script&gt;" in text
    assert not [a for tag, a in told.tags for name in a if name.startswith("on") or name in ("src", "href")]
    # Well-formed enough that a strict parser takes the body.
    ET.fromstring(text[text.index("<main>") : text.index("</main>") + 7])


def test_a_page_too_long_to_read_says_so_and_where_all_is(monkeypatch, faulty, tmp_path):
    monkeypatch.setattr(page, "MOST_ROWS", 1)
    main_check(asked(faulty, format="html", out=tmp_path / "o.html"))
    assert re.search("The first 1 of [0-9]+ only; the CSV", (tmp_path / "o.html").read_text(encoding="utf-8"))


def test_the_screen_is_not_moved_by_what_a_file_says(clean, capsys):
    text = clean.read_text(encoding="utf-8")
    clean.write_text(text.replace("<Ethnicity>", "<Ethnicity>\u202e\u009b2J", 1).replace("T260000001", "\u009b2J", 1))
    assert main_check(asked(clean)) == 1
    told = capsys.readouterr().out
    assert "\u009b" not in told
    assert "\u202e" not in told


def test_a_child_without_an_id_is_not_taken_for_the_whole_return(clean):
    clean.write_text(clean.read_text(encoding="utf-8").replace("<LAchildID>T260000001</LAchildID>", "", 1))
    with store.opened() as db:
        told = check(db, clean)
        assert [one.child_id for one in told.each_child()] == ["(no id)"]
        assert [one.child_id for one in told.each_departure()] == ["(no id)"]


def test_a_verdict_never_calls_an_unrun_rule_passed():
    with store.opened() as db:
        db.execute("create table finding (code varchar, child_no integer, line integer, found varchar)")
        told = checking.Checked(db, Return(Path("x"), 1, year=2026), [*ONE_DAY, NotRun(BROKEN, "no table")])
        assert told.status == 2
        assert told.verdict.startswith("NOT WHOLLY CHECKED: 1 rule could not be run")
        whole = checking.Checked(db, Return(Path("x"), 1, year=2026), [*ONE_DAY])
        assert (whole.status, whole.verdict.startswith("Nothing found")) == (0, True)
