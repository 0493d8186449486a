"""Code lists: text codes, closed entries that keep their label, versions that never rewrite, and no query a row."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecourse.kernel.audit.actors import PUBLIC, Machine
from lifecourse.kernel.base.errors import NotPermitted, Refused
from lifecourse.kernel.base.guard import WriteOutsideCommand
from lifecourse.kernel.codelists import files, queries, services
from lifecourse.kernel.codelists.models import Entry
from lifecourse.kernel.codelists.rules import EntryRow, ListRow

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
TODAY = AT.date()
BEGAN = dt.date(2020, 1, 1)
MACHINE = Machine("test")


def a_list(*entries: EntryRow, version: int = 1, **fields: object) -> ListRow:
    given = {"title": "Test", "source": "test", "checked_by": "nobody", "next_review": dt.date(2030, 1, 1), **fields}
    entries = tuple(dataclasses.replace(one, order=order) for order, one in enumerate(entries, start=1))
    return ListRow(code="test_list", version=version, entries=entries, **given)


def an_entry(code: str, label: str = "", **fields: object) -> EntryRow:
    return EntryRow(**{"code": code, "label": label or f"Label {code}", "order": 1, "valid_from": BEGAN, **fields})


def load(one: ListRow) -> list[str]:
    return services.load_lists(actor=MACHINE, at=AT, lists=[one])


def codes(on: dt.date = TODAY, **fields: str) -> list[str]:
    return [one.code for one in queries.choices(viewer=PUBLIC, list_code="test_list", on=on, **fields)]


@pytest.mark.django_db
def test_what_is_in_data_is_loaded() -> None:
    source = queries.choices(viewer=PUBLIC, list_code="referral_source", on=TODAY)
    assert [one.code for one in source][-3:] == ["8-EE", "9", "10"]  # text, in the list's order
    assert {one.code: one.parent for one in source if one.parent} == {"1D-EE": "1D", "5B-EE": "5B", "8-EE": "8"}
    factors = {one.code for one in queries.choices(viewer=PUBLIC, list_code="presenting_factors_child", on=TODAY)}
    assert {"18B", "19C"} <= factors and not {"18A", "19A"} & factors
    before = dt.date(2019, 1, 1)
    assert "18A" in {
        one.code for one in queries.choices(viewer=PUBLIC, list_code="presenting_factors_child", on=before)
    }
    assert queries.label_of(viewer=PUBLIC, list_code="presenting_factors_child", code="18A") == "Physical abuse"
    adult = queries.choices(viewer=PUBLIC, list_code="concern_outcome", on=TODAY, group="adult")
    assert "section_42_enquiry" in {one.code for one in adult}
    assert "strategy_discussion" not in {one.code for one in adult}
    assert "advice" in {one.code for one in adult}


def test_every_list_says_where_it_comes_from_and_has_text_codes() -> None:
    lists, faults = files.read_folder(settings.REFERENCE_DATA / "code_lists")
    assert faults == []
    assert all(one.source and one.checked_by and one.next_review.year >= 2027 for one in lists)
    assert all(isinstance(row.code, str) for one in lists for row in one.entries)
    nhs = {row.code: row.maps["nhs"] for one in lists if one.code == "ethnicity" for row in one.entries}
    assert (nhs["WBRI"], nhs["CHNE"], nhs["NOBT"]) == ("A", "R", "99")


@pytest.mark.django_db
def test_entries_are_chosen_from_a_day_to_a_day() -> None:
    load(a_list(an_entry("a", valid_to=TODAY), an_entry("b", valid_from=TODAY), an_entry("c", groups=("child",))))
    assert codes() == ["a", "b", "c"]
    assert codes(TODAY + dt.timedelta(days=1)) == ["b", "c"]
    assert codes(TODAY - dt.timedelta(days=1)) == ["a", "c"]
    assert codes(group="adult") == ["a", "b"]
    queries.check_choice(viewer=PUBLIC, list_code="test_list", code="a", on=TODAY)
    with pytest.raises(Refused, match="cannot be chosen from “Test”") as refused:
        queries.check_choice(
            viewer=PUBLIC, list_code="test_list", code="a", on=TODAY + dt.timedelta(days=1), field="what"
        )
    assert refused.value.field == "what"


@pytest.mark.django_db
def test_a_relabelled_entry_is_called_what_it_was_called_on_the_day() -> None:
    old = an_entry("a", "Old words", valid_to=TODAY - dt.timedelta(days=1))
    load(a_list(dataclasses.replace(old, valid_to=None)))
    load(a_list(old, an_entry("a", "New words", valid_from=TODAY), version=2))
    assert queries.label_of(viewer=PUBLIC, list_code="test_list", code="a") == "New words"
    assert queries.label_of(viewer=PUBLIC, list_code="test_list", code="a", on=BEGAN) == "Old words"
    assert queries.label_of(viewer=PUBLIC, list_code="test_list", code="zzz") == "zzz"
    with pytest.raises(LookupError):
        queries.choices(viewer=PUBLIC, list_code="no_such_list", on=TODAY)


BEFORE = a_list(an_entry("a"), an_entry("b", valid_to=dt.date(2024, 1, 1)), an_entry("c", parent="a"))
A, B, C = BEFORE.entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "says"),
    [
        (a_list(A, B), "entry 'c' is not as version 1"),
        (a_list(A, B, C, an_entry("d")), "entry 'd' is not as version 1"),
        (a_list(dataclasses.replace(A, label="Else"), B, C), "entry 'a' is not as version 1"),
        (a_list(dataclasses.replace(A, valid_to=TODAY), B, C), "entry 'a' is not as version 1"),
        (a_list(A, B, C, title="Else"), "the title"),
        (a_list(A, B, version=2), "entry 'c' of 2020-01-01 is gone"),
        (a_list(dataclasses.replace(A, label="Else"), B, C, version=2), "entry 'a' was called 'Label a'"),
        (a_list(A, dataclasses.replace(B, valid_to=None), C, version=2), "entry 'b' was closed on 2024-01-01"),
        (a_list(A, B, dataclasses.replace(C, parent="b"), version=2), "entry 'c' was counted elsewhere"),
        (a_list(dataclasses.replace(A, valid_from=TODAY), B, C, version=2), "entry 'a' of 2020-01-01 is gone"),
        (a_list(A, A, B, C, version=2), "stands there twice"),
    ],
)
def test_what_records_mean_is_never_rewritten(after: ListRow, says: str) -> None:
    load(dataclasses.replace(BEFORE, version=1))
    with pytest.raises(Refused, match=says):
        load(after)
    assert Entry.objects.filter(code_list="test_list").count() == 3


@pytest.mark.django_db
def test_an_older_file_is_refused() -> None:
    load(dataclasses.replace(BEFORE, version=3))
    with pytest.raises(Refused, match="older than version 3"):
        load(dataclasses.replace(BEFORE, version=2))


@pytest.mark.django_db
def test_a_new_version_adds_closes_and_reorders() -> None:
    load(BEFORE)
    after = a_list(C, dataclasses.replace(A, valid_to=TODAY, note="Closed"), B, an_entry("d"), version=2)
    assert load(after) == ["test_list"]
    assert load(after) == []
    assert codes() == ["c", "a", "d"]
    assert codes(TODAY + dt.timedelta(days=1)) == ["c", "d"]
    assert Entry.objects.filter(code_list="test_list").count() == 4


@pytest.mark.django_db
def test_one_fault_loads_nothing() -> None:
    load(BEFORE)
    good = dataclasses.replace(BEFORE, code="another_list")
    bad = dataclasses.replace(BEFORE, entries=(A,))
    with pytest.raises(Refused):
        services.load_lists(actor=MACHINE, at=AT, lists=[good, bad])
    assert queries.stored_lists(viewer=PUBLIC, codes=["another_list"]) == {}


@pytest.mark.django_db
def test_lists_are_loaded_by_the_machine_and_written_by_nothing_else() -> None:
    with pytest.raises(NotPermitted):
        services.load_lists(actor=PUBLIC, at=AT, lists=[BEFORE])
    with pytest.raises(WriteOutsideCommand):
        Entry.objects.filter(code="10").update(label="x")


@pytest.mark.django_db
def test_a_thousand_labels_are_no_query() -> None:
    queries.label_of(viewer=PUBLIC, list_code="referral_source", code="10")
    with CaptureQueriesContext(connection) as asked:
        for _ in range(1000):
            queries.label_of(viewer=PUBLIC, list_code="referral_source", code="10")
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        queries.choices(viewer=PUBLIC, list_code="referral_source", on=TODAY)
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_code_loaded_by_another_process_is_found() -> None:
    load(BEFORE)
    kept = queries.stored_lists(viewer=PUBLIC, codes=["test_list"])["test_list"]
    load(dataclasses.replace(BEFORE, version=2, entries=(*BEFORE.entries, an_entry("d", order=4))))
    queries._kept["test_list"] = kept  # as a process that has not looked since
    assert codes()[-1] == "d"
    queries._kept["test_list"] = kept
    assert queries.label_of(viewer=PUBLIC, list_code="test_list", code="d") == "Label d"


GOOD = """code: test
title: Test
source: test
version: 1
checked_by: unverified
next_review: 2030-01-01
valid_from: 2020-01-01
entries:
  - {code: "10", label: "Ten"}
  - {code: "1D", label: "One", parent: "10", maps: {nhs: "A"}, groups: [child]}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"10"', "10", 9, "'code' is 10, not text: put it in quotes"),
        ('"10"', "No", 9, "'code' is False, not text"),
        ('label: "Ten"', "lable: Ten", 9, "has 'lable', which nothing reads"),
        ('label: "Ten"', 'label: ""', 9, "'label' is missing"),
        ('"1D"', '"10"', 10, "stands there twice"),
        ('parent: "10"', 'parent: "11"', 10, "has the parent '11', which is no entry"),
        ('parent: "10"', "valid_to: 2019-01-01", 10, "ends on 2019-01-01, before it begins"),
        ('nhs: "A"', "nhs: 99", 10, "'maps'"),
        ("[child]", "child", 10, "'groups'"),
        ("code: test", "code: tset", 1, "must be the name of the file"),
        ("version: 1", "version: 1.0", 4, "'version' is 1.0"),
        ("version: 1", "version: true", 4, "'version' is True"),
        ("valid_from: 2020-01-01", "", 1, "'valid_from' is None"),
        ("source: test", "", 1, "'source' is missing"),
    ],
)
def test_every_fault_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = tmp_path / "test.yaml"
    path.write_text(GOOD)
    assert files.read_list(path)[1] == []
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1))
    faults = files.read_list(path)[1]
    assert any(one.startswith(f"test.yaml, line {line}: ") and says in one for one in faults), faults


def test_a_file_that_is_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "test.yaml"
    for text in ("", "- a\n", "a: [", "\ta: b", "12"):
        path.write_text(text)
        assert files.read_list(path)[1][0].startswith("test.yaml, line ")
