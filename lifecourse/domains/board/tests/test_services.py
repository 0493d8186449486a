"""The ledger by commands: derived totals, reversals, closed years, printed totals, a file loaded once, and who may."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecourse.domains.board import queries, rules, services
from lifecourse.domains.board.models import Claim, Entry, Heading, Load, Year
from lifecourse.domains.board.rules.files import FileRefused
from lifecourse.domains.board.rules.years import FinancialYear
from lifecourse.engines.figures.value import BLANK
from lifecourse.kernel.access import context
from lifecourse.kernel.agencies.tests.factories import a_user
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base import guard
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord

from .factories import AT, SHARED, a_heading, a_manager, a_member, a_year, an_entry, an_office, as_csv, loaded
from .test_rules import EXPECTED, HEAD, in_short

pytestmark = pytest.mark.django_db
Fact, Kind = rules.Fact, rules.Kind


def shown(viewer) -> dict[str, object]:
    with context.viewing(viewer, at=AT):
        return {one.key: one.value.number for one in queries.figures(viewer=viewer)}


def test_totals_are_derived_and_a_reversal_takes_its_sum_back_and_stays() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, pay = a_year(keeper), a_heading(keeper)
        gift = a_heading(keeper, "Homes", Kind.CONTRIBUTION)
        an_entry(keeper, year, Fact.OPENING, 1_000_00)
        an_entry(keeper, year, Fact.RECEIVED, 300_50, gift)
        wrong = an_entry(keeper, year, Fact.SPENT, 900_00, pay)
        back = services.reverse_entry(actor=keeper, at=AT, entry_id=wrong.pk, because="Typed twice.")
        assert (back.pence, back.reverses_id, back.fact) == (-900_00, wrong.pk, Fact.SPENT)
        an_entry(keeper, year, Fact.SPENT, 90_00, pay)
        sheet = queries.sheet(viewer=keeper, pk=year.pk)
        assert (sheet.total_expenditure, sheet.total_income, sheet.surplus) == (90_00, 300_50, 210_50)
        assert (sheet.opening, sheet.closing) == (1_000_00, 1_210_50)
        assert Entry.objects.get(pk=wrong.pk).pence == 900_00, "history is not rewritten"
        for entry_id, words in ((wrong.pk, "reversed already"), (back.pk, "reverses another")):
            with pytest.raises(Refused, match=words):
                services.reverse_entry(actor=keeper, at=AT, entry_id=entry_id, because="Again.")
        figures = {one.key: one for one in queries.figures(viewer=keeper)}
    salaries = figures["board.salaries@2017/18"]
    assert salaries.value.number == Decimal(90) and salaries.provenance["entries"] == "1 (1 reversed beside them)"
    assert salaries.provenance["query"] == "board.queries.figures"
    assert salaries.provenance["recorded by"] == keeper.full_name
    assert figures["board.total_income@2017/18"].value.shown(2) == "300.50"
    assert figures["board.total_income@2017/18"].decimals == 2
    with context.as_system("test"):
        events = set(Event.objects.filter(event__startswith="board.").values_list("event", flat=True))
    assert sorted(events) == [
        "board.entry_recorded", "board.entry_reversed", "board.heading_opened", "board.year_started"
    ]  # fmt: skip


def test_what_was_reversed_and_nothing_else_is_blank_and_not_zero() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, pay = a_year(keeper), a_heading(keeper)
        made = an_entry(keeper, year, Fact.SPENT, 5_00, pay)
        services.reverse_entry(actor=keeper, at=AT, entry_id=made.pk, because="Another board's.")
        figures = {one.key: one.value for one in queries.figures(viewer=keeper)}
        assert figures["board.salaries@2017/18"] == BLANK and figures["board.total_expenditure@2017/18"] == BLANK
        an_entry(keeper, year, Fact.SPENT, 0, pay)
        figures = {one.key: one.value for one in queries.figures(viewer=keeper)}
        assert figures["board.salaries@2017/18"].number == 0


steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["spent", "received", "pledged", "budgeted"]), st.integers(0, 10**8)),
        st.tuples(st.just("reverse"), st.integers(0, 30)),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_was_recorded_and_reversed_totals_are_the_sums_of_what_stands(sequence) -> None:
    with transaction.atomic():
        keeper = a_manager()
        with context.viewing(keeper, at=AT):
            year = a_year(keeper)
            headings = {"spent": a_heading(keeper), "received": a_heading(keeper, "Homes", Kind.CONTRIBUTION)}
            headings |= {"budgeted": headings["spent"], "pledged": headings["received"]}
            standing: dict[str, list[tuple[str, int]]] = {}
            made = []
            for what, number in sequence:
                if what == "reverse":
                    if made:
                        one = made.pop(number % len(made))
                        services.reverse_entry(actor=keeper, at=AT, entry_id=one.pk, because="Wrong.")
                        standing[one.fact].remove((one.fact, one.pence))
                else:
                    made.append(an_entry(keeper, year, Fact(what), number, headings[what]))
                    standing.setdefault(what, []).append((what, number))
            sheet = queries.sheet(viewer=keeper, pk=year.pk)

            def of(fact: str) -> int | None:
                return sum(pence for _, pence in standing[fact]) if standing.get(fact) else None

            assert (sheet.total_expenditure, sheet.total_income) == (of("spent"), of("received"))
            lines = {line.heading.name: line for line in sheet.lines}
            assert lines["Homes"].of(Fact.PLEDGED) == of("pledged") and lines["Salaries"].budget == of("budgeted")
            if sheet.surplus is not None:
                assert sheet.surplus == (of("received") or 0) - (of("spent") or 0)
        transaction.set_rollback(True)


def test_a_reserve_is_carried_from_year_to_year_and_typed_only_where_nothing_carries_it() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        first, pay = a_year(keeper, 2016), a_heading(keeper)
        an_entry(keeper, first, Fact.OPENING, 500_00)
        an_entry(keeper, first, Fact.SPENT, 20_00, pay)
        second = a_year(keeper, 2017)
        assert queries.sheet(viewer=keeper, pk=second.pk).opening == 480_00
        with pytest.raises(Refused, match="carried from the year before"):
            an_entry(keeper, second, Fact.OPENING, 1_00)
        with pytest.raises(Refused, match="reverse that entry before"):
            a_year(keeper, 2015)
        for first_year, words in ((2017, "in the ledger already"), (2020, "the next is 2018/19")):
            with pytest.raises(Refused, match=words):
                a_year(keeper, first_year)


def test_pledged_invoiced_and_received_are_three_facts_and_what_is_owed_follows() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, homes = a_year(keeper), a_heading(keeper, "Homes", Kind.CONTRIBUTION)
        an_entry(keeper, year, Fact.PLEDGED, 3_600_00, homes, on=dt.date(2017, 2, 1))
        assert queries.sheet(viewer=keeper, pk=year.pk).total_income is None, "a pledge is no income"
        an_entry(keeper, year, Fact.INVOICED, 3_500_00, homes, on=dt.date(2017, 5, 1))
        an_entry(keeper, year, Fact.RECEIVED, 3_000_00, homes, on=dt.date(2018, 6, 1))
    figures = shown(keeper)
    assert [figures[f"board.homes{end}@2017/18"] for end in ("", "_pledged", "_invoiced", "_outstanding")] == [
        3_000, 3_600, 3_500, 500,
    ]  # fmt: skip


def test_a_closed_year_refuses_entries_until_it_is_reopened_with_a_reason() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, pay = a_year(keeper), a_heading(keeper)
        made = an_entry(keeper, year, Fact.SPENT, 10_00, pay)
        an_entry(keeper, year, Fact.TO_RESERVES, -4_00)
        with pytest.raises(Refused, match="−£4 was transferred"):
            services.close_year(actor=keeper, at=AT, year_id=year.pk)
        services.close_year(actor=keeper, at=AT, year_id=year.pk, despite="The council bears the rest.", seen=1)
        with pytest.raises(Refused, match="closed"):
            an_entry(keeper, year, Fact.SPENT, 1_00, pay)
        with pytest.raises(Refused, match="closed"):
            services.reverse_entry(actor=keeper, at=AT, entry_id=made.pk, because="Late.")
        assert [one.code for one in queries.findings(viewer=keeper)] == [], "a deficit without income is none to check"
        with pytest.raises(Refused, match="Say why"):
            services.reopen_year(actor=keeper, at=AT, year_id=year.pk, because=" ")
        with pytest.raises(StaleRecord):
            services.reopen_year(actor=keeper, at=AT, year_id=year.pk, because="A late bill.", seen=1)
        services.reopen_year(actor=keeper, at=AT, year_id=year.pk, because="A late bill.")
        an_entry(keeper, year, Fact.SPENT, 1_00, pay)
        assert [move.words for move in queries.moves(viewer=keeper, year_id=year.pk)] == [
            "A late bill.", "The council bears the rest.",
        ]  # fmt: skip


def test_a_year_that_still_runs_is_not_closed() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year = a_year(keeper, 2025)
        with pytest.raises(Refused, match="runs until 31 March 2026"):
            services.close_year(actor=keeper, at=AT, year_id=year.pk)


@pytest.mark.parametrize(
    ("fact", "pence", "kind", "words"),
    [
        (Fact.SPENT, 1, Kind.CONTRIBUTION, "does not go under"),
        (Fact.PLEDGED, 1, Kind.TRAINING, "does not go under"),
        (Fact.SPENT, 1, None, "does not go under"),
        (Fact.TO_RESERVES, 1, Kind.SPENDING, "does not go under"),
        (Fact.TO_RESERVES, 0, None, "transfer of nothing"),
        (Fact.SPENT, -1, Kind.SPENDING, "below zero"),
    ],
)
def test_what_cannot_be_is_refused(fact, pence: int, kind, words: str) -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year = a_year(keeper)
        heading = a_heading(keeper, "H", kind) if kind else None
        with pytest.raises(Refused, match=words):
            an_entry(keeper, year, fact, pence, heading)


def test_days_and_closed_headings() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, pay = a_year(keeper), a_heading(keeper)
        for on, words in ((AT.date() + dt.timedelta(days=1), "after today"), (dt.date(2009, 1, 1), "two years away")):
            with pytest.raises(Refused, match=words):
                an_entry(keeper, year, Fact.SPENT, 1, pay, on=on)
        services.close_heading(actor=keeper, at=AT, heading_id=pay.pk, on=dt.date(2017, 6, 30))
        an_entry(keeper, year, Fact.SPENT, 1, pay, on=dt.date(2017, 6, 30))
        with pytest.raises(Refused, match="closed"):
            an_entry(keeper, year, Fact.SPENT, 1, pay, on=dt.date(2017, 7, 1))
        assert a_heading(keeper, "Total income", Kind.OTHER_INCOME).key == "total_income_other_income"
        with pytest.raises(Refused, match="already"):
            a_heading(keeper, "total  INCOME", Kind.CONTRIBUTION)


def test_a_printed_total_stands_beside_the_derived_one_and_is_withdrawn_never_changed() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        year, pay = a_year(keeper), a_heading(keeper)
        an_entry(keeper, year, Fact.SPENT, 500_00, pay)
        by = {"actor": keeper, "at": AT}
        claim = services.record_claim(
            **by, year_id=year.pk, printed=rules.Printed.EXPENDITURE, pence=501_00, source="Report, page 9"
        )
        (found,) = queries.findings(viewer=keeper)
        assert (found.printed, found.computed, found.source) == (501_00, 500_00, "Report, page 9")
        assert queries.findings(viewer=keeper, years=["2016/17"]) == ()
        with pytest.raises(Refused, match="withdraw it first"):
            services.record_claim(
                **by, year_id=year.pk, printed=rules.Printed.EXPENDITURE, pence=500_00, source="Report"
            )
        services.withdraw_claim(**by, claim_id=claim.pk, because="Misread.")
        assert queries.findings(viewer=keeper) == () and Claim.objects.get().withdrawn_because == "Misread."


def test_a_file_is_loaded_once_and_exactly_what_is_wrong_in_it_is_found() -> None:
    keeper = a_manager()
    done = loaded(keeper)
    assert (done.added, done.claims, done.again) == (67, 16, False)
    with context.viewing(keeper, at=AT):
        assert in_short(queries.findings(viewer=keeper)) == EXPECTED
        assert all(one.source == "File finance.csv" for one in queries.findings(viewer=keeper))
        before = [Entry.objects.count(), Claim.objects.count(), Heading.objects.count(), Year.objects.count()]
    figures = shown(keeper)
    assert figures["board.total_expenditure@2017/18"] == 282_413 and figures["board.surplus@2017/18"] == -22_985
    assert figures["board.reserves_brought_forward@2014/15"] == 101_054
    assert figures["board.reserves_carried_forward@2016/17"] == 199_523
    assert figures["board.printed_reserves_carried_forward@2016/17"] == 199_124
    assert figures["board.external_training@2014/15"] is None
    assert figures["board.total_training_income@2017/18"] == figures["board.training_income@2017/18"] == 90_000
    for same in (as_csv(), as_csv().replace(b"\n", b"\r\n"), as_csv().replace(b",208422", b',"208,422"')):
        assert loaded(keeper, same).again
    with context.viewing(keeper, at=AT):
        assert [Entry.objects.count(), Claim.objects.count(), Heading.objects.count(), Year.objects.count()] == before
        assert Load.objects.count() == 1


@pytest.mark.skipif(not SHARED.is_file(), reason="the published figures are not beside the checkout")
def test_the_published_file_by_the_management_command(capsys, tmp_path) -> None:
    keeper = a_manager()
    call_command("load_finance", str(SHARED))
    told = capsys.readouterr().out
    assert "67 entries" in told and told.count("is printed as") == 3
    call_command("load_finance", str(SHARED))
    assert "nothing was changed" in capsys.readouterr().out
    with context.viewing(keeper, at=AT):
        assert in_short(queries.findings(viewer=keeper)) == EXPECTED
    bad = tmp_path / "bad.csv"
    bad.write_bytes(HEAD + b"gifts,A,2017/18,1\n")
    for path, words in ((bad, "Line 2: section is"), (tmp_path / "none.csv", "cannot be read")):
        with pytest.raises(CommandError, match=words):
            call_command("load_finance", str(path))


def test_a_file_that_contradicts_the_ledger_is_refused_whole() -> None:
    keeper = a_manager()
    loaded(keeper)
    other = as_csv().replace(b"2017/18,192900", b"2017/18,192901").replace(b"2017/18,259428", b"2017/18,259429")
    with pytest.raises(FileRefused) as refused:
        loaded(keeper, other + b"income,A new partner,2017/18,5\n")
    assert len(refused.value.faults) == 2 and "£192,900 in the ledger and £192,901 in the file" in str(refused.value)
    with context.viewing(keeper, at=AT):
        assert not Heading.objects.filter(name="A new partner").exists()
    more = loaded(keeper, as_csv() + b"income,A new partner,2017/18,5\n")
    assert (more.added, more.claims) == (1, 0), "what is there already is left as it is"


def test_a_file_with_a_year_missing_or_closed_changes_nothing() -> None:
    keeper = a_manager()
    with pytest.raises(FileRefused, match="2016/17 is in neither"):
        loaded(keeper, HEAD + b"income,A,2015/16,1\nincome,A,2017/18,1\n")
    with context.viewing(keeper, at=AT):
        assert not Year.objects.exists()
        year = a_year(keeper)
        services.close_year(actor=keeper, at=AT, year_id=year.pk)
    with pytest.raises(FileRefused, match="Line 2: 2017/18 is closed"):
        loaded(keeper, HEAD + b"income,A,2017/18,1\n")


def test_the_database_refuses_to_change_or_delete_an_entry() -> None:
    keeper = a_manager()
    with context.viewing(keeper, at=AT):
        made = an_entry(keeper, a_year(keeper), Fact.SPENT, 5_00, a_heading(keeper))
        rows = Entry.objects.filter(pk=made.pk)
        for change in (lambda: rows.update(pence=6_00), lambda: rows._raw_delete("default")):
            with guard.writing("test"), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()
        assert rows.get().pence == 5_00


def test_who_only_reads_changes_nothing_and_who_is_outside_finds_nothing() -> None:
    keeper, member = a_manager(), a_member()
    with context.viewing(keeper, at=AT):
        year = a_year(keeper)
    with context.viewing(member, at=AT):
        assert queries.sheet(viewer=member, pk=year.pk).year == year
        for act in (
            lambda: a_heading(member),
            lambda: an_entry(member, year, Fact.TO_RESERVES, 1),
            lambda: services.close_year(actor=member, at=AT, year_id=year.pk),
        ):
            with pytest.raises(NotPermitted):
                act()
    stranger = a_user("Ned Nobody-Invented")
    with context.viewing(stranger, at=AT):
        assert queries.figures(viewer=stranger) == () == queries.findings(viewer=stranger)
        for ask in (
            lambda: queries.sheet(viewer=stranger, pk=year.pk),
            lambda: services.close_year(actor=stranger, at=AT, year_id=year.pk),
            lambda: services.start_year(actor=stranger, at=AT, circle_id=an_office().pk, year=FinancialYear(2018)),
        ):
            with pytest.raises(NotFound):
                ask()
