"""What changed from one edition of a report to the next, as sentences that are printed in it."""

from collections.abc import Mapping, Sequence

from lifecourse.engines.figures.figure import Figure
from lifecourse.engines.prose.references import with_unit


def changes(
    before: tuple[Sequence[tuple[str, str]], Mapping[str, Figure]],
    after: tuple[Sequence[tuple[str, str]], Mapping[str, Figure]],
) -> list[str]:
    """Sections (title, words) and figures, hidden ones without their number, of two editions compared."""
    old, new = dict(before[0]), dict(after[0])
    said = [f"Section “{title}” is new." for title in new if title not in old]
    said += [f"Section “{title}” was taken out." for title in old if title not in new]
    said += [f"The words of section “{title}” changed." for title in new if title in old and new[title] != old[title]]
    for key, figure in sorted(after[1].items()):
        then = before[1].get(key)
        if then is not None and _shown(then) != _shown(figure):
            said.append(f"{figure.title}, {figure.period}: was {_shown(then)}, is {_shown(figure)}.")
        elif then is not None and then.definition != figure.definition:
            said.append(f"{figure.title}, {figure.period}: its definition changed.")
    return said


def _shown(figure: Figure) -> str:
    text = figure.value.shown(figure.decimals)
    return text if figure.value.number is None else with_unit(text, figure.unit)
