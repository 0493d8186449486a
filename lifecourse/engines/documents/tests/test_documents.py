"""A document is composed once and set three ways; no words become markup; what is hidden stays so."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from lifecourse.engines.documents import compose
from lifecourse.engines.documents.page import notes_html, parts_html
from lifecourse.engines.documents.typeset import pdf, source
from lifecourse.engines.documents.wordfile import docx
from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.figures.value import BLANK, Value, known

AT = dt.datetime(2018, 12, 1, 9, tzinfo=dt.UTC)


def figure(key: str, value: Value | str, unit: str = "", decimals: int = 0) -> Figure:
    made = known(Decimal(value)) if isinstance(value, str) else value
    return Figure(key, key.partition("@")[0].partition(".")[2], key.split("@")[1], made, decimals, unit, "Print", "v1")


FIGURES = {
    one.key: one
    for one in (
        figure("s.rate@2017", "38.3", "per 10,000", 1),
        figure("s.rate@2018", "29.4", "per 10,000", 1),
        figure("s.children@2018", "3", "children"),
        figure("s.all@2018", "200", "children"),
        figure("s.none@2018", BLANK),
        figure("s.surplus@2018", "-22985", "£"),
    )
}


def lay(body: str):
    if body == "money":
        return "Money", ("", "2018"), (("Surplus", ("s.surplus@2018",)),), ""
    if body != "rates":
        return f"there is no table “{body}”"
    return "Rates", ("Year", "2017", "2018", "No"), (("Ours", ("s.rate@2017", "s.rate@2018", "s.none@2018")),), "Print"


def made(words: str, **more):
    return compose(
        title="Report", subtitle="2017/18", edition="First edition", sections=[("one", "Section", words)],
        figures=FIGURES, lay=lay, facts=lambda one: (("Source", one.source),), **more,
    )  # fmt: skip


def html(words: str, **more) -> str:
    document = made(words, **more)
    return parts_html(document, {})[0][2] + notes_html(document.notes)


def test_markdown_becomes_the_blocks_of_a_page() -> None:
    page = html(
        "# Head\n\nA *word* and **more**, [a link](https://example.org).\n\n"
        "- one\n  - deep\n- two\n\n1. first\n\n> said"
    )
    assert (
        '<h3 class="govuk-heading-m">Head</h3>' in page and "<em>word</em>" in page and "<strong>more</strong>" in page
    )
    assert 'href="https://example.org"' in page and "<blockquote" in page and "<ol" in page
    assert page.count("<ul") == page.count("</ul>") == 2 and page.count("<li>") == page.count("</li>") == 4


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,xx)",
        "![x](https://example.org/x.png)",
        "[x](//example.org)",
    ],
)
def test_nothing_that_is_written_runs_or_is_fetched(words: str) -> None:
    page = html(words)
    assert "<script" not in page and "<img" not in page and "javascript:" not in page.replace("(javascript:", "")
    assert 'href="javascript' not in page and 'href="data' not in page and 'href="//' not in page


def test_typst_takes_no_words_for_its_own() -> None:
    words = '#read("/etc/passwd") $x$ \\ " *a* _b_ @ref <label> // x /* y */ = z [a] \x01 \u2603 \U0001f600 café'
    document = made(words)
    text = source(document, {})
    assert '#"#read(\\"/etc/passwd\\")' in text
    assert pdf(document, {}, made_at=AT).startswith(b"%PDF")


def test_a_figure_has_one_number_wherever_it_stands_and_leads_to_its_note() -> None:
    page = html("Was {rate@2018}, again {s.rate@2018}; then {rate@2017}.\n\n{table: rates}")
    assert page.count('href="#figure-1"') == 3 and page.count('id="figure-1"') == 1
    assert "29.4 per 10,000" in page and "Source: Print" in page


def test_a_change_has_a_note_with_its_working_and_both_its_figures() -> None:
    document = made("It changed by {change: rate@2018 - rate@2017}.")
    first = document.notes[0]
    assert first.shown == "−8.9 per 10,000" and ("Working", "29.4 − 38.3") in first.facts
    assert [note.key for note in document.notes[1:]] == ["s.rate@2018", "s.rate@2017"]


def test_what_is_hidden_is_nowhere_nor_what_is_worked_out_of_it() -> None:
    words = "There were {children@2018} of {all@2018}: {share: children@2018 / all@2018}."
    page = html(words, hidden={"s.children@2018"})
    assert "3 children" not in page and "1.5%" not in page and "3 ÷" not in page
    assert page.count("hidden so that nobody can be recognised") >= 3 and "200 children" in page
    assert "3 children" in html(words), "control: without hiding it is there"
    assert "1.5%" in html(words)


def test_a_table_says_what_its_gaps_are_and_a_wrong_name_says_so() -> None:
    page = html("{table: rates}\n\n{table: nothing}\n\nHere {table: rates} is wrong.")
    assert "[blank]</span>" in page and "left blank" in page and "there is no table “nothing”" in page
    assert "stands alone in a paragraph" in page


def test_pounds_below_nought_have_their_minus_before_the_pound() -> None:
    assert "−£22,985" in html("{table: money}") and "£−" not in html("{table: money}")


def test_the_pdf_is_tagged_and_says_that_it_is() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>'
    words = "## Head\n\n- one\n- two\n\n{chart: rates}\n\n1. a\n2. b\n\n> q"
    document = made(words, reasons=(("It", "so"),), changes=("That",))
    file = pdf(document, {1: svg}, made_at=AT)
    assert b"/StructTreeRoot" in file and b"/MarkInfo" in file and b"pdfuaid" in file
    assert file == pdf(document, {1: svg}, made_at=AT), "the same document gives the same file"


def test_the_word_file_has_headings_tables_and_a_described_picture() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>'
    file = docx(made("## Head\n\nWas {rate@2018}.\x0b\n\n- a\n\n{chart: rates}"), {1: svg})
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        text = archive.read("word/document.xml").decode()
    assert 'w:val="Heading2"' in text and "w:tblHeader" in text and 'descr="Chart of Rates' in text and "29.4" in text
