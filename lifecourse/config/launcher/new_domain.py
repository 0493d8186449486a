"""./run new-domain NAME: stamps the house plan for a new domain from lifecourse/config/new_domain/."""

import keyword
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

from . import paths
from .problem import Problem
from .steps import say, shown

TEMPLATES = paths.CONFIG / "new_domain"
EMPTY = ("migrations/__init__.py", "tests/__init__.py", "templates/{name}/.gitkeep")
REMINDER = """\
Left for you, because each is a decision:
  1. pyproject.toml                    its place among the domains' layers (the checks refuse a domain without one)
  2. lifecourse/config/settings.py     add "{name}" to DOMAINS
  3. lifecourse/config/urls.py         path("{prefix}/", include("lifecourse.domains.{name}.urls")), with its first page
  4. data/roles/                       which roles hold {name}.view and the capabilities to come
  5. tests/access/                     a row of the access matrix for each page
  6. docs/domains/{name}.md            the statute, the words, the states, the clocks, who sees what
Then ./run check."""


def run_new_domain(arguments: Sequence[str]) -> int:
    """Stamp the plan and say what is left to decide."""
    if len(arguments) != 1:
        raise Problem("./run new-domain takes one name, e.g. ./run new-domain missing.")
    name = arguments[0]
    for path in stamp(name, paths.ROOT):
        say(f"  {shown(path)}")
    say()
    say(REMINDER.format(name=name, prefix=name.replace("_", "-")))
    return 0


def stamp(name: str, root: Path) -> list[Path]:
    """Write a new domain under `root`; gives back the files made. Raises Problem for a bad or taken name."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise Problem(f"'{name}' is no name for a domain; use small letters, digits and _, e.g. child_deaths.")
    folder = root / "lifecourse" / "domains" / name
    page = root / "docs" / "domains" / f"{name}.md"
    for taken in (folder, page, root / "lifecourse" / "kernel" / name):
        if taken.exists():
            raise Problem(f"There is a {shown(taken)} already; choose another name.")
    words = name.replace("_", " ")
    values = {
        "name": name,
        "words": words,
        "title": words[0].upper() + words[1:],
        "camel": "".join(part.title() for part in name.split("_")),
        "docs": f"docs/domains/{name}.md",
    }
    made = []
    for template in sorted(TEMPLATES.rglob("*.tmpl")):
        relative = template.relative_to(TEMPLATES).with_suffix("")
        target = page if relative.name == "domain.md" else folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(template.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        made.append(target)
    for empty in EMPTY:
        target = folder / empty.format(name=name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
        made.append(target)
    return sorted(made)
