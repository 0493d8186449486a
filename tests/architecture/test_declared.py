"""What apps declare upward is true: events have sentences and happen, words of leave are asked for, links lead on."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.urls import reverse

from lifecourse.kernel.base.manifest import Manifest, manifests
from tests.architecture import house

ROOT = Path(__file__).parents[2] / "lifecourse"
RECORDS = {"record", "record_many", "command"}


def _texts(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _code(root: Path) -> list[Path]:
    return [path for path in house.source_files(root) if path.name not in {"manifest.py", "policy.py"}]


def events_recorded(path: Path) -> set[str]:
    """The events that a module records: named in plain words, or by a name that the module gives such words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
            for target, value in pairs:
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                    pairs += list(zip(target.elts, value.elts, strict=True))
                elif isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                    named[target.id] = str(value.value)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in RECORDS:
            first = node.args[0]
            text = str(first.value) if isinstance(first, ast.Constant) else named.get(ast.unparse(first), "")
            found |= {text} if re.fullmatch(r"[a-z_]+\.[a-z_]+", text) else set()
    return found


def events_without_sentence(root: Path, told: Iterable[str]) -> list[str]:
    """Events that somebody records and nobody can read."""
    told = set(told)
    return sorted(event for path in _code(root) for event in events_recorded(path) if event not in told)


def never_named(root: Path, words: Iterable[str]) -> list[str]:
    """Words declared in a manifest that no code names: nothing ever comes of them."""
    said = set().union(*(_texts(path) for path in _code(root)))
    return sorted(set(words) - said)


def never_asked(root: Path, manifest: Manifest) -> list[str]:
    """Capabilities that no code asks for: whoever is given one is given nothing."""
    code = [path.read_text(encoding="utf-8") for path in _code(root)]
    found = []
    for policy in root.rglob("policy.py"):
        for node in ast.parse(policy.read_text(encoding="utf-8")).body:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
                continue
            if (word := str(node.value.value)) not in manifest.capabilities:
                continue
            name = ast.unparse(node.targets[0])
            own = len(re.findall(rf"\b{name}\b", policy.read_text(encoding="utf-8")))
            # Its own line, its line in CAPABILITIES; a third is a question the policy itself asks.
            asked = own > 2 or any(re.search(rf"\b{name}\b", text) for text in code)
            found += [] if asked else [word]
    return found


EVENTS = {event for manifest in manifests() for event in manifest.events}


def test_every_event_that_is_recorded_can_be_read() -> None:
    assert events_without_sentence(ROOT, EVENTS) == []


def test_every_sentence_tells_of_something_that_happens() -> None:
    assert never_named(ROOT, EVENTS) == []


@pytest.mark.parametrize("manifest", manifests(), ids=lambda manifest: manifest.app)
def test_every_capability_is_asked_for(manifest: Manifest) -> None:
    assert never_asked(ROOT, manifest) == []


def test_every_place_in_the_navigation_is_there_and_asks_for_a_word_that_exists() -> None:
    words = {word for manifest in manifests() for word in manifest.capabilities}
    for item in (item for manifest in manifests() for item in manifest.navigation):
        assert reverse(item.url_name).startswith("/")
        assert item.capability in words, item.title


@pytest.mark.parametrize(
    "line",
    [
        'record("rooms.burnt", subject=None)',
        'trail.record_many("rooms.burnt", subjects=[])',
        '@command("rooms.burnt")\ndef burn(*, actor, at): ...',
        'BURNT = "rooms.burnt"\nrecord(BURNT)',
        'OPENED, BURNT = "rooms.opened", "rooms.burnt"\nrecord(BURNT)',
    ],
)
def test_an_event_nobody_can_read_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "services.py").write_text(f'record("rooms.opened")\n{line}\n', encoding="utf-8")
    assert events_without_sentence(tmp_path, {"rooms.opened"}) == ["rooms.burnt"]
    assert never_named(tmp_path, {"rooms.opened", "rooms.sold"}) == ["rooms.sold"]


def test_a_capability_nobody_asks_for_is_found(tmp_path: Path) -> None:
    text = 'SEE = "rooms.see"\nBURN = "rooms.burn"\nWORDS = {SEE: "See", BURN: "Burn"}\n'
    (tmp_path / "policy.py").write_text(text, encoding="utf-8")
    (tmp_path / "queries.py").write_text("circles_with(viewer, policy.SEE)\n", encoding="utf-8")
    manifest = Manifest(app="rooms", title="Rooms", capabilities={"rooms.see": "See", "rooms.burn": "Burn"})
    assert never_asked(tmp_path, manifest) == ["rooms.burn"]
