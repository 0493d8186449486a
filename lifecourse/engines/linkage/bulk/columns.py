"""The map file: which column of a list is what, and how dates and codes are written there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .dates import DateFormat
from .problem import BadInput

# What a column can be. `address` and `known_as` may be several columns.
SINGLE = ("id", "given", "middle", "family", "postcode", "town", "email", "phone", "nhs_number", "upn")
SEVERAL = ("address", "known_as")
FIELDS = (*SINGLE, *SEVERAL, "born_on", "sex")
_FEMALE = ("f", "female", "woman", "girl", "w", "2")
_MALE = ("m", "male", "man", "boy", "1")


@dataclass(frozen=True)
class ColumnMap:
    """Where a list's facts stand. `columns` maps a field to the names of its columns, in order."""

    columns: Mapping[str, tuple[str, ...]]
    dates: tuple[DateFormat, ...] = ()
    refuse_dates: bool = True
    sexes: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ","
    encoding: str = "utf-8-sig"


@dataclass(frozen=True)
class Maps:
    """One map for every list, and what differs for some files, by name."""

    shared: Mapping[str, Any]
    files: Mapping[str, Mapping[str, Any]]
    path: Path

    def of(self, file: Path) -> ColumnMap:
        """The map of one list. Raises `BadInput`."""
        own = self.files.get(file.name, {})
        columns = {**(self.shared.get("columns") or {}), **(own.get("columns") or {})}
        rest = {**self.shared, **own, "columns": columns}
        return _column_map(rest, self.path)


def read_maps(path: Path) -> Maps:
    """Read the map file. Raises `BadInput` in one sentence that names the line where YAML stops."""
    import yaml

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: the map of columns cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: the map of columns is not UTF-8 text.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise BadInput(f"{path}{where}: this is not YAML; a map looks like “columns: {{id: Ref, …}}”.") from None
    if not isinstance(told, dict) or not isinstance(told.get("columns") or {}, dict):
        raise BadInput(f"{path}: a map has “columns:” and under it which column is what.")
    files = told.pop("files", None) or {}
    if not isinstance(files, dict) or not all(
        isinstance(one, dict) and isinstance(one.get("columns") or {}, dict) for one in files.values()
    ):
        raise BadInput(f"{path}: “files:” gives, for a file's name, what differs there, such as its “columns:”.")
    maps = Maps(told, {str(name): one for name, one in files.items()}, path)
    for one in (told, *files.values()):
        if unknown := sorted(str(name) for name in set(one) - {"columns", "delimiter", "encoding"}):
            raise BadInput(f"{path}: “{unknown[0]}” is not known; a map has columns, delimiter, encoding and files.")
    return maps


def _column_map(told: Mapping[str, Any], path: Path) -> ColumnMap:
    columns: dict[str, tuple[str, ...]] = {}
    made = ColumnMap(columns)
    for name, said in told["columns"].items():
        if name not in FIELDS:
            raise BadInput(f"{path}: “{name}” is not a field; the fields are {', '.join(FIELDS)}.")
        if said is None:
            continue
        options = said if isinstance(said, dict) else {"column": said}
        columns[name] = _names(name, options.get("column"), path)
        if name == "born_on":
            made = _dates(made, options, path)
        elif name == "sex":
            made = replace(made, sexes=_sexes(options, path))
        elif isinstance(said, dict):
            raise BadInput(f"{path}: “{name}” takes the name of a column, or a list of names.")
    if "id" not in columns:
        raise BadInput(f"{path}: the map does not say which column is the “id”.")
    if not {"given", "family"} & set(columns):
        raise BadInput(f"{path}: the map names neither “given” nor “family”; without a name nobody can be linked.")
    delimiter, encoding = told.get("delimiter", ","), told.get("encoding", "utf-8-sig")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise BadInput(f"{path}: the “delimiter” is one sign, such as a comma or a semicolon.")
    if encoding not in ("utf-8-sig", "utf-8", "cp1252", "latin-1"):
        raise BadInput(f"{path}: the “encoding” is utf-8, cp1252 or latin-1, not “{encoding}”.")
    return replace(made, delimiter=delimiter, encoding="utf-8-sig" if encoding == "utf-8" else encoding)


def _names(name: str, said: Any, path: Path) -> tuple[str, ...]:
    names = said if isinstance(said, list) else [said]
    if not names or not all(isinstance(one, str | int) and str(one).strip() for one in names):
        raise BadInput(f"{path}: “{name}” has to name a column, in words, as the file's first line has it.")
    if len(names) > 1 and name not in SEVERAL:
        raise BadInput(f"{path}: “{name}” is one column; only {' and '.join(SEVERAL)} may be several.")
    return tuple(" ".join(str(one).split()) for one in names)


def _dates(made: ColumnMap, options: Mapping[str, Any], path: Path) -> ColumnMap:
    if unknown := sorted(str(one) for one in set(options) - {"column", "formats", "unreadable"}):
        raise BadInput(f"{path}: “born_on” does not know “{unknown[0]}”; it has column, formats and unreadable.")
    formats = options.get("formats", ["%Y-%m-%d", "%d/%m/%Y"])
    if isinstance(formats, str):
        formats = [formats]
    if not isinstance(formats, Sequence) or not formats or not all(isinstance(one, str) for one in formats):
        raise BadInput(f"{path}: the “formats” of “born_on” are a list such as [“%Y-%m-%d”, “%d/%m/%Y”].")
    unreadable = options.get("unreadable", "refuse")
    if unreadable not in ("refuse", "ignore"):
        raise BadInput(f"{path}: “unreadable” is refuse (the whole file) or ignore (the date), not “{unreadable}”.")
    try:
        dates = tuple(DateFormat.of(one) for one in formats)
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from None
    return replace(made, dates=dates, refuse_dates=unreadable == "refuse")


def _sexes(options: Mapping[str, Any], path: Path) -> dict[str, str]:
    if unknown := sorted(str(one) for one in set(options) - {"column", "female", "male"}):
        raise BadInput(f"{path}: “sex” does not know “{unknown[0]}”; it has column, female and male.")
    codes: dict[str, str] = {}
    for sex, usual in (("female", _FEMALE), ("male", _MALE)):
        said = options.get(sex, usual)
        for code in said if isinstance(said, list | tuple) else [said]:
            codes[str(code).strip().casefold()] = sex[0].upper()
    return codes
