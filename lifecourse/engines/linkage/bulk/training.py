"""Learns a model's figures from lists, without anybody's labels: by expectation and maximisation on date and on names.

Never on the postcode: among records of one postcode the likeliest pairs are households, and the model would learn to
join brothers and sisters.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .backends import Backend
from .linking import Prepared, linker_for
from .model import STANDARD, Comparison, Level, Model
from .problem import BadInput

RULES = ("l.born = r.born", "l.given = r.given AND l.family = r.family")
PAIRS_AT_RANDOM = 2e6
PAIRS_LEARNED_FROM = 1e6
SEED = 1
# What a level that was never seen is taken to be.
SELDOM = 1e-7


def train(prepared: Prepared, engine: Backend, *, name: str, start: Model = STANDARD) -> Model:
    """A model with figures from these lists. Raises `BadInput` if they have too few people in common to learn from."""
    missing = {"born", "given", "family"} - prepared.present
    if missing:
        raise BadInput(f"A model is learned on names and dates of birth, and the lists lack {min(missing)}.")
    linker = linker_for(prepared, start, engine)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_AT_RANDOM, seed=SEED)
    for rule in RULES:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule,
            estimate_without_term_frequencies=True,  # it counts kinds of pair, not pairs: many times faster
            max_pairs=PAIRS_LEARNED_FROM,
        )
    learned = {one["output_column_name"]: one for one in linker.misc.save_model_to_json()["comparisons"]}
    comparisons = tuple(
        _learned(one, learned[one.name], prepared.prior) if one.trained and one.name in learned else one
        for one in start.comparisons
    )
    _check(comparisons)
    return Model(name, comparisons)


def _learned(one: Comparison, told: Mapping[str, Any], prior: float) -> Comparison:
    by_name = {level["label_for_charts"]: level for level in told["comparison_levels"]}
    return replace(one, levels=tuple(_figures(level, by_name.get(level.name, {}), prior) for level in one.levels))


def _figures(level: Level, told: Mapping[str, Any], prior: float) -> Level:
    m, u = told.get("m_probability"), told.get("u_probability")
    m = float(m) if isinstance(m, int | float) else level.m
    # Among pairs drawn at random some are of one person: take them out, or a short list says that dates say little.
    u = (float(u) - prior * m) / (1 - prior) if isinstance(u, int | float) else level.u
    return replace(level, m=min(max(m, SELDOM), 1 - SELDOM), u=min(max(u, SELDOM), 1 - SELDOM))


def _check(comparisons: tuple[Comparison, ...]) -> None:
    for one in comparisons:
        if one.name in ("given", "family", "born"):
            same = one.levels[0]
            if same.m < 0.2 or same.m < 20 * same.u:
                raise BadInput(
                    f"The lists have too few people in common to learn from (“{one.name}: {same.name}” came out as "
                    f"{same.m:.2f}); link them with the standard model."
                )
