"""Reads `data/roles/*.yaml`; every fault is a sentence naming the file and the line."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeAlias

from lifecourse.kernel.base.reference_files import Sheet

from .models import Role

Roles: TypeAlias = list[Role]
_KNOWN = frozenset({"title", "description", "capabilities"})


def read_roles(folder: Path, *, capabilities: Collection[str]) -> tuple[Roles, list[str]]:
    """Every role of the folder, and every fault. Use the roles only if there are no faults.

    A capability that no app declares is a fault, for it would silently allow nothing.
    """
    roles: Roles = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet(path)
        if not sheet.faults:
            top = sheet.top
            sheet.only(top, _KNOWN, what="the role")
            words = sheet.words(top, "capabilities")
            for word in words:
                if word not in capabilities:
                    sheet.fault(_line_of(path, word), f"no app declares the capability {word!r}")
            roles.append(
                Role(
                    code=path.stem,
                    title=sheet.text(top, "title", longest=120),
                    description=sheet.text(top, "description"),
                    capabilities=words,
                )
            )
        faults += sheet.faults
    return roles, faults


def changed_roles(roles: Sequence[Role]) -> Roles:
    """Those of `roles` that are not in the table just so."""
    stored = {role.code: _content(role) for role in Role.objects.filter(code__in=[role.code for role in roles])}
    return [role for role in roles if stored.get(role.code) != _content(role)]


def _content(role: Role) -> tuple[str, str, tuple[str, ...]]:
    return role.title, role.description, tuple(role.capabilities)


def _line_of(path: Path, word: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if word in line), 1)
