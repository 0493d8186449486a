"""A date in three boxes: every way of getting it wrong gives one sentence that names the field."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lifecourse.kernel.ui.forms import DateField


def clean(day, month, year, **options):
    return DateField(label="Date of birth", **options).clean([day, month, year])


@pytest.mark.parametrize(
    "parts",
    [("27", "3", "2015"), ("27", "03", "2015"), ("27", "mar", "2015"), ("27", "March", "2015"), ("27", "MAR.", "2015")],
)
def test_a_month_may_be_a_number_or_a_name(parts):
    assert clean(*parts) == date(2015, 3, 27)


def test_the_twenty_ninth_of_february_is_real_in_a_leap_year_only():
    assert clean("29", "2", "2024") == date(2024, 2, 29)
    with pytest.raises(ValidationError, match="29 February 2023 is not a real date"):
        clean("29", "2", "2023")


@pytest.mark.parametrize(
    ("parts", "code", "sentence"),
    [
        (("31", "2", "2024"), "date", "Date of birth: 31 February 2024 is not a real date"),
        (("27", "3", "15"), "year", "Date of birth: the year must have 4 figures, like 2007, not “15”"),
        (("27", "3", "0000"), "year", "Date of birth: the year must have 4 figures, like 2007, not “0000”"),
        (("27", "", "2015"), "month", "Date of birth must include a month"),
        (("", "", "2015"), "day", "Date of birth must include a day and a month"),
        (("32", "3", "2015"), "day", "Date of birth: the day must be 1 to 31, not “32”"),
        (("0", "3", "2015"), "day", "Date of birth: the day must be 1 to 31, not “0”"),
        (("1", "13", "2015"), "month", "Date of birth: the month must be 1 to 12, or a name like March, not “13”"),
        (("1", "ma", "2015"), "month", "Date of birth: the month must be 1 to 12, or a name like March, not “ma”"),
        (("-1", "3", "2015"), "day", "Date of birth: the day must be 1 to 31, not “-1”"),
        (("٣", "3", "2015"), "day", "Date of birth: the day must be 1 to 31, not “٣”"),
        (("", "", ""), "date", "Enter date of birth"),
    ],
)
def test_each_mistake_gives_one_sentence_and_the_part_at_fault(parts, code, sentence):
    with pytest.raises(ValidationError) as raised:
        clean(*parts)
    assert raised.value.messages == [sentence]
    assert raised.value.code == code


def test_nothing_typed_is_none_where_it_may_be():
    assert clean("", "", "", required=False) is None


def test_a_part_typed_is_checked_even_where_nothing_may_be():
    with pytest.raises(ValidationError, match="must include a month and a year"):
        clean("3", "", "", required=False)


def test_a_date_out_of_range_says_the_range():
    with pytest.raises(ValidationError, match="must be on or before 24 November 2026"):
        clean("25", "11", "2026", latest=date(2026, 11, 24))
    with pytest.raises(ValidationError, match="must be on or after 1 January 1900"):
        clean("1", "1", "1899", earliest=date(1900, 1, 1))
    assert clean("24", "11", "2026", latest=date(2026, 11, 24)) == date(2026, 11, 24)


class Form(forms.Form):
    born = DateField(label="Date of birth")


def test_a_form_reads_the_three_boxes_and_forgives_spaces():
    form = Form(QueryDict("born_day=+27+&born_month=3&born_year=2015"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2015, 3, 27)


def test_a_hostile_box_is_cut_short_in_the_error():
    form = Form(QueryDict(f"born_day={'9' * 500}&born_month=3&born_year=2015"))
    assert not form.is_valid()
    assert len(form.errors["born"][0]) < 120


def test_a_change_is_noticed():
    field = DateField(label="Date of birth")
    assert not field.has_changed(date(2015, 3, 27), ["27", "3", "2015"])
    assert field.has_changed(date(2015, 3, 27), ["28", "3", "2015"])
    assert field.has_changed(date(2015, 3, 27), ["31", "2", "2015"])
