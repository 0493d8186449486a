"""Spoilt returns: read or refused in one sentence, never another error. `./run bench census_mutations` does 10,000."""

from collections import Counter
from pathlib import Path

from benchmarks.harness.census_mutants import MUTATIONS, Outcome, mutant, read_all, sources
from lifecourse.engines.census.reading import read_return

SAMPLES = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "cin_samples"
COUNT = 300


def test_spoilt_returns_are_read_or_refused(tmp_path):
    spoilt = [mutant(sources(SAMPLES, tmp_path), 5, number) for number in range(COUNT)]
    outcome = Outcome()
    for start in range(0, COUNT, 100):
        read_all(spoilt[start : start + 100], tmp_path, outcome)
    assert outcome.wrong == []
    assert outcome.read + outcome.refused == COUNT
    # Both happen often, or the spoiling is too strong or too weak to show anything.
    assert min(outcome.read, outcome.refused) > COUNT / 10
    assert len(outcome.kinds) > 8
    used = Counter(name for names, _ in spoilt for name in names.split(" + "))
    assert set(used) == {mutation.__name__ for mutation in MUTATIONS}


def test_a_reader_that_fails_otherwise_is_told_of(tmp_path):
    """Control: each promise that is broken is seen."""
    spoilt = [mutant(sources(SAMPLES, tmp_path), 5, 12)]  # one that can be read

    def raises(*_, **__):
        raise KeyError("Child")

    def miscounts(db, path, **more):
        told = read_return(db, path, **more)
        told.departures += 1
        return told

    for careless, said in ((raises, "KeyError"), (miscounts, "departures, kept")):
        outcome = Outcome()
        read_all(spoilt, tmp_path, outcome, careless)
        assert [said in one for one in outcome.wrong] == [True], careless
