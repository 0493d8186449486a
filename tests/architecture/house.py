"""What the rules of the house ask of a tree; of any tree, so that a planted fault can be shown to be found."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

# Lower first. A foreign key points to its own app or to one that stands lower.
KERNEL = (
    "base", "ui", "audit", "codelists", "access", "agencies", "letters", "clocks", "people", "matching",
    "involvement", "actions",
)  # fmt: skip
LEVEL_WITH_EACH_OTHER = ({"actions", "involvement", "themes"},)
READING_ROOMS = {"scorecard", "annual_report"}
DOORS = {"services", "queries", "rules"}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "constants.py", "signals.py", "managers.py", "common.py", "misc.py"}
LONGEST = 400
INSIDE = ("rules", "models", "policy", "queries", "services")
ASKS = {"objects", "_default_manager", "_base_manager", "cursor", "raw"}
WRITES = {
    "save", "save_changes", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update",
    "delete", "execute", "record", "record_many",
}  # fmt: skip
CLOCKS = {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
          ("time", "time"), ("timezone", "localdate"), ("timezone", "localtime")}  # fmt: skip


def rank(label: str) -> int:
    """How high an app stands; a domain stands above the kernel, the shared pages and the demo above the domains."""
    if label in KERNEL:
        return KERNEL.index(label)
    return {"web": 200, "demo": 201}.get(label, 100)


def points_down(source: str, target: str) -> bool:
    """Whether a foreign key from one app to another keeps to the order."""
    if source == target:
        return True
    if any({source, target} <= level for level in LEVEL_WITH_EACH_OTHER):
        return False
    if rank(source) == rank(target) == 100:
        # Working rooms know the front door, which knows none of them.
        return target == "concerns"
    return rank(target) < rank(source)


def source_files(root: Path) -> Iterator[Path]:
    """Every file of ours that is neither a test nor a migration."""
    for path in sorted(root.rglob("*.py")):
        if not {"tests", "migrations", "node_modules"} & set(path.relative_to(root).parts):
            yield path


def modules_of(app: Path, name: str) -> Iterator[Path]:
    """`queries.py`, or every file of the package `queries/`."""
    if (app / f"{name}.py").is_file():
        yield app / f"{name}.py"
    if (app / name).is_dir():
        yield from sorted((app / name).rglob("*.py"))


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Functions of a module that others may call."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def keyword_only(function: ast.FunctionDef) -> list[str]:
    """The names of the parameters, if every one is keyword-only; else nothing."""
    arguments = function.args
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        return []
    return [argument.arg for argument in arguments.kwonlyargs]


def _asking(app: Path) -> set[str]:
    """The functions of an app's queries that ask the database, themselves or through another of them."""
    functions = {
        node.name: node
        for path in modules_of(app, "queries")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    called = {
        name: {ast.unparse(part.func).split(".")[-1] for part in ast.walk(node) if isinstance(part, ast.Call)}
        for name, node in functions.items()
    }
    asking = {
        name
        for name, node in functions.items()
        if any(isinstance(part, ast.Attribute) and part.attr in ASKS for part in ast.walk(node))
    }
    while more := {name for name in functions if name not in asking and called[name] & asking}:
        asking |= more
    return asking


def questions_without_viewer(app: Path) -> list[str]:
    """Public queries whose first parameter is not a keyword-only `viewer`.

    A function that asks the database nothing (it puts rows already asked for into words) is no question.
    """
    asking = _asking(app)
    return [
        f"{app.name}.queries.{function.name}"
        for path in modules_of(app, "queries")
        for function in public_functions(path)
        if function.name in asking and keyword_only(function)[:1] != ["viewer"]
    ]


def event_of(function: ast.FunctionDef) -> str | None:
    """The event a command records; "" if its decorator names none in plain words; None if it is no command."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == "command":
            first = decorator.args[0] if decorator.args else None
            return str(first.value) if isinstance(first, ast.Constant) else ""
    return None


def _writes(function: ast.FunctionDef) -> bool:
    calls = (part.func for part in ast.walk(function) if isinstance(part, ast.Call))
    return any(ast.unparse(call).split(".")[-1] in WRITES for call in calls)


def exported(app: Path) -> set[str] | None:
    """What a package `services/` gives out, by its `__all__`; None for a plain module."""
    init = app / "services" / "__init__.py"
    if not init.is_file():
        return None
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def services_that_are_no_commands(app: Path, events: Iterable[str]) -> list[str]:
    """Services that are not `@command`, do not begin with `actor` and `at`, or whose event has no sentence.

    What writes nothing itself (it defers a job, or calls commands) need be none.
    """
    known, given_out, found = set(events), exported(app), []
    for path in modules_of(app, "services"):
        for function in public_functions(path):
            if given_out is not None and function.name not in given_out:
                continue  # a part shared by the package's commands; nobody outside can reach it
            where, event = f"{app.name}.services.{function.name}", event_of(function)
            if event is None and not _writes(function):
                continue
            if event is None:
                found.append(f"{where} is not a command")
                continue
            if keyword_only(function)[:2] != ["actor", "at"]:
                found.append(f"{where} does not begin with actor and at, by keyword")
            if event not in known:
                found.append(f"{where}: {event!r} has no sentence in the manifest")
    return found


def clock_readings(app: Path) -> list[str]:
    """Places inside an app that ask what time it is, or leave it to the database to ask for them."""
    found = []
    for name in INSIDE:
        for path in modules_of(app, name):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                owner = ast.unparse(node.func.value).split(".")[-1]
                if (owner, node.func.attr) in CLOCKS:
                    found.append(f"{app.name}/{path.name}:{node.lineno}")
    return found


def side_doors(domain: Path) -> list[str]:
    """Imports of another domain by any door but its services, queries and rules (for a reading room: its queries)."""
    doors, found = ({"queries"} if domain.name in READING_ROOMS else DOORS), []
    for path in source_files(domain):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lifecourse.domains"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name.startswith("lifecourse.domains")]
            for name in names:
                other, *rest = name.removeprefix("lifecourse.domains.").split(".")
                if other != domain.name and (not rest or rest[0] not in doors):
                    found.append(f"{domain.name}/{path.name} reaches into {name}")
    return found


def too_long(root: Path) -> list[str]:
    """Files of more than 400 lines."""
    counted = ((path, path.read_text(encoding="utf-8").count("\n")) for path in source_files(root))
    return [f"{path.relative_to(root)} has {lines} lines" for path, lines in counted if lines > LONGEST]


def badly_named(root: Path) -> list[str]:
    """Files whose name says nothing about their job."""
    return [str(path.relative_to(root)) for path in source_files(root) if path.name in FORBIDDEN_NAMES]


def without_first_line(root: Path) -> list[str]:
    """Files that do not begin by saying what their job is; an empty one has none."""
    return [
        str(path.relative_to(root))
        for path in source_files(root)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]


def unguarded_models(models: Iterable[type]) -> list[str]:
    """Tables of ours that code outside a command could write."""
    from lifecourse.kernel.base.models import GuardedModel

    return [model.__name__ for model in models if not issubclass(model, GuardedModel)]
