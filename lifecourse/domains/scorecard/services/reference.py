"""Loading the register, areas and neighbours from their reviewed files; no page edits them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from lifecourse.kernel.audit.actors import Actor, Machine
from lifecourse.kernel.audit.trail import command, record
from lifecourse.kernel.base.errors import NotPermitted, Refused

from .. import queries, rules
from ..models import Area, ComparatorSet, Indicator
from ..rules.register import AreaRow, IndicatorRow, SetRow, refusal

NEIGHBOURS = AreaRow(rules.NEIGHBOURS, "Statistical neighbours", rules.Level.SET.value, "", "", "", None)


@command("scorecard.register_loaded")
def load_register(
    *,
    actor: Actor,
    at: datetime,
    indicators: Sequence[IndicatorRow],
    areas: Sequence[AreaRow],
    sets: Sequence[SetRow],
) -> list[str]:
    """Put what differs into the tables, all or nothing, and give back what changed. Twice is the same as once.

    Raises `Refused`, naming the indicator, if a file would rewrite a version that figures carry.
    """
    if not isinstance(actor, Machine):
        raise NotPermitted("The register is loaded from reviewed files, not by a person.")
    changed = []
    stored_areas = queries.area_rows(viewer=actor)
    for area in (NEIGHBOURS, *areas):
        if stored_areas.get(area.code) != area:
            Area(**asdict(area)).save()
            changed.append(f"area {area.code}")
    stored = queries.indicator_rows(viewer=actor)
    for row in indicators:
        before = stored.get(row.key)
        if before == row:
            continue
        if before and (sentence := refusal(before, row)):
            raise Refused(sentence)
        Indicator(key=row.key, version=row.version, order=row.order, content=_plain(row.content())).save()
        changed.append(f"indicator {row.key}")
    known = queries.set_rows(viewer=actor)
    for one in sets:
        if known.get(one.area) != one:
            ComparatorSet(area_id=one.area, version=one.version, content=_plain(asdict(one))).save()
            changed.append(f"neighbours of {one.area}")
    record("scorecard.register_loaded", subject=None, actor=actor, at=at, changed=len(changed))
    return changed


def _plain(content: dict[str, Any]) -> Any:
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))
