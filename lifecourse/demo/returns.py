"""Three invented census returns, worked out by the census engine: what a scorecard's own figures look like."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from lifecourse.domains.scorecard import queries
from lifecourse.domains.scorecard.rules.local import Counted, read_census
from lifecourse.engines.census.generating.command import generate
from lifecourse.engines.census.indicators.computing import as_record, compute
from lifecourse.engines.census.population import Population
from lifecourse.engines.census.reading import read_return
from lifecourse.engines.census.store import opened
from lifecourse.kernel.access.models import User

INVENTED = "Invented for the demonstration"
CHILDREN = 900
# Seeds with which conferences in time fall by more than chance in the last year, so that there is one to explain.
SEEDS = {2024: 1, 2025: 3, 2026: 3}
# Persons aged 0 to 17 at the middle of the year before: of no real place, and large enough for rates as they are told.
_PEOPLE = {2023: 18_000, 2024: 18_060, 2025: 18_110}


def counted(keeper: User) -> Sequence[Counted]:
    """The figures of the three years as the census command would print them; the source says that they are invented.

    All three are in one store: plans that ended in the two years before are then known for the last of them.
    """
    area = queries.own_area(viewer=keeper)
    people = Population(INVENTED, {area: {year: {INVENTED: number} for year, number in _PEOPLE.items()}})
    with TemporaryDirectory(prefix="demo-returns-") as folder, opened() as db:
        for number, (year, seed) in enumerate(SEEDS.items(), start=1):
            path = Path(folder) / f"{year}.xml"
            generate(children=CHILDREN, year=year, seed=seed, out=path)
            read_return(db, path, file_no=number)
        printed = [as_record(one) for one in compute(db, population=people)]
    rows = queries.indicator_rows(viewer=keeper)
    measures = {key: (row.measure, row.decimals) for key, row in rows.items()}
    source = f"{INVENTED}: a return of {CHILDREN} children who do not exist, by the census engine"
    return [replace(one, source=source) for one in read_census(printed, measures=measures)]
