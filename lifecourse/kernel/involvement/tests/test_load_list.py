"""The command `load_list`: report, dry run, agreement, refusals in one sentence."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lifecourse.kernel.access import context
from lifecourse.kernel.involvement.models import FilePiece, Involvement, ListLoad, ListSource
from lifecourse.kernel.involvement.rules import LoadState

from .factories import a_file, a_source, row

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2).isoformat()


@pytest.fixture
def source() -> ListSource:
    return a_source()


def run(path: Path, *args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("load_list", "housing-list", str(path), f"--as-of={DAY}", *args, stdout=out, **options)
    return out.getvalue()


def involved() -> int:
    with context.as_system("test"):
        return Involvement.objects.count()


def states() -> list[str]:
    with context.as_system("test"):
        return [load.state for load in ListLoad.objects.order_by("received_at")]


def written(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "list.csv"
    path.write_bytes(a_file(*rows).getvalue())
    return path


def test_a_list_is_loaded_and_again_changes_nothing(source: ListSource, tmp_path: Path) -> None:
    path = written(tmp_path, row("1"), row("2"))
    assert "2 added, 0 changed, 0 unchanged, 0 no longer on the list" in run(path) and involved() == 2
    assert "nothing was changed" in run(path) and states() == [LoadState.LOADED]
    with context.as_system("test"):
        assert not FilePiece.objects.exists()  # the file is on the disk already: it is not kept twice


def test_a_dry_run_does_nothing(source: ListSource, tmp_path: Path) -> None:
    told = run(written(tmp_path, row("1"), row("2", DOB="x")), "--dry-run")
    assert "1 added" in told and "Line 3 rejected: “DOB”: “x” is not a date" in told and "dry run" in told
    assert involved() == 0 and states() == [LoadState.ABANDONED]


def test_rejected_rows_stop_the_load_until_their_number_is_agreed(source: ListSource, tmp_path: Path) -> None:
    path = written(tmp_path, row("1"), row("2", DOB="x"))
    with pytest.raises(CommandError, match="1 of 2 rows were rejected"):
        run(path)
    assert involved() == 0 and states() == [LoadState.REFUSED]
    with context.as_system("test"):
        assert ListLoad.objects.get().lines.count() == 1  # the report stays
    assert "Loaded." in run(path, "--without-rejected=1") and involved() == 1


def test_a_map_in_yaml_is_used_and_remembered(tmp_path: Path, db: None) -> None:
    source = a_source(columns=None)
    path, columns = tmp_path / "list.csv", tmp_path / "map.yaml"
    path.write_text("Nr;Nachname;geb\n1;Example;01.03.2015\n", encoding="utf-8")
    columns.write_text(
        "columns: {source_ref: Nr, family_name: Nachname, born_on: geb}\ndate_formats: [dd/mm/yyyy]\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="Match the columns"):
        run(path)
    assert "1 added" in run(path, f"--map={columns}")
    source.refresh_from_db()
    assert source.column_map["columns"]["born_on"] == "geb"


WRONG = {
    "no such list": (["nowhere", "list.csv", "--as-of=2026-03-02"], "no list with the short name “nowhere”"),
    "no such file": (["housing-list", "none.csv", "--as-of=2026-03-02"], "cannot be read: No such file"),
    "a folder": (["housing-list", ".", "--as-of=2026-03-02"], "is a folder"),
    "no date": (["housing-list", "list.csv", "--as-of=2/3/26"], "must be a date such as 2026-03-02"),
    "a date to come": (["housing-list", "list.csv", "--as-of=2999-01-01"], "to come"),
    "a map that is no YAML": (["housing-list", "list.csv", "--as-of=2026-03-02", "--map=list.xlsx"], "is not YAML"),
    "no CSV": (["housing-list", "list.xlsx", "--as-of=2026-03-02"], "This workbook is damaged"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_sentence(
    source: ListSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, row("1"))
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04\x14\x00\xff")
    args, words = WRONG[name]
    with pytest.raises(CommandError, match=words) as wrong:
        call_command("load_list", *args)
    assert "\n" not in str(wrong.value) and involved() == 0
