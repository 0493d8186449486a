"""Reads a data file of ours, by the fast parser where PyYAML was built with it: of a small return it is a fifth."""

from pathlib import Path
from typing import Any


def read_yaml(path: Path) -> Any:
    """What a YAML file of `data/` says."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
