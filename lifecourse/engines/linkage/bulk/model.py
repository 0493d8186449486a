"""The model: at what levels two records agree, what each level says, and which records are compared at all.

Fellegi and Sunter's: a level's weight is log2(m / u), m how often it is seen among records of one person and u among
records of two. The names' and the postcode's exact levels are weighed by how common that very value is. One model
serves DuckDB and Spark: what is compared was worked out when the lists were read, so both ask the same simple things.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .problem import BadInput

VERSION = 1  # of the levels and rules; a saved model of another version is refused


@dataclass(frozen=True)
class Level:
    """One level. `sql` has {jw}, {dl}, {has}, {any} where the engines have other words for it.

    `rarity`: the column whose value's rarity makes an agreement worth more. `household`: the agreement is one that
    everybody of one family name at one address has, so the rarer the family name, the less it adds to it.
    """

    name: str
    sql: str
    m: float
    u: float
    rarity: str = ""
    household: bool = False

    @property
    def bits(self) -> float:
        """What it is worth, before rarity."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """Levels from the best to the worst; the first that holds is the one. `unknown`: when there is nothing to say."""

    name: str
    unknown: str
    levels: tuple[Level, ...]
    trained: bool = True


@dataclass(frozen=True)
class Model:
    """All of it. `name` says where its figures come from."""

    name: str
    comparisons: tuple[Comparison, ...]


def _both(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


_NOT_UNLIKE = "NOT coalesce({has}(given_unlike_l, given_r), false)"
_SPELT = "substr({0}_l, 1, 1) = substr({0}_r, 1, 1) AND length({0}_l) >= 4 AND length({0}_r) >= 4"
_NEAR = "({{jw}}({0}_l, {0}_r) >= 0.92 OR {{dl}}({0}_l, {0}_r) <= 1)"
_LIKE = (
    "length({0}_l) >= 3 AND length({0}_r) >= 3 AND ({{dl}}({0}_l, {0}_r) <= 1 OR "
    "(length({0}_l) >= 4 AND length({0}_r) >= 4 AND ({{dl}}({0}_l, {0}_r) <= 2 OR {{jw}}({0}_l, {0}_r) >= 0.86)))"
)
_SOUND = "{0}_sound_l = {0}_sound_r AND length({0}_l) >= 3 AND length({0}_r) >= 3"
# Also with slips of typing, and where one of the two names is missing.
_SWAPPED = (
    "(given_initial_l = family_initial_r OR given_initial_r = family_initial_l) AND "
    "coalesce({jw}(given_l, family_r) >= 0.88, true) AND coalesce({jw}(family_l, given_r) >= 0.88, true)"
)
_FAMILY = "coalesce(family_l = family_r, false)"
_NEAR_HOUSE = (
    "length(house_l) >= 8 AND length(house_r) >= 8 AND ({dl}(house_l, house_r) <= 2 OR {jw}(house_l, house_r) >= 0.94)"
)
# Of all pairs of records so many share a family name and a home: about one relative each in a district of 130,000.
# Rarity is taken off once (see `_comparison`), so the level's own u is the root: log2(m / u) - log2(u / rarity).
HOUSEHOLD = 0.00001**0.5
_HOME: Mapping[str, Any] = {"rarity": "family", "household": True}
_PARTS = (
    "(born_year_l = born_year_r AND born_month_l = born_month_r) OR "
    "(born_year_l = born_year_r AND born_day_l = born_day_r) OR "
    "(born_month_l = born_month_r AND born_day_l = born_day_r)"
)

# m and u as learned from the project's invented lists (benchmarks/linkage.py --train), rounded. See the docs.
STANDARD = Model(
    "standard 1",
    (
        Comparison(
            "given",
            _both("given"),
            (
                Level("the same", "given_l = given_r", 0.7, 0.004, rarity="given"),
                Level("swapped with the family name", _SWAPPED, 0.02, 0.00002),
                Level(
                    "almost the same",
                    f"{_NOT_UNLIKE} AND {_SPELT.format('given')} AND {_NEAR.format('given')}",
                    0.1,
                    0.0015,
                ),
                Level(
                    "nickname or sound",
                    "coalesce({has}(given_nick_l, given_r), false) OR coalesce({has}(given_nick_r, given_l), false) OR "
                    f"({_NOT_UNLIKE} AND {_SOUND.format('given')})",
                    0.075,
                    0.003,
                ),
                Level(
                    "another name in common",
                    "coalesce({has}(given_parts_l, given_r), false) OR coalesce({has}(given_parts_r, given_l), false)",
                    0.022,
                    0.0015,
                ),
                Level("alike", f"{_NOT_UNLIKE} AND {_LIKE.format('given')}", 0.03, 0.006),
                Level(
                    "the same initial",
                    "(length(given_l) = 1 OR length(given_r) = 1) AND given_initial_l = given_initial_r",
                    0.01,
                    0.002,
                ),
                Level("different", "ELSE", 0.05, 0.98),
            ),
        ),
        Comparison(
            "family",
            _both("family"),
            (
                Level("the same", "family_l = family_r", 0.78, 0.002, rarity="family"),
                Level("swapped with the given name", _SWAPPED, 0.02, 0.00002),
                Level("almost the same", f"{_SPELT.format('family')} AND {_NEAR.format('family')}", 0.09, 0.0009),
                Level("sounds alike", _SOUND.format("family"), 0.02, 0.0008),
                Level(
                    "one part in common",
                    "coalesce({has}(family_parts_l, family_r), false) OR coalesce({has}(family_parts_r, family_l), "
                    "false) OR coalesce({any}(family_parts_l, family_parts_r), false)",
                    0.03,
                    0.0008,
                ),
                Level("alike", _LIKE.format("family"), 0.025, 0.004),
                Level("different", "ELSE", 0.06, 0.99),
            ),
        ),
        Comparison(
            "born",
            _both("born"),
            (
                Level("the same", "born_l = born_r", 0.86, 0.00005, rarity="born"),
                Level("day and month swapped", "born_l = born_swap_r", 0.02, 0.00003),
                Level("one slip", f"({_PARTS}) AND {{dl}}(born_l, born_r) <= 1", 0.06, 0.0006),
                Level("two parts of three", _PARTS, 0.03, 0.004),
                Level("one or two signs apart", "{dl}(born_l, born_r) <= 2", 0.015, 0.01),
                Level("different", "ELSE", 0.025, 0.985),
            ),
        ),
        Comparison(
            "sex",
            _both("sex"),
            (Level("the same", "sex_l = sex_r", 0.985, 0.5), Level("different", "ELSE", 0.015, 0.5)),
        ),
        Comparison(
            "place",
            "(postcode_l IS NULL OR postcode_r IS NULL) AND (house_l IS NULL OR house_r IS NULL) AND "
            "(town_l IS NULL OR town_r IS NULL)",
            (
                Level("the same house and family name", f"{_FAMILY} AND house_l = house_r", 0.55, HOUSEHOLD, **_HOME),
                Level("the same house", "house_l = house_r", 0.55, 0.00002),
                Level(
                    "the same postcode and family name",
                    f"{_FAMILY} AND postcode_l = postcode_r",
                    0.15,
                    HOUSEHOLD,
                    **_HOME,
                ),
                Level("the same postcode", "postcode_l = postcode_r", 0.15, 0.0001, rarity="postcode"),
                Level(
                    "almost the same house and the same family name",
                    f"{_FAMILY} AND {_NEAR_HOUSE}",
                    0.06,
                    HOUSEHOLD,
                    **_HOME,
                ),
                Level("almost the same house", _NEAR_HOUSE, 0.06, 0.0001),
                Level("the same street", "street_l = street_r", 0.05, 0.0005),
                Level("the same town", "town_l = town_r", 0.12, 0.005, rarity="town"),
                Level("the same area", "outward_l = outward_r", 0.12, 0.02, rarity="outward"),
                Level("almost the same town", "{jw}(town_l, town_r) >= 0.92", 0.04, 0.004),
                Level("elsewhere", "ELSE", 0.1, 0.98),
            ),
        ),
        Comparison(
            "email",
            _both("email"),
            (
                Level("the same", "email_l = email_r", 0.75, 0.00002, rarity="email"),
                Level("the same before the @", "email_local_l = email_local_r", 0.1, 0.00004),
                Level("almost the same", "{dl}(email_l, email_r) <= 3", 0.1, 0.0001),
                Level("different", "ELSE", 0.05, 0.9998),
            ),
            trained=False,
        ),
        Comparison(
            "phone",
            _both("phone"),
            (Level("the same", "phone_l = phone_r", 0.7, 0.00002), Level("different", "ELSE", 0.3, 0.99998)),
            trained=False,
        ),
        *(
            Comparison(
                number,
                _both(number),
                (
                    Level("the same", f"{number}_l = {number}_r", 0.97, 0.000001),
                    Level("different", "ELSE", 0.03, 0.999999),
                ),
                trained=False,
            )
            for number in ("nhs_number", "upn")
        ),
    ),
)

# Which records are compared: the pairs that agree on all of one line, taken in this order. A line that would make too
# many pairs (linking.py) is passed over, so short lists are compared widely and long ones narrowly, and no giant block
# (a hospital's postcode, 1 January) can drown a run. Numbers are never among them: they are evidence.
# "one=other" is a column of the one record and another column of the other.
RULES = (
    ("born", "family_sound"),
    ("born", "given_sound"),
    ("born", "postcode"),
    ("born=born_swap", "family_sound"),
    ("born=born_swap", "given_sound"),
    ("born", "given_initial", "family_initial"),
    ("given", "family", "born_year"),
    ("given_sound", "family_sound", "outward"),
    ("given_sound", "family_sound", "born_month", "born_day"),
    ("family_sound", "given_initial", "born_year", "born_month"),
    ("family_sound", "given_initial", "born_year", "born_day"),
    ("given_sound", "family_initial", "born_year", "born_month"),
    ("given_sound", "family_initial", "born_month", "born_day"),
    ("given_sound=family_sound", "family_sound=given_sound"),
    ("postcode", "given_sound"),
    ("house", "given_initial"),
    ("email",),
    ("phone", "given_initial"),
    # From here on (WIDE) only where the lists are short enough for all of them together.
    ("given_sound", "family_sound"),
    ("house",),
    ("born",),
    ("born=born_swap",),
    ("email_local",),
    ("postcode", "family_sound"),
    ("street", "given_initial"),
    ("town", "family_sound"),
    ("town", "given_sound"),
    ("born_year", "born_month", "given_initial"),
    ("born_year", "born_month", "family_initial"),
    ("born_year", "born_day", "given_initial"),
    ("born_year", "born_day", "family_initial"),
    ("born_month", "born_day", "given_initial"),
    ("born_month", "born_day", "family_initial"),
    ("family_sound",),
    ("given_sound",),
    ("given_sound=family_sound",),
    ("family_sound=given_sound",),
    ("born_year", "born_month"),
    ("born_year", "town"),
)
Rule = tuple[str, ...]
WIDE = 18
ENGINES: Mapping[str, Mapping[str, str]] = {
    "duckdb": {
        "jw": "jaro_winkler_similarity",
        "dl": "damerau_levenshtein",
        "has": "list_contains",
        "any": "list_has_any",
    },
    "spark": {"jw": "jaro_winkler", "dl": "damerau_levenshtein", "has": "array_contains", "any": "arrays_overlap"},
}
# A value cannot be rarer than this for its rarity to count: a name seen once in ten records is not one in ten.
RAREST = {"given": 0.00005, "family": 0.00002, "born": 0.00002, "postcode": 0.00002, "email": 0.000005}
RAREST |= {"town": 0.0005, "outward": 0.0005}


def settings(
    model: Model, *, engine: str, link_type: str, prior: float, present: frozenset[str], rules: Sequence[Rule]
) -> dict[str, Any]:
    """Splink's settings of a model, in the words of one engine, for lists that have the columns in `present`.

    `prior` is the share of all pairs that are of one person.
    """
    words = ENGINES[engine]
    compared = [one for one in model.comparisons if _says(one.name) & present]
    return {
        "link_type": link_type,
        "unique_id_column_name": "row",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": True,  # Splink gives the levels with them, and deciding needs the levels
        "retain_intermediate_calculation_columns": True,
        "comparisons": [_comparison(one, words, present) for one in compared],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule_sql(one), "sql_dialect": engine} for one in rules
        ],
    }


def sides(part: str) -> tuple[str, str]:
    """The left and the right column of one part of a rule."""
    one, _, other = part.partition("=")
    return one, other or one


def rule_sql(rule: Rule) -> str:
    """A rule as the condition of a join."""
    return " AND ".join(f"l.{one} = r.{other}" for one, other in map(sides, rule))


def _says(name: str) -> frozenset[str]:
    """The columns of which a comparison needs at least one."""
    return frozenset({"place": ("postcode", "house", "town")}.get(name, (name,)))


def _comparison(one: Comparison, words: Mapping[str, str], present: frozenset[str]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": one.unknown, "label_for_charts": "not known", "is_null_level": True}
    ]
    for level in one.levels:
        said: dict[str, Any] = {
            "sql_condition": level.sql.format(**words),
            "label_for_charts": level.name,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.rarity and level.rarity in present:
            said |= {
                "tf_adjustment_column": level.rarity,
                "tf_minimum_u_value": RAREST[level.rarity],
                "tf_adjustment_weight": -1.0 if level.household else 1.0,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(said)
    return {"output_column_name": one.name, "comparison_levels": levels}


def save(model: Model, path: Path) -> None:
    """Write the model's figures. Its levels and rules are the program's own, under VERSION."""
    told = {
        "lifecourse_linkage_model": VERSION,
        "name": model.name,
        "levels": {
            one.name: {level.name: {"m": level.m, "u": level.u} for level in one.levels} for one in model.comparisons
        },
    }
    try:
        path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: the model cannot be written ({error.strerror}).") from None


def load(path: Path) -> Model:
    """Read a saved model. Raises `BadInput` unless it gives every level of this version its two figures."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: the model cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{path}: this is not a saved model (it is not JSON).") from None
    if not isinstance(told, dict) or told.get("lifecourse_linkage_model") != VERSION:
        raise BadInput(f"{path}: this is not a model of version {VERSION}; train one with --train --save-model.")
    levels = told.get("levels", {})
    comparisons = []
    for one in STANDARD.comparisons:
        made = []
        for level in one.levels:
            try:
                m, u = (float(levels[one.name][level.name][key]) for key in ("m", "u"))
            except (KeyError, TypeError, ValueError):
                raise BadInput(f"{path}: the model lacks “{one.name}: {level.name}” or a figure of it.") from None
            if not (0 < m < 1 and 0 < u < 1):
                raise BadInput(f"{path}: “{one.name}: {level.name}” has a figure that is not between 0 and 1.")
            made.append(replace(level, m=m, u=u))
        comparisons.append(replace(one, levels=tuple(made)))
    return Model(str(told.get("name") or path.stem), tuple(comparisons))
