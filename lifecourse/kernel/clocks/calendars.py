"""Versions of the calendar, kept in the process: a version is never changed, so it is read once."""

from lifecourse.kernel.base.errors import Refused

from . import rules
from .models import Calendar, HolidayKind

_kept: dict[int, rules.Calendar] = {}


def of_version(version: int) -> rules.Calendar:
    """One version of the calendar, as the rules compute with it."""
    if version not in _kept:
        _kept[version] = _read(Calendar.objects.get(pk=version))
    return _kept[version]


def current() -> rules.Calendar:
    """The newest version. Raises `Refused` while none is loaded."""
    version = Calendar.objects.order_by("-version").values_list("version", flat=True).first()
    if version is None:
        raise Refused("No calendar of bank holidays is loaded: run sync_reference_data.")
    return of_version(version)


def forget() -> None:
    """Read again from the table, after a load."""
    _kept.clear()


def _read(row: Calendar) -> rules.Calendar:
    days = list(row.days.order_by("on"))
    return rules.Calendar(
        version=row.version,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        holidays=frozenset(day.on for day in days if day.kind != HolidayKind.CLOSURE),
        closures=frozenset(day.on for day in days if day.kind == HolidayKind.CLOSURE),
    )
