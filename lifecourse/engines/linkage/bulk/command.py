"""The command `linkage`: dedupe one list, or link several, and write who is who."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import backends, columns, deciding, linking, model, training, writing
from .deciding import Decided
from .model import Model
from .names import read_tables
from .people import People, read_people
from .problem import BadInput

if TYPE_CHECKING:
    import pyarrow as pa

# Bits: 2 is four to one. Below the threshold and above LEAST a person may look.
THRESHOLD = 2.0
LEAST = -1.0


@dataclass(frozen=True)
class Asked:
    """What a run is asked to do."""

    files: tuple[Path, ...]
    maps: Path
    out: Path
    engine: str = "duckdb"
    threshold: float = THRESHOLD
    one_to_one: bool = False
    guard: bool = True
    review: Path | None = None
    groups: Path | None = None
    model: Path | None = None
    train: bool = False
    save_model: Path | None = None
    memory: str = ""


class Progress:
    """Lines on standard error, each with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"[{time.monotonic() - self._started:6.1f} s] {text}", file=sys.stderr, flush=True)  # noqa: T201


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 if all is written, 2 with one sentence if the input cannot be used."""
    asked = _parse(arguments)
    try:
        run(asked, Progress())
    except BadInput as problem:
        print(f"linkage: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    except ImportError as error:
        print(f"linkage: the package {error.name} is not installed; ./run linkage installs it.", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def run(asked: Asked, say: linking.Say) -> Decided:
    """Read, link, decide and write; gives what was decided. Raises `BadInput`."""
    if asked.engine == "spark" and (reason := backends.spark_is_missing()):
        raise BadInput(reason)
    maps, chosen = columns.read_maps(asked.maps), model.load(asked.model) if asked.model else model.STANDARD
    lists = _read(asked.files, maps, say)
    prepared = linking.prepare(lists)
    say(f"{len(prepared.rules)} of {len(model.RULES)} rules say which records are compared; prior {prepared.prior:.2g}")
    with backends.backend(asked.engine, memory=asked.memory) as engine:
        if asked.train:
            say(f"learning a model on {asked.engine}")
            chosen = training.train(prepared, engine, name=f"learned from {', '.join(one.source for one in lists)}")
        if asked.save_model:
            model.save(chosen, asked.save_model)
            say(f"model written to {asked.save_model}")
        say(f"comparing on {asked.engine} with the model “{chosen.name}”")
        scored = linking.score(prepared, chosen, engine, least_weight=min(LEAST, asked.threshold))
    say(f"{scored.num_rows:,} pairs worth a look")
    decided = decide(asked, prepared, chosen, scored)
    _write(asked, lists, decided, say)
    return decided


def decide(asked: Asked, prepared: linking.Prepared, chosen: Model, scored: "pa.Table") -> Decided:
    """Which of the scored pairs are linked, and which a person has to look at."""
    source_of = writing.Rows(prepared.lists).source_of
    links, review = deciding.judge(scored, chosen, threshold=asked.threshold, records=len(source_of))
    if not asked.guard:
        links, review = deciding.unguarded(links, review, threshold=asked.threshold)
    if asked.one_to_one:
        return deciding.one_to_one(links, review, source_of)
    return deciding.together(links, review, source_of, threshold=asked.threshold, within=len(prepared.lists) == 1)


def _read(files: Sequence[Path], maps: columns.Maps, say: linking.Say) -> list[People]:
    names = [file.stem for file in files]
    if len(set(names)) < len(names):
        names = [str(file) for file in files]
    if len(set(names)) < len(names):
        raise BadInput("The same file is named twice; to find doubles within one list, use dedupe.")
    tables = read_tables()
    lists = []
    for file, name in zip(files, names, strict=True):
        one = read_people(file, maps.of(file), tables, source=name)
        say(f"{file}: {len(one.ids):,} rows")
        for note in one.notes:
            say(f"{file}: {note}")
        lists.append(one)
    return lists


def _write(asked: Asked, lists: Sequence[People], decided: Decided, say: linking.Say) -> None:
    rows = writing.Rows(lists)
    count = writing.write(asked.out, rows.pairs(decided.links))
    say(f"{asked.out}: {count:,} pairs linked")
    twins = sum(one.reason == deciding.TWIN for one in decided.review)
    if asked.review:
        count = writing.write(asked.review, rows.pairs(decided.review, reasons=True))
        say(f"{asked.review}: {count:,} pairs for a person, {twins:,} of them perhaps twins or siblings")
    else:
        say(f"{len(decided.review):,} pairs are for a person, {twins:,} perhaps twins; --review writes them")
    if asked.groups:
        say(f"{asked.groups}: {writing.write(asked.groups, rows.groups(decided.groups)):,} records with their person")


def _parse(arguments: Sequence[str]) -> Asked:
    parser = argparse.ArgumentParser(
        prog="linkage",
        description="Who is on several lists, or twice on one. Exit code 2: the input cannot be used, and why.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    dedupe = commands.add_parser("dedupe", help="find the records of one list that are one person")
    dedupe.add_argument("files", metavar="FILE", nargs=1, type=Path)
    link = commands.add_parser("link", help="find the records of several lists that are one person")
    link.add_argument("files", metavar="FILE", nargs="+", type=Path)
    link.add_argument("--one-to-one", action="store_true", help="each list has each person once: keep the mutual best")
    for command in (dedupe, link):
        command.add_argument("--columns", required=True, type=Path, metavar="MAP.yaml", help="which column is what")
        command.add_argument("--out", required=True, type=Path, metavar="PAIRS.csv", help="the pairs linked")
        command.add_argument("--review", type=Path, metavar="REVIEW.csv", help="the pairs a person has to look at")
        command.add_argument("--people", type=Path, metavar="PEOPLE.csv", help="every record and the person it is of")
        command.add_argument(
            "--no-guard",
            action="store_true",
            help="link also what may be twins or relatives: only to measure, on lists that are known to have none",
        )
        command.add_argument("--engine", choices=backends.NAMES, default="duckdb")
        command.add_argument("--threshold", type=float, default=THRESHOLD, help=f"bits; {THRESHOLD:g} unless said")
        command.add_argument("--model", type=Path, metavar="MODEL.json", help="a saved model, in place of the standard")
        command.add_argument("--train", action="store_true", help="learn a model from these lists")
        command.add_argument("--save-model", type=Path, metavar="MODEL.json", help="write the model that was used")
        command.add_argument("--memory", default="", metavar="4GB", help="at most so much for the engine")
    told = parser.parse_args(arguments)
    if told.command == "link" and len(told.files) < 2:
        link.error("link takes two lists or more; for one list, use dedupe")
    if told.train and told.model:
        parser.error("--train learns a model and --model brings one: choose")
    return Asked(
        files=tuple(told.files),
        maps=told.columns,
        out=told.out,
        engine=told.engine,
        threshold=told.threshold,
        one_to_one=getattr(told, "one_to_one", False),
        guard=not told.no_guard,
        review=told.review,
        groups=told.people,
        model=told.model,
        train=told.train,
        save_model=told.save_model,
        memory=told.memory,
    )
