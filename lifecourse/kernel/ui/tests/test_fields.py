"""Every kind of field: a label, a hint, an error, ids that fit, nothing unescaped, the same markup as GOV.UK's own."""

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test.html import parse_html
from jinja2 import Environment, PackageLoader, PrefixLoader, select_autoescape

from lifecourse.kernel.ui.forms import DateField
from lifecourse.kernel.ui.tests.page_source import Page

NASTY = "<script>alert('x')</script>\" onfocus=\"y"


class Everything(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the letter", max_length=40)
    mail = forms.EmailField(label="E-mail address")
    count = forms.IntegerField(label="How many children?", min_value=1)
    words = forms.CharField(label="What you saw", widget=forms.Textarea, max_length=100, help_text="In your own words")
    danger = forms.ChoiceField(
        label="Is anybody in danger now?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    about = forms.MultipleChoiceField(
        label="Who is it about",
        choices=[("child", "A child"), ("adult", "An adult"), ("none", "I do not know")],
        widget=forms.CheckboxSelectMultiple,
    )
    agency = forms.ChoiceField(label="Agency", choices=[("", "Choose"), ("Health", [("hv", "Health visiting")])])
    born = DateField(label="Date of birth", help_text="For example, 27 3 2015")
    told = forms.BooleanField(label="I have told the family", help_text="Unless that is a risk")
    letter = forms.FileField(label="Letter")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    key = forms.CharField(widget=forms.HiddenInput)


VISIBLE = [name for name in Everything.base_fields if name != "key"]


def render(source, **context):
    return Template(source).render(Context(context))


def show(form, name, **options):
    words = "".join(f" {key}={value!r}" for key, value in options.items())
    return render("{% field form." + name + words + " %}", form=form)


@pytest.mark.parametrize("bound", [False, True], ids=["empty", "wrong"])
def test_a_whole_form_has_labels_and_ids_that_fit(bound):
    form = Everything(QueryDict("") if bound else None)
    page = Page(render("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form))
    assert page.unlabelled() == []
    assert page.dangling() == set()
    assert page.doubled() == set()
    assert ("There is a problem" in page.text) is bound


def test_the_summary_links_to_every_wrong_field_and_names_it():
    form = Everything(QueryDict(""))
    page = Page(render("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form))
    links = [attrs["href"] for attrs in page.all("a")]
    assert len(links) == len(VISIBLE)
    assert "#id_born_day" in links and "#id_danger" in links
    assert "required" not in page.text
    for sentence in (
        "Enter name",
        "Answer the question “How many children?”",
        "Enter what you saw",
        "Answer the question “Is anybody in danger now?”",
        "Choose an answer for agency",
        "Enter date of birth",
        "Tick “I have told the family” to go on",
        "Choose a file for letter",
    ):
        assert page.text.count(sentence) == 2, sentence


def test_the_control_of_page_source_finds_what_is_wrong():
    page = Page('<input id="a"><a href="#nowhere">x</a><p id="b"></p><p id="b"></p>')
    assert page.unlabelled() and page.dangling() == {"nowhere"} and page.doubled() == {"b"}


@pytest.mark.parametrize("name", VISIBLE)
def test_what_is_typed_comes_back_escaped(name):
    data = QueryDict(mutable=True)
    for key in (name, f"{name}_day"):
        data[key] = NASTY
    source = show(Everything(data), name)
    assert "<script" not in source
    assert not any("onfocus" in attrs for _tag, attrs in Page(source).elements)


def test_a_password_and_a_file_are_never_sent_back():
    form = Everything(QueryDict("secret=hunter2"))
    assert "hunter2" not in show(form, "secret")
    assert "hunter2" in show(Everything(QueryDict("name=hunter2")), "name")


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("mail=x", "mail", "E-mail address must be an e-mail address, like name@example.org.uk"),
        ("count=many", "count", "Your answer to “How many children?” must be a whole number, like 2"),
        ("count=0", "count", "Your answer to “How many children?” must be 1 or more"),
        ("danger=perhaps", "danger", "Your answer to “Is anybody in danger now?” must be one of the answers shown"),
        ("name=" + "x" * 41, "name", "Name must be 40 characters or fewer; there are 41"),
        ("born_day=1&born_month=2&born_year=07", "born", "Date of birth: the year must have 4 figures"),
    ],
)
def test_an_error_names_the_field_and_says_how_to_mend_it(query, name, sentence):
    assert sentence in Page(show(Everything(QueryDict(query)), name)).text


def test_a_sentence_written_for_the_form_is_left_alone():
    class Form(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who this is about, or how to find them"})

    assert "Say who this is about, or how to find them" in show(Form(QueryDict("")), "name")


def test_only_the_wrong_part_of_a_date_is_marked():
    page = Page(show(Everything(QueryDict("born_day=1&born_month=13&born_year=2007")), "born"))
    wrong = [attrs["id"] for attrs in page.all("input") if "govuk-input--error" in attrs["class"]]
    assert wrong == ["id_born_month"]


def test_a_field_that_may_be_empty_says_so_unless_the_form_does_not_want_it():
    class Form(forms.Form):
        note = forms.CharField(label="Note", required=False)

    class Draft(Form):
        mark_optional = False

    assert "Note (optional)" in show(Form(), "note")
    assert "(optional)" not in show(Draft(), "note")


def test_the_question_can_be_the_heading_of_the_page():
    page = Page(show(Everything(), "danger", heading=True))
    assert len(page.all("h1")) == 1
    assert "govuk-fieldset__legend--l" in page.all("legend")[0]["class"]


def test_an_answer_can_reveal_another_field_and_stand_alone():
    class Form(forms.Form):
        how = forms.ChoiceField(label="How", choices=[("phone", "Phone"), ("no", "No")], widget=forms.RadioSelect)
        number = forms.CharField(label="Number", required=False)

    Form.base_fields["how"].widget.reveals = {"phone": "number"}
    page = Page(show(Form(), "how"))
    # A radio may not say aria-expanded: the answer reveals by CSS, and the field follows it in the page.
    assert not any(name.startswith(("aria-expanded", "data-aria-controls")) for name in page.all("input")[0])
    assert any("lc-reveal" in div.get("class", "") for div in page.all("div"))
    assert "conditional-id_how" in page.ids and "id_number" in page.ids

    Everything.base_fields["about"].widget.exclusive = {"none"}
    assert 'data-behaviour="exclusive"' in show(Everything(), "about")


def test_a_widget_nobody_planned_for_is_refused_by_name():
    class Form(forms.Form):
        at = forms.SplitDateTimeField(label="At")

    with pytest.raises(TypeError, match="SplitDateTimeWidget"):
        show(Form(), "at")


GOVUK = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=select_autoescape(),
)


def govuk(component, macro, **data):
    source = f"{{% from 'govuk_frontend_jinja/components/{component}/macro.html' import {macro} %}}{{{{ {macro}(d) }}}}"
    return GOVUK.from_string(source).render(d=data)


def words(text):
    return {"text": text}


WRONG = Everything(QueryDict("count=x"))
THEIRS = {
    "name": lambda: govuk(
        "input",
        "govukInput",
        id="id_name",
        name="name",
        label=words("Name"),
        hint=words("As on the letter"),
        errorMessage=words("Enter name"),
        attributes={"maxlength": "40"},
    ),
    "words": lambda: govuk(
        "character-count",
        "govukCharacterCount",
        id="id_words",
        name="words",
        rows=5,
        maxlength=100,
        label=words("What you saw"),
        hint=words("In your own words"),
        errorMessage=words("Enter what you saw"),
    ),
    "danger": lambda: govuk(
        "radios",
        "govukRadios",
        idPrefix="id_danger",
        name="danger",
        fieldset={"legend": words("Is anybody in danger now?")},
        errorMessage=words("Answer the question “Is anybody in danger now?”"),
        items=[{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}],
    ),
    "letter": lambda: govuk(
        "file-upload",
        "govukFileUpload",
        id="id_letter",
        name="letter",
        label=words("Letter"),
        errorMessage=words("Choose a file for letter"),
    ),
    "secret": lambda: govuk(
        "password-input",
        "govukPasswordInput",
        id="id_secret",
        name="secret",
        label=words("Password"),
        errorMessage=words("Enter password"),
        autocomplete="current-password",
    ).replace(' autocomplete="current-password"', ""),
    "born": lambda: govuk(
        "date-input",
        "govukDateInput",
        id="id_born",
        fieldset={"legend": words("Date of birth")},
        hint=words("For example, 27 3 2015"),
        errorMessage=words("Enter date of birth"),
        items=[
            {
                "id": f"id_born_{part}",
                "name": f"born_{part}",
                "label": part.title(),
                "classes": f"govuk-input--width-{width} govuk-input--error",
            }
            for part, width in (("day", 2), ("month", 2), ("year", 4))
        ],
    ),
}


@pytest.mark.parametrize("name", THEIRS)
def test_our_markup_is_the_design_systems_own(name):
    ours = show(WRONG, name)
    if name == "born":  # our month may be a name, so it does not ask a telephone for a pad of figures
        ours = ours.replace('name="born_month" type="text"', 'name="born_month" type="text" inputmode="numeric"')
    assert parse_html(ours) == parse_html(THEIRS[name]())


def test_the_comparison_can_fail():
    assert parse_html(show(WRONG, "name")) != parse_html(THEIRS["words"]())
    assert parse_html(show(WRONG, "name").replace("govuk-hint", "hint")) != parse_html(THEIRS["name"]())
