"""What is known of names in general, read once from `data/names/`."""

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from lifecourse.engines.linkage.tables import Tables


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Nicknames, names that many share, and names that only sound alike."""
    folder = Path(settings.REFERENCE_DATA) / "names"
    common = yaml.safe_load((folder / "common.yaml").read_text(encoding="utf-8"))
    nicknames = yaml.safe_load((folder / "nicknames.yaml").read_text(encoding="utf-8"))
    return Tables.of(nicknames["groups"], common["little"], common["some"], common["distinct"])
