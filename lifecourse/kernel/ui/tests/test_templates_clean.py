"""Every template of the house obeys the content security policy: nothing inline, nothing from anywhere else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(path for path in ROOT.rglob("templates/**/*") if path.suffix in {".html", ".svg", ".txt"})
STATIC = Path(__file__).parents[1] / "static" / "ui"

FAULTS = {
    "an inline style": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc\s*=)",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "a script handler of htmx": r"<[^>]*\shx-on[:a-z-]*\s*=",
    "a javascript address": r"javascript:",
    "something fetched from elsewhere": (
        r"<(?:script|img|link|iframe|source|video|audio|object|embed|form)\b[^>]*\s(?:src|href|data|action)\s*="
        r"\s*[\"']?(?:https?:)?//"
    ),
}


def faults(source):
    # A template tag may hold ">" or quotes; what it prints is another test's matter.
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.S)
    return [name for name, pattern in FAULTS.items() if re.search(pattern, bare, re.I | re.S)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_obeys_the_content_security_policy(path):
    assert faults(path.read_text(encoding="utf-8")) == []


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p class="a" style="color: red">', "an inline style"),
        ("<style>p{}</style>", "a style element"),
        ("<script>x()</script>", "an inline script"),
        ('<script type="module">x()</script>', "an inline script"),
        ('<a href="/x" onclick="y()">', "an inline handler"),
        ('<div {% if a > b %}x{% endif %} onclick="y()">', "an inline handler"),
        ('<div hx-on:click="y()">', "a script handler of htmx"),
        ('<a href="javascript:y()">', "a javascript address"),
        ('<script src="https://cdn.example/x.js"></script>', "something fetched from elsewhere"),
        ('<img alt="" src="//cdn.example/x.png">', "something fetched from elsewhere"),
        ('<link rel="stylesheet" href="https://fonts.example/x">', "something fetched from elsewhere"),
    ],
)
def test_each_fault_is_found(source, fault):
    assert fault in faults(source)


def test_what_is_allowed_is_let_be():
    assert faults('<script src="{% static \'ui/app.js\' %}" type="module"></script>') == []
    assert faults('<a href="https://www.bbc.co.uk/weather" rel="nofollow noreferrer">Exit this page</a>') == []


def test_our_style_asks_for_no_font_and_nothing_from_elsewhere():
    ours = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")}
    for css in ours.values():
        assert "@import" not in css and "@font-face" not in css and "url(" not in css and "//" not in css
    # GDS Transport is for GOV.UK alone: one rule overrules every place where the design system names it.
    rule = r"\*,\s*\*::before,\s*\*::after\s*{\s*font-family:[^;]*!important"
    assert re.search(rule, ours["type.css"])
    # And it comes first, so no browser that draws before all styles are there has asked for the font's files.
    head = (ROOT / "kernel/ui/templates/ui/_head.html").read_text(encoding="utf-8")
    assert 0 < head.index("ui/type.css") < head.index("govuk/govuk-frontend.min.css")


def test_our_script_keeps_nothing_a_person_typed():
    script = (STATIC / "app.js").read_text(encoding="utf-8")
    for place in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "http://", "https://"):
        assert place not in script, place
