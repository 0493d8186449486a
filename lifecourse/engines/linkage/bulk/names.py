"""Reads the project's own lists of names (data/names) for the command, which runs without the web application."""

from pathlib import Path

from ..tables import Tables

FOLDER = Path(__file__).resolve().parents[4] / "data" / "names"


def read_tables(folder: Path = FOLDER) -> Tables:
    """Nicknames, names that many share, and names that only look alike."""
    import yaml

    common = yaml.safe_load((folder / "common.yaml").read_text(encoding="utf-8"))
    nicknames = yaml.safe_load((folder / "nicknames.yaml").read_text(encoding="utf-8"))
    return Tables.of(nicknames["groups"], common["little"], common["some"], common["distinct"])
