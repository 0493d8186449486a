"""The rules of the house that import-linter cannot see, each beside a planted fault that it must find."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from lifecourse.kernel.base.manifest import manifests
from tests.architecture import house

ROOT = Path(__file__).parents[2] / "lifecourse"
APPS = [ROOT / "kernel" / name for name in settings.KERNEL] + [ROOT / "domains" / name for name in settings.DOMAINS]
DOMAINS = [ROOT / "domains" / name for name in settings.DOMAINS]
NAMES = [app.name for app in APPS]
OURS = {*settings.KERNEL, *settings.DOMAINS, "web", "demo"}

# Each with its reason: services of these two write the trail itself, or are called by nobody but the trail.
NO_SERVICES_BY_PLAN = {"audit", "base", "ui"}
# Tables of ours that are written without a command, each with its reason.
UNGUARDED = {
    "User": "Django and allauth write last_login and the password's hash at sign-in; every command on it is audited",
    "Event": "the trail itself: the database refuses everything but adding to it",
    "Seal": "the trail's seals",
    "Sealed": "the trail's seals",
}


def plant(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_the_kernel_is_listed_in_its_order() -> None:
    assert list(house.KERNEL) == list(settings.KERNEL)


def test_foreign_keys_point_down() -> None:
    """A string foreign key makes no import, so import-linter cannot see it."""
    wrong = [
        f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model._meta.app_label in OURS
        and field.is_relation
        and field.concrete
        and field.related_model is not None
        and field.related_model._meta.app_label in OURS
        and not house.points_down(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("people", "access", True),
        ("access", "access", True),
        ("concerns", "people", True),
        ("access", "people", False),
        ("people", "concerns", False),
        ("clocks", "people", False),
        ("actions", "involvement", False),
        ("involvement", "actions", False),
        ("missing", "concerns", True),
        ("concerns", "missing", False),
        ("missing", "training", False),
    ],
)
def test_up_is_told_from_down(source: str, target: str, allowed: bool) -> None:
    assert house.points_down(source, target) is allowed


@pytest.mark.parametrize("app", APPS, ids=NAMES)
def test_every_question_has_a_viewer(app: Path) -> None:
    if app.name == "base":
        pytest.skip("base asks no questions")
    assert house.questions_without_viewer(app) == []


@pytest.mark.parametrize(
    "question",
    [
        "def all_people(): return Person.objects.all()",
        "def people(viewer): return Person.objects.all()",
        "def people(*, at, viewer): return Person.objects.all()",
        "def people(*, user): return [row for row in _rows()]\ndef _rows(): return Person.objects.all()",
        "def people(): connection.cursor()",
    ],
)
def test_a_question_without_a_viewer_is_found(tmp_path: Path, question: str) -> None:
    good = "def good(*, viewer, at): return Person.objects.all()\ndef words_of(row): return str(row)\n"
    app = plant(tmp_path / "rooms", {"queries.py": f"{question}\n{good}"})
    assert len(house.questions_without_viewer(app)) == 1
    package = plant(tmp_path / "halls", {"queries/__init__.py": "", "queries/parts.py": question + "\n"})
    assert len(house.questions_without_viewer(package)) == 1


@pytest.mark.parametrize("app", APPS, ids=NAMES)
def test_every_service_is_a_command_whose_event_has_a_sentence(app: Path) -> None:
    if app.name in NO_SERVICES_BY_PLAN:
        assert not list(house.modules_of(app, "services"))
        return
    events = {event for manifest in manifests() for event in manifest.events if manifest.app == app.name}
    assert house.services_that_are_no_commands(app, events) == []


@pytest.mark.parametrize(
    ("service", "why"),
    [
        ("def open_it(*, actor, at): room.save()", "not a command"),
        ("def open_it(*, actor, at): Room.objects.filter(pk=1).update(state=2)", "not a command"),
        ("def open_it(*, actor, at): record('rooms.opened', subject=room)", "not a command"),
        ('@command("rooms.opened")\ndef open_it(*, at, actor): ...', "does not begin"),
        ('@command("rooms.opened")\ndef open_it(actor, at): ...', "does not begin"),
        ('@command("rooms.closed")\ndef open_it(*, actor, at): ...', "no sentence"),
        ("@command(NAME)\ndef open_it(*, actor, at): ...", "no sentence"),
    ],
)
def test_a_service_that_is_no_command_is_found(tmp_path: Path, service: str, why: str) -> None:
    good = '@command("rooms.opened")\ndef good(*, actor, at, room): room.save()\n'
    good += "def _part(x): x.save()\ndef defer_it(room): job.defer(room=room)\n"
    app = plant(tmp_path / "rooms", {"services.py": good + service + "\n"})
    (found,) = house.services_that_are_no_commands(app, {"rooms.opened"})
    assert why in found
    package = plant(
        tmp_path / "halls",
        {"services/__init__.py": '__all__ = ["open_it"]\n', "services/x.py": service + "\ndef shared(x): ...\n"},
    )
    (found,) = house.services_that_are_no_commands(package, {"rooms.opened"})
    assert why in found


@pytest.mark.parametrize("app", APPS, ids=NAMES)
def test_the_inside_of_an_app_never_reads_the_clock(app: Path) -> None:
    """Callers pass `at`; only views, tasks and management commands may ask what time it is."""
    if app.name in {"audit", "ui", "base"}:
        pytest.skip("holds no rules of practice")
    assert house.clock_readings(app) == []


@pytest.mark.parametrize(
    "reading",
    ["timezone.now()", "dt.datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()"],
)
def test_a_reading_of_the_clock_is_found(tmp_path: Path, reading: str) -> None:
    app = plant(tmp_path / "rooms", {"rules.py": f"x = {reading}\n", "views.py": f"x = {reading}\n"})
    assert house.clock_readings(app) == ["rooms/rules.py:1"]


@pytest.mark.parametrize("domain", DOMAINS, ids=[domain.name for domain in DOMAINS])
def test_domains_meet_only_at_services_queries_and_rules(domain: Path) -> None:
    assert house.side_doors(domain) == []


@pytest.mark.parametrize(
    ("domain", "line", "allowed"),
    [
        ("missing", "from lifecourse.domains.concerns import services", True),
        ("missing", "from lifecourse.domains.concerns.queries import one", True),
        ("missing", "from lifecourse.domains.missing.models import X", True),
        ("missing", "from lifecourse.domains.concerns.models import Concern", False),
        ("missing", "from lifecourse.domains.concerns import models", False),
        ("missing", "from lifecourse.domains import concerns", False),
        ("missing", "import lifecourse.domains.concerns.models", False),
        ("scorecard", "from lifecourse.domains.concerns import queries", True),
        ("scorecard", "from lifecourse.domains.concerns import services", False),
        ("cohorts", "from lifecourse.domains.concerns import services", True),
    ],
)
def test_a_side_door_is_found(tmp_path: Path, domain: str, line: str, allowed: bool) -> None:
    app = plant(
        tmp_path / domain, {"services.py": line + "\n", "tests/test_x.py": "import lifecourse.domains.x.models\n"}
    )
    assert (house.side_doors(app) == []) is allowed


WHOLE_TREE: dict[str, tuple[Callable[[Path], list[str]], dict[str, str]]] = {
    "no file outgrows a screenful": (house.too_long, {"views.py": '"""X."""\n' + "x = 1\n" * 400}),
    "every name says its job": (house.badly_named, {"kernel/utils.py": '"""X."""\n'}),
    "every file says its job first": (house.without_first_line, {"kernel/rooms.py": "x = 1\n"}),
}


@pytest.mark.parametrize("rule", WHOLE_TREE)
def test_of_the_whole_tree(rule: str) -> None:
    assert WHOLE_TREE[rule][0](ROOT) == []


@pytest.mark.parametrize("rule", WHOLE_TREE)
def test_a_fault_in_the_tree_is_found(tmp_path: Path, rule: str) -> None:
    check, fault = WHOLE_TREE[rule]
    plant(tmp_path, {"good.py": '"""Its job."""\n', "migrations/0001.py": "x = 1\n" * 500, "tests/utils.py": "x = 1\n"})
    assert check(tmp_path) == []
    assert len(check(plant(tmp_path, fault))) == 1


def test_only_commands_may_write_our_tables() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    assert sorted(house.unguarded_models(ours)) == sorted(UNGUARDED)
    assert len(ours) > 20
