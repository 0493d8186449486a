"""Loading lists: all or nothing, twice is once, a full list closes who has left it, and rows find their people."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, Refused
from lifecourse.kernel.base.guard import writing
from lifecourse.kernel.involvement import services
from lifecourse.kernel.involvement.models import FilePiece, Involvement, ListLoad, ReportLine
from lifecourse.kernel.involvement.rules import ListKind, LoadState, State
from lifecourse.kernel.involvement.rules.columns import ColumnMap, Field
from lifecourse.kernel.matching.models import Pair
from lifecourse.kernel.people.models import Address, Person, PersonName

from .factories import AT, MACHINE, TODAY, a_file, a_service, a_source, an_agency, an_index, load, member, row

NEXT = TODAY + dt.timedelta(days=7)
LATER = AT + dt.timedelta(days=7)


@pytest.fixture
def everything(db: None) -> Iterator[None]:
    """Every circle is open for the test: it looks behind the walls."""
    an_index()
    an_agency("housing")
    an_agency("health")
    with context.as_system("test"):
        yield


def counts(done: ListLoad) -> tuple[int, int, int, int]:
    return done.added, done.changed, done.closed, done.unchanged


def test_a_list_is_loaded_and_the_same_again_changes_nothing(everything: None) -> None:
    source = a_source()
    first = load(source, a_file(row("1"), row("2", Status="closed", **{"End date": "01/02/2026"})))
    assert counts(first) == (2, 0, 0, 0) and first.state == LoadState.LOADED
    one, two = Involvement.objects.order_by("source_ref")
    assert (one.state, one.lead_name, one.opened_on) == (State.OPEN, "Ann Sample", dt.date(2026, 1, 5))
    assert (two.state, two.closed_on) == (State.CLOSED, dt.date(2026, 2, 1))
    before = list(Involvement.objects.order_by("pk").values())
    with pytest.raises(services.AlreadyLoaded, match="was loaded on 02/03/2026 already"):
        load(source, a_file(row("1"), row("2", Status="closed", **{"End date": "01/02/2026"})))
    # Other bytes, the same facts.
    again = load(source, a_file(row("2", Status="CLOSED", **{"End date": "2026-02-01"}), row("1", DOB="2015-03-01")))
    assert counts(again) == (0, 0, 0, 2)
    # The same bytes a week later: nobody changed, and the list is fresh again.
    later = load(
        source, a_file(row("1"), row("2", Status="closed", **{"End date": "01/02/2026"})), taken_on=NEXT, at=LATER
    )
    assert counts(later) == (0, 0, 0, 2)
    assert list(Involvement.objects.order_by("pk").values()) == before
    source.refresh_from_db()
    assert source.taken_on == NEXT and source.last_loaded_at == LATER


def test_a_file_with_rejected_rows_loads_nothing_until_somebody_agrees(everything: None) -> None:
    source = a_source()
    file = a_file(row("1"), row("2", DOB="31/02/2015"), row("3"), row("3"))
    with pytest.raises(Refused, match="2 of 4 rows were rejected"):
        load(source, file)
    with pytest.raises(Refused, match="2 of 4 rows were rejected"):
        load(source, file, without_rejected=1)
    assert not Involvement.objects.exists() and not Person.objects.exists()
    done = load(source, file, without_rejected=2)
    assert counts(done) == (2, 0, 0, 0) and done.without_rejected == 2
    lines = ReportLine.objects.filter(load=done).order_by("line")
    assert [(line.line, line.reason) for line in lines] == [
        (3, "“DOB”: “31/02/2015” is not a real date"),
        (5, "“Ref” is the same as on line 4"),
    ]
    assert lines[0].cells[0] == "2"


def test_nothing_half_done_is_kept(everything: None, monkeypatch: pytest.MonkeyPatch) -> None:
    source = a_source()
    from lifecourse.kernel.involvement.services import loading

    def break_off(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(loading, "_close", break_off)
    with pytest.raises(RuntimeError):
        load(source, a_file(row("1")))
    assert not Involvement.objects.exists() and not Person.objects.exists()
    monkeypatch.undo()
    assert counts(load(source, a_file(row("1")))) == (1, 0, 0, 0)


def test_a_full_list_closes_who_has_left_it_and_a_list_of_changes_does_not(everything: None) -> None:
    source = a_source()
    rows = [row(str(number)) for number in range(30)]
    load(source, a_file(*rows))
    changes = load(source, a_file(rows[0] | {"Worker": "Bea Other"}), taken_on=NEXT, at=LATER, kind=ListKind.CHANGES)
    assert counts(changes) == (0, 1, 0, 0)
    full = load(source, a_file(*rows[:25]), taken_on=NEXT, at=LATER)
    assert counts(full) == (0, 1, 5, 24)
    gone = Involvement.objects.filter(left_list=True)
    assert {one.source_ref for one in gone} == {str(number) for number in range(25, 30)}
    assert {(one.state, one.closed_on) for one in gone} == {(State.CLOSED.value, NEXT)}
    # Who comes back is open again.
    back = load(source, a_file(*rows[:26]), taken_on=NEXT, at=LATER)
    assert counts(back) == (0, 1, 0, 25)
    assert Involvement.objects.get(source_ref="25").state == State.OPEN


def test_closing_very_many_needs_somebody_to_say_so(everything: None) -> None:
    source = a_source()
    rows = [row(str(number)) for number in range(30)]
    load(source, a_file(*rows))
    half = a_file(*rows[:15])
    with pytest.raises(Refused, match="close 15 of the 30 people open on it"):
        load(source, half, taken_on=NEXT, at=LATER)
    with pytest.raises(Refused, match="close 15"):
        load(source, half, taken_on=NEXT, at=LATER, closing_agreed=14)
    assert Involvement.objects.filter(state=State.OPEN).count() == 30
    assert counts(load(source, half, taken_on=NEXT, at=LATER, closing_agreed=15)) == (0, 0, 15, 15)


def test_a_rejected_row_does_not_close_whom_it_is_about(everything: None) -> None:
    source = a_source()
    rows = [row(str(number)) for number in range(10)]
    load(source, a_file(*rows))
    bad = load(source, a_file(*rows[:8], row("8", DOB="x")), taken_on=NEXT, at=LATER, without_rejected=1)
    assert counts(bad) == (0, 0, 1, 8) and Involvement.objects.get(source_ref="8").state == State.OPEN
    # A row whose reference cannot be read may be anybody: nobody is closed.
    nameless = load(source, a_file(*rows[:8], row("", Surname="Who")), taken_on=NEXT, at=LATER, without_rejected=1)
    assert nameless.closed == 0 and nameless.closing_skipped
    assert Involvement.objects.get(source_ref="8").state == State.OPEN


def test_a_closed_spell_stays_when_the_service_opens_again(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", Status="closed", **{"End date": "01/02/2026"})))
    load(source, a_file(row("1", **{"Start date": "01/03/2026"})))
    old, new = Involvement.objects.order_by("opened_on")
    assert (old.state, old.is_current, old.closed_on) == (State.CLOSED, False, dt.date(2026, 2, 1))
    assert (new.state, new.is_current, new.person_id) == (State.OPEN, True, old.person_id)


def test_an_older_list_and_one_from_tomorrow_are_refused(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1")))
    with pytest.raises(Refused, match="an older list would undo newer facts"):
        load(source, a_file(row("2")), taken_on=TODAY - dt.timedelta(days=1))
    with pytest.raises(Refused, match="to come"):
        load(source, a_file(row("2")), taken_on=TODAY + dt.timedelta(days=1))


def test_a_list_checked_before_another_was_loaded_must_be_checked_again(everything: None) -> None:
    source = a_source()
    file, other = a_file(row("1")), a_file(row("1"), row("2"))
    first = services.receive_list(actor=MACHINE, at=AT, source=source, file=file, taken_on=TODAY)
    services.check_list(actor=MACHINE, at=AT, load_id=first.pk)
    load(source, other)
    with pytest.raises(Refused, match="check it again"):
        services.load_list(actor=MACHINE, at=AT, load_id=first.pk)


# Linking ------------------------------------------------------------------------------------------------------------
NHS, OTHER_NHS = "9990000018", "9990000026"
ONE = {"Surname": "Example", "Forename": "Jon", "DOB": "01/03/2015", "NHS number": NHS, "Postcode": "WN1 1AA"}

LINKS = {
    "number and date": ({"Surname": "Other", "Postcode": ""}, True),
    "number and name": ({"DOB": "02/03/2015", "Postcode": ""}, True),
    "number alone": ({"DOB": "02/03/2015", "Surname": "Other"}, False),
    "name, date and postcode": ({"NHS number": ""}, True),
    "name and date": ({"NHS number": "", "Postcode": "WN2 2BB"}, False),
    "another number": ({"NHS number": OTHER_NHS}, False),
    "a twin": ({"NHS number": "", "Forename": "Jan"}, False),
    "a typing mistake": ({"NHS number": "", "Surname": "Exampel"}, False),
}


@pytest.mark.parametrize("same_file", [True, False], ids=["one file", "two lists"])
@pytest.mark.parametrize("name", LINKS)
def test_only_exact_agreement_links_two_rows(everything: None, name: str, same_file: bool) -> None:
    cells, one_person = LINKS[name]
    source = a_source()
    first, second = row("1", **ONE), row("2", **(ONE | cells))
    if same_file:
        load(source, a_file(first, second))
    else:
        load(source, a_file(first))
        load(a_source(a_service(an_agency("health"), "visitors"), "health-list"), a_file(second))
    assert Person.objects.count() == (1 if one_person else 2)
    assert Involvement.objects.values("person").distinct().count() == (1 if one_person else 2)
    expected = 1 if name in {"number alone", "name and date", "another number"} else 0
    assert Pair.objects.count() == expected


def test_who_is_loaded_never_merges_with_two_possible_people(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", **ONE), row("2", **(ONE | {"NHS number": OTHER_NHS}))))
    load(a_source(a_service(an_agency("health"), "v"), "health-list"), a_file(row("9", **(ONE | {"NHS number": ""}))))
    assert Person.objects.count() == 3
    assert Pair.objects.count() == 3


def test_a_new_person_has_what_the_list_says_and_where_it_was_said(everything: None) -> None:
    load(a_source(), a_file(row("1", **ONE)))
    person = Person.objects.get()
    assert person.display_name == "Jon Example" and person.source == "Housing: List housing-list"
    assert person.addresses.get().postcode == "WN1 1AA" and person.identifiers.get().value == NHS
    assert Event.objects.filter(event="people.added", subject_id=person.pk).count() == 1


# Who may ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_list_manager_loads_their_own_agency_s_list_and_sees_no_index() -> None:
    source = a_source()
    theirs = an_agency("health")
    own, other = member(source.service.organisation.desk, "list_manager"), member(theirs.desk, "list_manager")
    file = a_file(row("1"))
    with context.viewing(other, at=AT), pytest.raises(NotFound):
        services.receive_list(actor=other, at=AT, source=source, file=file, taken_on=TODAY)
    with context.viewing(own, at=AT):
        got = services.receive_list(actor=own, at=AT, source=source, file=file, taken_on=TODAY)
        assert FilePiece.objects.filter(load=got).count() == 1
    with context.viewing(other, at=AT):
        assert not ListLoad.objects.exists()
        for write in (services.check_list, services.load_list, services.abandon_list):
            with pytest.raises(NotFound):
                write(actor=other, at=AT, load_id=got.pk)
    with context.viewing(own, at=AT):
        services.check_list(actor=own, at=AT, load_id=got.pk)
        services.load_list(actor=own, at=AT, load_id=got.pk)
        assert not Person.objects.exists() and not Involvement.objects.exists()
        assert not FilePiece.objects.exists()
    with context.as_system("test"):
        assert Involvement.objects.count() == 1 and PersonName.objects.count() == 1


@pytest.mark.django_db
def test_a_list_finds_whom_its_sender_may_not_search_for() -> None:
    ours, theirs = a_source(), a_source(a_service(an_agency("health"), "visitors"), "health-list")
    load(ours, a_file(row("1", **ONE), row("2", Surname="Sealedone", Postcode="AA9 9AA")))
    own = member(theirs.service.organisation.desk, "list_manager")
    file = a_file(row("7", **ONE), row("8", Surname="Sealedone", Postcode="AA9 9AA"), row("9"))
    with context.viewing(own, at=AT):
        got = services.receive_list(actor=own, at=AT, source=theirs, file=file, taken_on=TODAY)
        services.check_list(actor=own, at=AT, load_id=got.pk)
        services.load_list(actor=own, at=AT, load_id=got.pk)
        assert not Person.objects.exists()
    with context.as_system("test"):
        # Two are known from the other list and found; the third is new.
        assert Person.objects.count() == 3 and Involvement.objects.count() == 5


@pytest.mark.django_db
def test_the_report_does_not_tell_a_list_manager_who_is_known_already() -> None:
    ours = a_source()
    theirs = a_source(a_service(an_agency("health"), "visitors"), "health-list")
    load(ours, a_file(row("1", **ONE)))
    with context.as_system("test"):
        known = load(theirs, a_file(row("7", **ONE)))
        stranger = load(theirs, a_file(row("7", **ONE), row("8")))
    assert counts(known) == (1, 0, 0, 0)
    assert (stranger.added, stranger.rejected, stranger.warned) == (1, 0, 0)


def test_columns_are_remembered_with_the_list_once_it_was_loaded(everything: None) -> None:
    source = a_source(columns=None)
    assert source.column_map == {}
    file = io.BytesIO(b"Nr,Nachname\n1,Example\n")
    got = services.receive_list(actor=MACHINE, at=AT, source=source, file=file, taken_on=TODAY)
    with pytest.raises(Refused, match="Match the columns"):
        services.check_list(actor=MACHINE, at=AT, load_id=got.pk)
    columns = ColumnMap(columns={Field.SOURCE_REF: "Nr", Field.FAMILY_NAME: "Nachname"})
    with pytest.raises(Refused, match="no column “Ref”"):
        services.match_columns(
            actor=MACHINE,
            at=AT,
            load_id=got.pk,
            columns=ColumnMap(columns={Field.SOURCE_REF: "Ref", Field.FAMILY_NAME: "Nachname"}),
        )
    services.match_columns(actor=MACHINE, at=AT, load_id=got.pk, columns=columns)
    services.check_list(actor=MACHINE, at=AT, load_id=got.pk)
    services.load_list(actor=MACHINE, at=AT, load_id=got.pk)
    source.refresh_from_db()
    assert source.column_map == columns.to_json()


# Data that nobody here wrote ----------------------------------------------------------------------------------------
FAKE = Path(__file__).parents[5] / "shared" / "data" / "linkage" / "fake_1000.csv"


@pytest.mark.skipif(not FAKE.exists(), reason="the public linkage data is not beside this checkout")
def test_a_public_list_is_loaded_twice_and_then_without_ten(everything: None) -> None:
    columns = ColumnMap(
        columns={
            Field.SOURCE_REF: "unique_id",
            Field.GIVEN_NAMES: "first_name",
            Field.FAMILY_NAME: "surname",
            Field.BORN_ON: "dob",
            Field.ADDRESS: "city",
        }
    )
    source = a_source(columns=columns)
    data = FAKE.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    # Counted here without the reader: rows of nobody, and of people born after the day of the list.
    bad = {
        one["unique_id"] for one in rows if not (one["first_name"] or one["surname"]) or one["dob"] > TODAY.isoformat()
    }
    with pytest.raises(Refused, match=f"{len(bad)} of 1,000 rows were rejected"):
        load(source, io.BytesIO(data))
    assert len(bad) == 44
    first = load(source, io.BytesIO(data), without_rejected=44)
    assert (first.rows, first.rejected, first.added) == (1000, 44, 956)
    with pytest.raises(services.AlreadyLoaded):
        load(source, io.BytesIO(data))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(reversed(rows))
    again = load(
        source,
        io.BytesIO(out.getvalue().encode("utf-8-sig")),
        without_rejected=44,
    )
    assert counts(again) == (0, 0, 0, 956)
    people = Person.objects.count()
    leaving = [one["unique_id"] for one in rows if one["unique_id"] not in bad][5:505:50]
    lines = data.decode().splitlines(keepends=True)
    shorter = "".join(line for line in lines if line.split(",")[0] not in leaving)
    done = load(
        source,
        io.BytesIO(shorter.encode()),
        taken_on=NEXT,
        at=LATER,
        without_rejected=44,
    )
    assert counts(done) == (0, 0, 10, 946)
    closed = Involvement.objects.filter(state=State.CLOSED).values_list("source_ref", flat=True)
    assert sorted(closed) == sorted(leaving) and Person.objects.count() == people


# What a list says later ----------------------------------------------------------------------------------------------
def test_a_new_name_and_a_new_address_are_taken_up_beside_the_old(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", **ONE)))
    load(source, a_file(row("1", **(ONE | {"Surname": "Married", "Postcode": "WN2 2BB"}))), taken_on=NEXT, at=LATER)
    person = Person.objects.get()
    assert person.display_name == "Jon Example"
    assert {(name.family, name.kind) for name in person.names.all()} == {("Example", "legal"), ("Married", "alias")}
    ended, standing = person.addresses.order_by("created_at")
    assert (ended.postcode, ended.valid_to, ended.end_reason) == ("WN1 1AA", NEXT, "changed")
    assert (standing.postcode, standing.valid_from, standing.valid_to) == ("WN2 2BB", NEXT, None)
    assert person.identifiers.count() == 1
    assert Event.objects.filter(event="involvement.facts_told", subject_id=person.pk).count() == 1


def test_who_moves_from_a_protected_address_moves_to_a_protected_one(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", **ONE)))
    with writing("test"):
        Address.objects.update(is_protected=True)
    load(source, a_file(row("1", **(ONE | {"Forename": "Jonathan"}))), taken_on=NEXT, at=LATER)
    assert Address.objects.count() == 1  # the same postcode again is no news, also where it is protected
    load(source, a_file(row("1", **(ONE | {"Postcode": "WN2 2BB"}))), taken_on=NEXT, at=LATER)
    assert Address.objects.get(postcode="WN2 2BB").is_protected


def test_a_second_list_ends_nothing_that_the_first_said(everything: None) -> None:
    load(a_source(), a_file(row("1", **ONE)))
    other = a_source(a_service(an_agency("health"), "v"), "health-list")
    load(other, a_file(row("9", **(ONE | {"Surname": "Married", "Postcode": "WN2 2BB"}))))
    person = Person.objects.get()
    assert [address.postcode for address in person.addresses.filter(valid_to__isnull=True)] == ["WN1 1AA"]
    assert {name.family for name in person.names.all()} == {"Example", "Married"}


def test_a_reference_given_to_somebody_else_is_not_the_first_person_s(everything: None) -> None:
    source = a_source()
    load(source, a_file(row("1", **ONE)))
    other = {"Surname": "Sample", "Forename": "Ana", "DOB": "04/04/1990", "NHS number": OTHER_NHS}
    done = load(source, a_file(row("1", **other)), taken_on=NEXT, at=LATER)
    assert counts(done) == (0, 1, 0, 0) and Person.objects.count() == 2
    old, new = Involvement.objects.order_by("-left_list")
    assert (old.state, old.left_list, old.closed_on, old.is_current) == (State.CLOSED, True, NEXT, False)
    assert (new.state, new.is_current) == (State.OPEN, True) and new.person_id != old.person_id
    # One fact that agrees is enough for it to be the same person, whose name was mended.
    load(source, a_file(row("1", **(other | {"Surname": "Smith", "Forename": "Anna"}))), taken_on=NEXT, at=LATER)
    assert Person.objects.count() == 2


def test_a_new_identity_is_brought_together_with_nobody(everything: None) -> None:
    load(a_source(), a_file(row("1", **ONE)))
    with writing("test"):
        Person.objects.update(never_merged=True)
    cells = ONE | {"NHS number": "", "Postcode": "WN2 2BB"}
    load(a_source(a_service(an_agency("health"), "v"), "health-list"), a_file(row("9", **cells)))
    assert Person.objects.count() == 2 and not Pair.objects.exists()
