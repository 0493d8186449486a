"""Annual reports by commands: sections of the regime, versions, agreement, what stands in the way, freeze, editions."""

import datetime as dt
import importlib
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from lifecourse.domains.annual_report import queries, services
from lifecourse.domains.annual_report.models import Edition, FrozenFigure, Publication, Report, SectionVersion
from lifecourse.domains.annual_report.rules import SectionState, State, about, blocks
from lifecourse.domains.scorecard.tests import factories as scorecard
from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import known
from lifecourse.engines.prose import Finding, Kind
from lifecourse.engines.published.reading import Reading
from lifecourse.kernel.access import context
from lifecourse.kernel.audit.models import Event
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused, StaleRecord
from lifecourse.kernel.involvement.tests import factories as lists

from .factories import AT, a_frozen, a_report, an_office, excuse_all, somebody, write_all

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=5)


def live(key: str, number: int, unit: str = "children") -> Figure:
    return Figure(key, key.partition("@")[0], key.split("@")[1], known(Decimal(number)), 0, unit, "Our system", "v1")


@pytest.fixture
def figures(monkeypatch):
    """Figures of a room below, which a test may change."""
    given = {one.key: one for one in (live("room.small@2018", 3), live("room.large@2018", 40))}
    module = importlib.import_module("lifecourse.domains.annual_report.queries.sources")
    monkeypatch.setattr(module, "_below", lambda viewer, as_of: list(given.values()))
    return given


def sections(report, viewer):
    with context.viewing(viewer, at=AT):
        return queries.report_record(viewer=viewer, pk=report.pk).sections


def test_a_report_has_the_sections_that_the_guidance_of_its_year_asks_for() -> None:
    editor = somebody("report_editor")
    codes = [one.code for one in sections(a_report(editor), editor)]
    assert codes == ["summary", "effectiveness", "weaknesses", "reviews", "training", "core_data", "finance"]
    adults = sections(a_report(editor, kind="adults", regime="care_act"), editor)
    assert len(adults) == 7 and adults[6].title.startswith("(g)")
    with pytest.raises(Refused, match="not in force"):
        a_report(editor, regime="wt2026")


def test_writing_keeps_versions_and_takes_an_agreement_back() -> None:
    editor = somebody("report_editor")
    (first, *_) = sections(a_report(editor), editor)
    with context.viewing(editor, at=AT):
        for words, by_itself, at in (("One", False, AT), ("One t", True, AT), ("One tw", True, LATER)):
            services.write_section(actor=editor, at=at, section_id=first.pk, words=words, by_itself=by_itself)
        assert list(SectionVersion.objects.values_list("number", "words")) == [(2, "One tw"), (1, "One")]
        for to in (SectionState.REVIEW, SectionState.AGREED):
            services.move_section(actor=editor, at=AT, section_id=first.pk, to=to)
        again = services.write_section(actor=editor, at=LATER, section_id=first.pk, words="One tw")
        assert again.state == SectionState.AGREED, "the same words change nothing"
        again = services.write_section(actor=editor, at=LATER, section_id=first.pk, words="Two", seen=again.version)
        assert again.state == SectionState.DRAFTING
        with pytest.raises(StaleRecord):
            services.write_section(actor=editor, at=LATER, section_id=first.pk, words="Three", seen=1)
        with pytest.raises(Refused, match="characters"):
            services.write_section(actor=editor, at=LATER, section_id=first.pk, words="x" * 60_001)


def test_nothing_empty_is_agreed_and_only_who_may_agrees() -> None:
    editor, writer = somebody("report_editor"), somebody("report_writer")
    (first, *_) = sections(a_report(editor), editor)
    with context.viewing(writer, at=AT):
        with pytest.raises(Refused, match="empty"):
            services.move_section(actor=writer, at=AT, section_id=first.pk, to=SectionState.REVIEW)
        services.write_section(actor=writer, at=AT, section_id=first.pk, words="Words.")
        services.move_section(actor=writer, at=AT, section_id=first.pk, to=SectionState.REVIEW)
        with pytest.raises(NotPermitted):
            services.move_section(actor=writer, at=AT, section_id=first.pk, to=SectionState.AGREED)
        said = services.comment(actor=writer, at=AT, section_id=first.pk, words="Say more.")
    with context.viewing(editor, at=AT):
        done = services.settle_comment(actor=editor, at=AT, section_id=first.pk, comment_id=said.pk)
        assert done.settled_by == editor
        services.give_section(actor=editor, at=AT, section_id=first.pk, owner_id=writer.pk)
        with pytest.raises(Refused, match="may write"):
            services.give_section(actor=editor, at=AT, section_id=first.pk, owner_id=somebody("report_reader").pk)


def test_who_may_only_read_writes_nothing_and_a_stranger_is_told_that_there_is_none() -> None:
    editor, reader, stranger = somebody("report_editor"), somebody("report_reader"), somebody("cohort_reader")
    report = a_report(editor)
    (first, *_) = sections(report, editor)
    with context.viewing(reader, at=AT), pytest.raises(NotPermitted):
        services.write_section(actor=reader, at=AT, section_id=first.pk, words="Mine.")
    with context.viewing(stranger, at=AT):
        assert queries.reports(viewer=stranger) == []
        for act in (
            lambda: queries.report(viewer=stranger, pk=report.pk),
            lambda: queries.section_record(viewer=stranger, pk=first.pk),
            lambda: services.freeze_report(actor=stranger, at=AT, report_id=report.pk),
        ):
            with pytest.raises(NotFound):
                act()


def freeze(report, editor, at=AT) -> Edition:
    with context.viewing(editor, at=at):
        return services.freeze_report(actor=editor, at=at, report_id=report.pk)


def test_a_report_is_not_final_while_something_stands_in_the_way_unless_the_reason_is_written() -> None:
    editor = somebody("report_editor")
    report = a_report(editor, period=2030, regime="wt2026")
    with pytest.raises(Refused, match="does not add up|requires it"):
        freeze(report, editor)
    write_all(report, editor, agree=False)
    with pytest.raises(Refused, match="Not agreed yet"):
        freeze(report, editor)
    write_all(report, editor, words="33 were planned and only 14 agreed, a 40% drop: {room.nothing@2018}.")
    with pytest.raises(Refused, match="stands in the way"):
        freeze(report, editor)
    with context.viewing(editor, at=AT):
        record = queries.report_record(viewer=editor, pk=report.pk)
        found = list(filter(blocks, queries.findings(viewer=editor, record=record)))
        with pytest.raises(Refused, match="Say why"):
            services.give_reason(actor=editor, at=AT, report_id=report.pk, finding=found[0], words=" ")
    assert excuse_all(report, editor, "As it was printed.") > 12
    edition = freeze(report, editor)
    assert (edition.number, len(edition.content["reasons"])) == (1, len(found))
    with context.viewing(editor, at=AT):
        assert Report.objects.get().state == State.FINAL
        document = queries.of_edition(viewer=editor, edition=edition)
        assert any("57.6%" in about and why == "As it was printed." for about, why in document.reasons)
        with pytest.raises(Refused, match="final"):
            services.write_section(actor=editor, at=AT, section_id=record.sections[0].pk, words="After.")


def test_a_hint_needs_no_reason_and_none_is_printed_of_it(figures) -> None:
    editor = somebody("report_editor")
    report = a_report(editor, period=2030, kind="adults", regime="care_act")
    write_all(report, editor, words="There were 40 children.")
    with context.viewing(editor, at=AT):
        (hint, *_) = queries.findings(viewer=editor, record=queries.report_record(viewer=editor, pk=report.pk))
        assert not blocks(hint)
        with pytest.raises(Refused, match="only a hint"):
            services.give_reason(actor=editor, at=AT, report_id=report.pk, finding=hint, words="So.")
        # One that was given before hints were refused.
        factory = importlib.import_module("lifecourse.domains.annual_report.services.managing")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(factory.rules, "check_excusable", lambda finding: None)
            services.give_reason(actor=editor, at=AT, report_id=report.pk, finding=hint, words="So.")
    assert freeze(report, editor).content["reasons"] == []


@pytest.mark.parametrize(
    ("said", "computed", "printed"),
    [
        ("…were planned.", "7 equals no known figure", "Money: …were planned. 7 equals no known figure."),
        ("and only 14 agreed…", "the parts come to 9.", "Money: And only 14 agreed… The parts come to 9."),
        ("headed “2016”", "it is of 2018", "Money: Headed “2016”. It is of 2018."),
    ],
)
def test_what_is_printed_of_a_finding_is_sentences(said: str, computed: str, printed: str) -> None:
    assert about(Finding(Kind.DATA, "rule", "Money", said, computed, "how")) == printed


def test_a_section_of_the_guidance_of_today_shows_its_evidence() -> None:
    editor = somebody("report_editor")
    report = a_report(editor, period=2027, regime="wt2026")
    linked, bare = "It worked ([the audit](https://audit.example/1)).", "It worked (the audit)."
    write_all(report, editor, words=bare, done=linked, impact="{training.booked@2017/18} were trained.")

    def without(report: Report) -> set[str]:
        with context.viewing(editor, at=AT):
            record = queries.report_record(viewer=editor, pk=report.pk)
            found = queries.findings(viewer=editor, record=record)
        return {one.where for one in found if one.rule == "a required section shows its evidence"}

    titles = {one.code: one.title for one in sections(report, editor)}
    assert without(report) == set(titles.values()) - {titles["done"], titles["impact"]}
    # The guidance of 2015 does not ask for it.
    before = a_report(editor)
    write_all(before, editor, words=bare)
    assert without(before) == set()


def test_an_empty_required_section_may_be_excused_and_the_reason_is_printed() -> None:
    editor = somebody("report_editor")
    report = a_report(editor, period=2030, kind="adults", regime="care_act")
    write_all(report, editor)
    with context.viewing(editor, at=AT):
        last = queries.report_record(viewer=editor, pk=report.pk).sections[6]
        services.write_section(actor=editor, at=AT, section_id=last.pk, words="")
    excuse_all(report, editor, "Every finding was implemented.")
    assert [why for _, why in freeze(report, editor).content["reasons"]] == ["Every finding was implemented."]


def test_a_freeze_takes_every_figure_with_where_it_is_from(figures) -> None:
    editor = somebody("report_editor")
    edition = a_frozen(editor, words="There were {large@2018}, and {percent change: large@2018 / room.large@2018}.")
    with context.viewing(editor, at=AT):
        (row,) = FrozenFigure.objects.filter(edition=edition)
        assert (row.key, row.number, row.source, row.definition, row.hidden) == (
            "room.large@2018",
            40,
            "Our system",
            "v1",
            False,
        )
        figures["room.large@2018"] = live("room.large@2018", 41)
        frozen, _ = queries.figures_of(viewer=editor, edition=edition)
        assert frozen["room.large@2018"].value.number == 40, "what was frozen does not follow"
        assert "40 children" in parts_html(queries.of_edition(viewer=editor, edition=edition), {})[0][2]


@pytest.mark.parametrize("table", ["annual_report_edition", "annual_report_frozenfigure", "annual_report_publication"])
def test_what_was_frozen_is_neither_changed_nor_deleted_by_anybody(figures, owner_connection, table: str) -> None:
    """Neither by the application, which may not, nor by the owner, whom the trigger stops."""
    editor = somebody("report_editor")
    edition = a_frozen(editor, words="{large@2018}")
    with context.viewing(editor, at=AT):
        services.publish_edition(actor=editor, at=AT, edition_id=edition.pk)
        model = {"annual_report_edition": Edition, "annual_report_frozenfigure": FrozenFigure}.get(table, Publication)
        for statement in (
            f"UPDATE {table} SET created_at = now()",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), transaction.get_connection().cursor() as cursor:
                cursor.execute(statement)
        assert model.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_stopped_too_and_a_circle_may_still_be_moved(figures, owner_connection) -> None:
    import psycopg

    editor = somebody("report_editor")
    a_frozen(editor, words="{large@2018}")
    circle = an_office().pk
    owner_connection.execute("SELECT set_config('lifecourse.circles', %s, false)", [str(circle)])
    for statement in (
        "UPDATE annual_report_frozenfigure SET number = 41",
        "DELETE FROM annual_report_frozenfigure",
        "TRUNCATE annual_report_frozenfigure",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            owner_connection.execute(statement)
    owner_connection.execute("UPDATE annual_report_frozenfigure SET circle_id = circle_id")


def test_small_counts_are_published_by_nobody_and_the_office_keeps_them(figures) -> None:
    editor, reader = somebody("report_editor"), somebody("report_reader")
    edition = a_frozen(editor, words="{small@2018} of {large@2018}, {share: small@2018 / large@2018}.")
    with context.viewing(editor, at=AT):
        made = services.publish_edition(actor=editor, at=AT, edition_id=edition.pk)
        assert services.publish_edition(actor=editor, at=AT, edition_id=edition.pk).pk == made.pk
        numbers = {one["key"]: one["number"] for one in made.figures}
        assert numbers == {"room.small@2018": None, "room.large@2018": "40"}
        assert FrozenFigure.objects.get(key="room.small@2018").number == 3
        inside = queries.of_edition(viewer=editor, edition=edition)
    for document in (queries.of_publication(viewer=None, publication=made), inside):
        page = "".join(part[2] for part in parts_html(document, {})) + notes_html(document.notes)
        assert "3 children" not in page and "7.5%" not in page and "hidden so that" in page
    with context.viewing(reader, at=AT), pytest.raises(NotPermitted):
        services.publish_edition(actor=reader, at=AT, edition_id=edition.pk)
    assert made.slug == "children-2017-18" and editor.full_name not in str(made.content)


def test_a_reason_does_not_quote_a_figure_that_is_hidden(figures) -> None:
    editor = somebody("report_editor")
    report = a_report(editor)
    write_all(
        report,
        editor,
        reviews="We saw {small@2018} of {large@2018} in 1,234 places.",
        training="We went to 4,321 places.",
    )
    excuse_all(report, editor)
    with context.viewing(editor, at=AT):
        edition = services.freeze_report(actor=editor, at=AT, report_id=report.pk)
    printed = [said for said, _ in edition.content["reasons"]]
    of_reviews = [one for one in printed if one.startswith("Lessons from reviews")]
    assert of_reviews and all(
        "Not quoted" in one and "3 children" not in one and "1,234" not in one for one in of_reviews
    )
    # The control: where nothing is hidden the sentence is quoted.
    assert any("We went to 4,321 places" in one for one in printed)


def test_a_correction_is_a_new_edition_that_says_what_changed(figures) -> None:
    editor = somebody("report_editor")
    first = a_frozen(editor, words="{large@2018} and {small@2018}")
    report = first.report
    with context.viewing(editor, at=AT):
        services.publish_edition(actor=editor, at=AT, edition_id=first.pk)
        with pytest.raises(Refused, match="Say what"):
            services.correct_report(actor=editor, at=AT, report_id=report.pk, because=" ")
        services.correct_report(actor=editor, at=AT, report_id=report.pk, because="A count was late.")
        summary = queries.report_record(viewer=editor, pk=report.pk).sections[0]
        services.write_section(actor=editor, at=LATER, section_id=summary.pk, words="{large@2018} and more.")
        for to in (SectionState.REVIEW, SectionState.AGREED):
            services.move_section(actor=editor, at=LATER, section_id=summary.pk, to=to)
    figures["room.large@2018"] = live("room.large@2018", 41)
    figures["room.small@2018"] = live("room.small@2018", 4)
    second = freeze(report, editor, LATER)
    assert second.number == 2 and second.content["changes"] == [
        "Why: A count was late.",
        "The words of section “Summary” changed.",
        "room.large, 2018: was 40 children, is 41 children.",
    ], "the change of a hidden count is not told"
    with context.viewing(editor, at=LATER):
        with pytest.raises(Refused, match="final"):
            services.write_section(actor=editor, at=LATER, section_id=summary.pk, words="More.")
        services.publish_edition(actor=editor, at=LATER, edition_id=second.pk)
    newest, numbers = queries.publication(viewer=None, slug="children-2017-18")
    assert (newest.number, numbers) == (2, [2, 1])
    assert queries.publication(viewer=None, slug="children-2017-18", number=1)[0].number == 1
    with pytest.raises(NotFound):
        queries.publication(viewer=None, slug="children-2017-18", number=3)


def test_a_reason_goes_with_its_finding_and_may_be_taken_back() -> None:
    editor = somebody("report_editor")
    report = a_report(editor)
    excuse_all(report, editor)
    with context.viewing(editor, at=AT):
        record = queries.report_record(viewer=editor, pk=report.pk)
        before = len(record.reasons)
        services.take_back_reason(actor=editor, at=AT, report_id=report.pk, reason_id=record.reasons[0].pk)
        assert len(queries.report_record(viewer=editor, pk=report.pk).reasons) == before - 1
    with context.as_system("test"):
        assert Event.objects.filter(event="annual_report.reason_taken_back").count() == 1


def test_a_figure_that_two_publications_tell_differently_stands_in_the_way() -> None:
    editor, key = somebody("report_editor"), "icpc_rate_per_10000"
    lists.join(editor, an_office(), "scorecard_reader")
    report = a_report(editor)
    write_all(report, editor, core_data=f"The rate was {{scorecard.{key}@2018}}.")

    def told() -> list[str]:
        with context.viewing(editor, at=AT):
            record = queries.report_record(viewer=editor, pk=report.pk)
            found = queries.findings(viewer=editor, record=record)
        return [f"{one.said}; {one.computed}" for one in found if one.rule == "sources of one figure say the same"]

    for value, vintage in (("62.1", "Tables of 2018"), ("62.1", "The same again"), ("63.0", "Revised")):
        assert told() == []
        reading = Reading(key, "359", 2018, known(Decimal(value)), 423, 68_076)
        scorecard.load(scorecard.a_publication(reading, vintage=vintage))
    other = "63.0 (Revised); 62.1 by {}: -0.9 apart"
    assert told() == [other.format("Tables of 2018"), other.format("The same again")]
