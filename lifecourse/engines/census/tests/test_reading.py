"""Reading a return: what stands in which table, each kind of departure with its child, element and line, bad input."""

import datetime as dt
from pathlib import Path

import pytest

from lifecourse.engines.census import reading, store
from lifecourse.engines.census.codes import codes_of
from lifecourse.engines.census.generating.command import generate
from lifecourse.engines.census.problem import BadInput
from lifecourse.engines.census.reading import read_date, read_return

ROOT = Path(__file__).resolve().parents[4]
SAMPLES = ROOT.parent / "shared" / "data" / "cin_samples"
HEADER = """<Header>
<CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>
<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>999</LEA><SerialNo>001</SerialNo></Source>
</Header>"""
IDENTIFIERS = """<ChildIdentifiers><LAchildID>A1</LAchildID>
<PersonBirthDate>2012-05-04</PersonBirthDate>
<GenderCurrent>1</GenderCurrent></ChildIdentifiers>"""
CHARACTERISTICS = """<ChildCharacteristics><Ethnicity>WBRI</Ethnicity>
<Disabilities><Disability>LD</Disability><Disability>AUT</Disability></Disabilities></ChildCharacteristics>"""
CASE = """<CINdetails><CINreferralDate>2017-06-01</CINreferralDate>
<ReferralSource>6</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode>
<Assessments><AssessmentActualStartDate>2017-06-02</AssessmentActualStartDate>
<AssessmentAuthorisationDate>2017-07-01</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>1A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<Section47><S47ActualStartDate>2017-06-05</S47ActualStartDate>
<DateOfInitialCPC>2017-06-20</DateOfInitialCPC>
<ICPCnotRequired>0</ICPCnotRequired></Section47>
<ReferralNFA>0</ReferralNFA>
<ChildProtectionPlans><CPPstartDate>2017-06-20</CPPstartDate>
<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>
<NumberOfPreviousCPP>2</NumberOfPreviousCPP>
<Reviews><CPPreviewDate>2017-09-01</CPPreviewDate><CPPreviewDate>2018-02-01</CPPreviewDate></Reviews>
</ChildProtectionPlans></CINdetails>"""
CHILD = f"<Child>\n{IDENTIFIERS}\n{CHARACTERISTICS}\n{CASE}\n</Child>"


def message(child: str = CHILD, *, year: int = 2018, header: str = HEADER) -> str:
    return f"<Message>\n{header.format(year=year)}\n<Children>\n{child}\n</Children>\n</Message>\n"


class Read:
    """A return that was read, and what stands in its tables."""

    def __init__(self, folder: Path, text: str | bytes, **more) -> None:
        path = folder / "return.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        with store.opened() as db:
            self.told = read_return(db, path, **more)
            self.rows = {
                table: db.execute(f"select * exclude (file_no) from {table} order by all").fetchall()
                for table in (*store.TABLES, "departure", "collection")
            }
            names = [name for name, _ in store.DEPARTURE if name != "file_no"]
            self.departures = [dict(zip(names, row, strict=True)) for row in self.rows["departure"]]

    def one(self) -> dict:
        """The only departure, without what is wanted."""
        assert len(self.departures) == 1, self.departures
        found = dict(self.departures[0])
        assert found.pop("wanted")
        return found


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_every_element_stands_in_its_column(tmp_path):
    told = Read(tmp_path, message())
    assert told.departures == []
    assert (told.told.year, told.told.lea, told.told.children) == (2018, "999", 1)
    assert told.rows["collection"] == [(2018, dt.date(2017, 4, 1), dt.date(2018, 3, 31), "999")]
    day = dt.date
    assert [row[:1] + row[2:] for row in told.rows["child"]] == [
        (1, "A1", None, None, None, day(2012, 5, 4), None, "1", None, None, "WBRI")
    ]
    assert [row[-1] for row in told.rows["disability"]] == ["LD", "AUT"]
    assert told.rows["cin"][0][3:] == (day(2017, 6, 1), "6", "N1", None, None, None, False)
    assert told.rows["assessment"][0][4:] == (day(2017, 6, 2), None, day(2017, 7, 1))
    assert told.rows["factor"][0][-1] == "1A"
    assert told.rows["section47"][0][4:] == (day(2017, 6, 5), None, day(2017, 6, 20), False)
    assert told.rows["cpp"][0][4:] == (day(2017, 6, 20), None, "NEG", "EMO", 2)
    assert [row[-1] for row in told.rows["review"]] == [day(2017, 9, 1), day(2018, 2, 1)]


def test_rows_know_where_they_sit(tmp_path):
    told = Read(tmp_path, message(CHILD + "\n" + CHILD.replace(CASE, CASE + CASE)))
    assert [row[:2] for row in told.rows["cin"]] == [(1, 1), (2, 2), (2, 3)]
    assert [row[:3] for row in told.rows["cpp"]] == [(1, 1, 1), (2, 2, 2), (2, 3, 3)]
    assert [row[:3] for row in told.rows["review"]][-1] == (2, 3, 3)


# What is found; the element's path; the kind; the words; on the line of which text (if not of what was put in).
DEPARTURES = {
    "true": ("<ReferralNFA>0", "<ReferralNFA>true", "CINdetails/ReferralNFA", "true or false for 1 or 0", "true"),
    "no flag": ("<ReferralNFA>0", "<ReferralNFA>no", "CINdetails/ReferralNFA", "not 0 or 1", "no"),
    "code": ("<Ethnicity>WBRI", "<Ethnicity>ZZZ", "ChildCharacteristics/Ethnicity", "unknown code", "ZZZ"),
    "code of a later year": ("<AssessmentFactors>1A", "<AssessmentFactors>24A", FACTORS := (
        "CINdetails/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors"), "unknown code", "24A"),
    "code in the other case": ("<AssessmentFactors>1A", "<AssessmentFactors>1a", FACTORS, "unknown code", "1a"),
    "no date": ("2017-06-05", "05/06/2017", "CINdetails/Section47/S47ActualStartDate", "not a date", "05/06/2017"),
    "no such day": ("2017-06-05", "2017-02-29", "CINdetails/Section47/S47ActualStartDate", "not a date", "2017-02-29"),
    "week": ("2017-06-05", "2017-W06-5", "CINdetails/Section47/S47ActualStartDate", "not a date", "2017-W06-5"),
    "count": ("CPP>2<", "CPP>two<", "CINdetails/ChildProtectionPlans/NumberOfPreviousCPP", "not a whole number", "two"),
    "less than 0": ("CPP>2<", "CPP>-1<", "CINdetails/ChildProtectionPlans/NumberOfPreviousCPP", "not a whole number",
                    "-1"),
    "huge": ("CPP>2<", "CPP>99999999999<", "CINdetails/ChildProtectionPlans/NumberOfPreviousCPP", "not a whole number",
             "99999999999"),
    "form": ("<LAchildID>A1</LAchildID>", "<LAchildID>A1</LAchildID><UPN>123</UPN>", "ChildIdentifiers/UPN",
             "wrong form", "123"),
    "empty": ("<Ethnicity>WBRI", "<Ethnicity>", "ChildCharacteristics/Ethnicity", "empty element", "nothing"),
    "long": ("<LAchildID>A1", f"<LAchildID>{'A' * 300}", "ChildIdentifiers/LAchildID", "too long", "A" * 200),
    "stray": ("<Section47>", "<Section47>hello", "CINdetails/Section47", "stray text", "hello"),
    "unknown": ("<Section47>", "<Section47><Colour>red</Colour>", "CINdetails/Section47/Colour", "unknown element",
                "Colour"),
    "in a value": ("<ReferralNFA>0", "<ReferralNFA><b>x</b>0", "CINdetails/b", "element inside a value", "b"),
    "twice": ("<ReferralNFA>0</ReferralNFA>", "<ReferralNFA>0</ReferralNFA><ReferralNFA>1</ReferralNFA>",
              "CINdetails/ReferralNFA", "repeated element", "ReferralNFA"),
    "another year's": ("<ReferralNFA>", "<CINPlanDates><CINPlanStartDate>2017-06-01</CINPlanStartDate></CINPlanDates>"
                       "<ReferralNFA>", "CINdetails/CINPlanDates", "element of another year", "CINPlanDates"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEPARTURES)
def test_a_departure_is_said_with_child_element_and_line(tmp_path, name):
    old, new, path, what, found = DEPARTURES[name]
    assert CHILD.count(old) == 1
    spoilt = CHILD.replace(old, new)
    if name == "another year's":
        # The plan's place is before the enquiries, so that only its year is wrong.
        spoilt = CHILD.replace("<Section47>", f"{new.removesuffix('<ReferralNFA>')}<Section47>")
    text = message(CHILD + "\n" + spoilt)
    told = Read(tmp_path, text).one()
    second = text.rindex("<Child>")
    at = text.index(new if name != "another year's" else "<CINPlanDates>", second)
    assert told == {
        "child_no": 2,
        "path": f"Child/{path}",
        "line": text[:at].count("\n") + 1,
        "what": what,
        "found": found,
    }


def test_a_missing_element_is_said_at_the_line_of_what_lacks_it(tmp_path):
    text = message(CHILD.replace("<ReferralNFA>0</ReferralNFA>", ""))
    told = Read(tmp_path, text).one()
    assert told == {
        "child_no": 1,
        "path": "Child/CINdetails/ReferralNFA",
        "line": line_of(text, "<CINdetails>"),
        "what": "missing element",
        "found": "nothing",
    }


def test_elements_out_of_order_are_read_and_said(tmp_path):
    told = Read(tmp_path, message(f"<Child>{CHARACTERISTICS}{IDENTIFIERS}{CASE}</Child>"))
    assert told.one()["what"] == "out of order"
    assert told.one()["path"] == "Child/ChildIdentifiers"
    assert told.rows["child"][0][2] == "A1"


def test_true_and_false_count_as_1_and_0(tmp_path):
    for text, value in (("true", True), ("FALSE", False), ("1", True), ("0", False), ("2", None), ("yes", None)):
        told = Read(tmp_path, message(CHILD.replace("<ReferralNFA>0", f"<ReferralNFA>{text}")))
        assert told.rows["cin"][0][-1] is value
        assert len(told.departures) == (text not in "10")


def test_an_unknown_code_is_kept_for_the_rules_to_find(tmp_path):
    told = Read(tmp_path, message(CHILD.replace("<Ethnicity>WBRI", "<Ethnicity>ZZZ")))
    assert told.rows["child"][0][-1] == "ZZZ"


def test_a_date_that_is_none_is_empty_and_one_with_a_zone_is_read(tmp_path):
    told = Read(tmp_path, message(CHILD.replace("2017-06-05", "5 June")))
    assert told.rows["section47"][0][4] is None
    # The schema's dates may carry a zone of time; it says nothing of a day.
    told = Read(tmp_path, message(CHILD.replace("2017-06-05", "2017-06-05Z").replace("2017-09-01", "2017-09-01+01:00")))
    assert told.departures == []
    assert told.rows["section47"][0][4] == dt.date(2017, 6, 5)


@pytest.mark.parametrize("text", ["2017-W06-5", "20170605", "2017-6-5", "2017-06-05T00:00", "２０１７-06-05", "", "x"])
def test_other_ways_to_write_a_date_are_none(text):
    assert read_date(text) is None
    assert read_date("1970-01-02") == 1


@pytest.mark.parametrize(("year", "said"), [(2018, 1), (2021, 1), (2022, 0), (2026, 0)])
def test_plans_of_children_in_need_are_in_returns_from_2022(tmp_path, year, said):
    plan = "<CINPlanDates><CINPlanStartDate>2017-06-01</CINPlanStartDate></CINPlanDates>"
    child = CHILD.replace("<Section47>", f"{plan}<Section47>")
    if year >= 2025:
        child = child.replace("<GenderCurrent>1</GenderCurrent>", "<Sex>M</Sex>")
    told = Read(tmp_path, message(child, year=year))
    assert [one["what"] for one in told.departures] == ["element of another year"] * said
    # It is read whatever the year.
    assert told.rows["cin_plan"][0][-2:] == (dt.date(2017, 6, 1), None)


def test_sex_and_gender_are_each_of_their_years(tmp_path):
    told = Read(tmp_path, message(year=2026))
    assert sorted(one["what"] for one in told.departures) == ["element of another year", "missing element"]
    assert {one["path"].rpartition("/")[2] for one in told.departures} == {"GenderCurrent", "Sex"}


@pytest.mark.parametrize(
    ("header", "year", "lea"),
    [
        (HEADER, 2018, "999"),
        (HEADER.replace("<ReferenceDate>{year}-03-31</ReferenceDate>", ""), 2018, "999"),
        (HEADER.replace("<Year>{year}</Year>", ""), 2018, "999"),
        (HEADER.replace("<Year>{year}</Year>", "<Year>2017</Year>"), 2018, "999"),
        (HEADER.replace("{year}-03-31", "31/03/18"), 2018, "999"),
        (HEADER.replace("<LEA>999</LEA>", ""), 2018, ""),
        (HEADER.replace("<Year>{year}</Year>", "").replace("{year}-03-31", "soon"), None, "999"),
        ("<Header></Header>", None, ""),
        ("", None, ""),
    ],
)
def test_the_year_is_that_of_the_reference_date_else_the_year_said(tmp_path, header, year, lea):
    told = Read(tmp_path, message(header=header))
    assert (told.told.year, told.told.lea) == (year, lea)
    assert told.told.children == 1
    if year is None:
        assert told.rows["collection"][0][:3] == (None, None, None)
        assert Read(tmp_path, message(header=header), year=2018).rows["collection"][0][0] == 2018


def test_a_year_that_is_said_goes_before_the_header(tmp_path):
    told = Read(tmp_path, message(), year=2022)
    assert (told.told.year, told.told.said_year) == (2022, True)


def test_prefixes_comments_and_instructions_are_passed_over(tmp_path):
    text = message().replace("<Section47>", "<!-- x --><?x y?><Section47>")
    text = text.replace("<Message>", '<c:Message xmlns:c="urn:x">').replace("</Message>", "</c:Message>")
    assert Read(tmp_path, text).departures == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_that_say_what_they_are_can_be_read(tmp_path, encoding):
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?>\n' + message(CHILD.replace(">A1<", ">é1<"))
    assert Read(tmp_path, text.encode(encoding)).rows["child"][0][2] == "é1"


def test_departures_beyond_the_most_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_DEPARTURES", 3)
    told = Read(tmp_path, message(CHILD.replace("<Section47>", "<Section47>" + "<x/>" * 10)))
    assert (len(told.departures), told.told.departures, told.told.counted_only) == (3, 10, 7)


BAD = {
    "empty": (b"", "no element found"),
    "no xml": (b"Dear colleague,", "line 1, column 1"),
    "zeros": (b"\0" * 4096, "not well-formed"),
    "cut": (message()[:-30].encode(), "not well-formed"),
    "another root": (b"<html><body/></html>", "begins with <Message>"),
    "no child": (b"<Message><Children></Children></Message>", "no child"),
    "deep": (message(CHILD.replace("<Section47>", "<Section47>" + "<x>" * 100 + "</x>" * 100)).encode(), "64 deep"),
    "doctype": (b"<!DOCTYPE Message><Message/>", "document type"),
    "bomb": (b'<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Message>&b;</Message>', "document type"),
    "external": (b'<!DOCTYPE m SYSTEM "file:///etc/passwd"><Message/>', "document type"),
    "entity": (message(CHILD.replace(">A1<", ">&who;<")).encode(), "undefined entity"),
    "long tag": (b"<Message " + b"a" * (3 << 20) + b"='1'><Children/></Message>", "longer than a million"),
    "long comment": (b"<Message><!--" + b"a" * (3 << 20) + b"--></Message>", "longer than a million"),
    "unknown encoding": (b'<?xml version="1.0" encoding="x-klingon"?><Message/>', "encoding"),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?><Message/>', "encoding|cannot be read"),
    "not utf-8": (message(CHILD.replace(">A1<", ">\xe9<")).encode("latin-1"), "invalid token"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence_and_leaves_nothing(tmp_path, name):
    content, said = BAD[name]
    (tmp_path / "bad.xml").write_bytes(content)
    with store.opened() as db:
        with pytest.raises(BadInput, match=said) as caught:
            read_return(db, tmp_path / "bad.xml")
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith("bad.xml")
        for table in (*store.TABLES, "departure", "collection"):
            assert db.execute(f"select count(*) from {table}").fetchone() == (0,)
        # The store is as good as new: the next return is read.
        (tmp_path / "good.xml").write_text(message(), encoding="utf-8")
        assert read_return(db, tmp_path / "good.xml").children == 1


def test_a_file_that_is_not_there_is_bad_input(tmp_path):
    with store.opened() as db:
        for path in (tmp_path / "none.xml", tmp_path):
            with pytest.raises(BadInput, match="cannot be opened"):
                read_return(db, path)


def test_several_returns_stand_side_by_side(tmp_path):
    for number, year in ((1, 2018), (2, 2026)):
        generate(children=50, year=year, seed=number, out=tmp_path / f"{number}.xml")
    with store.opened() as db:
        for number in (1, 2):
            read_return(db, tmp_path / f"{number}.xml", file_no=number)
        assert db.execute("select file_no, year from collection order by 1").fetchall() == [(1, 2018), (2, 2026)]
        assert db.execute("select file_no, count(*) from child group by 1 order by 1").fetchall() == [(1, 50), (2, 50)]


def test_progress_is_told_to_the_last_byte(tmp_path):
    (tmp_path / "x.xml").write_text(message(), encoding="utf-8")
    seen: list[int] = []
    with store.opened() as db:
        read_return(db, tmp_path / "x.xml", progress=seen.append)
    assert seen[-1] == (tmp_path / "x.xml").stat().st_size


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the public samples are not at {SAMPLES}")
def test_every_public_sample_is_read_and_its_departures_said():
    files = sorted(SAMPLES.glob("*.xml"))
    assert len(files) >= 11
    for path in files:
        with store.opened() as db:
            told = read_return(db, path)
            kinds = {what for (what,) in db.execute("select distinct what from departure").fetchall()}
            lines = path.read_bytes().count(b"\n") + 1
            assert db.execute("select count(*) from departure where line not between 1 and ?", [lines]).fetchone() == (
                0,
            )
        assert told.year in range(2018, 2027), path
        assert told.children > 0, path
        # None of them is valid (the data's own README).
        assert kinds, path


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the public samples are not at {SAMPLES}")
def test_the_large_sample_has_its_children_and_neither_enquiries_nor_plans():
    with store.opened() as db:
        told = read_return(db, SAMPLES / "fake_CIN_data.xml")
        assert told.children == 332
        assert db.execute("select count(*) from section47").fetchone() == (0,)
        assert db.execute("select count(*) from cpp").fetchone() == (0,)


def test_the_code_lists_are_those_of_the_year():
    assert "24A" not in codes_of(2021)["factor"]
    assert "24A" in codes_of(2022)["factor"]
    assert codes_of(1999) == codes_of(2018)
