"""Returns spoilt in every way that files are: by accident, by bad software, and by those who mean harm.

As a script it reads a run of them in a process of its own, with a limit on its memory, and prints what came of it:
`python -m benchmarks.harness.census_mutants SEED FIRST COUNT FOLDER`.
"""

import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Address space of the process that reads: the engine's database is told to use 400 MB, Python and Arrow map the rest.
LIMIT = 3 << 30
Mutation = Callable[[bytes, random.Random], bytes]
VALUES = (
    "", " ", "2017-02-30", "31/03/2018", "9999-12-31", "0001-01-01", "0000-00-00", "10000-01-01", "-2018-03-31",
    "2018-W01-1", "20180331", "2018-03-31Z", "2018-03-31T00:00:00", "-1", "+1", "1e9", "NaN", "2147483648",
    "99999999999999999999", "\u0661\u0662", "true", "FALSE", "yes", "null", "None", "=cmd|'/c calc'!A1", "\u202eabc",
    "\u0000", "&#0;", "&#x10FFFF;", "&#xD800;", "&amp;", "&undefined;", "]]>", "<![CDATA[<x>]]>", "\U0001f9d2" * 50,
    "x" * 300, "x" * 100_000, "<b/>", "<b>x</b>y", "\ufeff", "\u0085", "e\u0301" * 40, "'; drop table child; --",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-7", "latin-1", "cp500", "cp1252", "shift_jis", "utf-8-sig")
DECLARED = (
    "utf-7", "utf-16", "utf-32", "ascii", "us-ascii", "iso-8859-1", "windows-1252", "shift_jis", "ebcdic-cp-us", "idna",
    "punycode", "rot13", "hex", "base64", "unicode_escape", "undefined", "x-klingon", "utf-8\u0000", "a" * 300, "",
)  # fmt: skip
DOCTYPES = (
    b"<!DOCTYPE Message>",
    b'<!DOCTYPE Message SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE Message [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    b"<!DOCTYPE Message ["
    + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"ha" * 10) for n in range(12))
    + b"]>",
    b'<!DOCTYPE Message [<!ELEMENT Message ANY><!ATTLIST Message a CDATA "x">]>',
    b"<!DOCTYPE " + b"x" * 100_000,
)
_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)([^<>]*)>")
_LEAF = re.compile(rb"<([A-Za-z]\w*)>([^<]*)</\1>")
_BOX = re.compile(rb"<(Child|CINdetails|Section47|Assessments|ChildProtectionPlans|Reviews|Header)>.*?</\1>", re.DOTALL)


def _spot(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _found(pattern: re.Pattern[bytes], data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(data))
    return chance.choice(found) if found else None


def _put(data: bytes, found: re.Match[bytes] | None, new: bytes) -> bytes:
    return data if found is None else data[: found.start()] + new + data[found.end() :]


# Bytes


def flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: _spot(data, chance)]


def lose(data: bytes, chance: random.Random) -> bytes:
    at = _spot(data, chance)
    return data[:at] + data[at + chance.choice((1, 10, 300)) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    at = _spot(data, chance)
    return data[:at] + data[at : at + chance.choice((1, 10, 300))] + data[at:]


def insert(data: bytes, chance: random.Random) -> bytes:
    at = _spot(data, chance)
    junk = (b"\0", b"\xff", b"\xef\xbb\xbf", b"<", b">", b"&", b"\x1a", b"<!--", b"]]>", b"<?xml version='1.0'?>")
    return data[:at] + chance.choice(junk) * chance.choice((1, 5)) + data[at:]


# Tags


def rename(data: bytes, chance: random.Random) -> bytes:
    found = _found(_TAG, data, chance)
    if found is None:
        return data
    old = found[2]
    new = chance.choice((b"x", b"Child", b"CINdetails", old.lower(), old + b"s", b"c:" + old, b"a" * 5000))
    if chance.random() < 0.3:
        return _put(data, found, b"<" + found[1] + new + found[3] + b">")
    return re.sub(rb"(</?)" + re.escape(old) + rb"\b", lambda m: m[1] + new, data)


def drop_tag(data: bytes, chance: random.Random) -> bytes:
    return _put(data, _found(_TAG, data, chance), b"")


def drop_element(data: bytes, chance: random.Random) -> bytes:
    return _put(data, _found(chance.choice((_LEAF, _BOX)), data, chance), b"")


def double(data: bytes, chance: random.Random) -> bytes:
    found = _found(chance.choice((_LEAF, _BOX)), data, chance)
    return data if found is None else _put(data, found, found[0] * chance.choice((2, 2, 50)))


def nest(data: bytes, chance: random.Random) -> bytes:
    found = _found(chance.choice((_LEAF, _BOX)), data, chance)
    if found is None:
        return data
    depth = chance.choice((1, 2, 70, 5_000))
    return _put(data, found, b"<%s>" % found[1] * depth + found[0] + b"</%s>" % found[1] * depth)


def move(data: bytes, chance: random.Random) -> bytes:
    one, other = _found(_LEAF, data, chance), _found(_LEAF, data, chance)
    if one is None or other is None or one.start() >= other.start():
        return data
    return data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0] + data[other.end() :]


def attribute(data: bytes, chance: random.Random) -> bytes:
    found = _found(_TAG, data, chance)
    if found is None or found[1]:
        return data
    many = b"".join(b' a%d="1"' % number for number in range(5_000))
    long, longer = b' a="%s"' % (b"x" * 300_000), b' a="%s"' % (b"x" * (2 << 20))
    more = chance.choice((b' a="1"', b' xmlns="urn:x"', b' a="1" a="2"', b" a=1", b' a="<"', many, long, longer))
    return _put(data, found, b"<" + found[2] + more + b">")


# What stands in them, and how the whole is written


def value(data: bytes, chance: random.Random) -> bytes:
    found = _found(_LEAF, data, chance)
    if found is None:
        return data
    new = chance.choice(VALUES).encode("utf-8")
    return _put(data, found, b"<%s>%s</%s>" % (found[1], new, found[1]))


def stray(data: bytes, chance: random.Random) -> bytes:
    found = _found(_TAG, data, chance)
    return data if found is None else _put(data, found, found[0] + chance.choice(VALUES).encode("utf-8"))


def encode(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", errors="replace").encode(chance.choice(ENCODINGS), errors="replace")


def declare(data: bytes, chance: random.Random) -> bytes:
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", data, count=1, flags=re.DOTALL)
    version = chance.choice(("1.0", "1.0", "1.1", "2.0"))
    return f'<?xml version="{version}" encoding="{chance.choice(DECLARED)}"?>'.encode() + body


def doctype(data: bytes, chance: random.Random) -> bytes:
    body = re.sub(rb"^\s*<\?xml.*?\?>", b"", data, count=1, flags=re.DOTALL)
    if chance.random() < 0.5:
        body = body.replace(b"<LAchildID>", b"<LAchildID>&e11;&x;", 1)
    return chance.choice(DOCTYPES) + body


def after(data: bytes, chance: random.Random) -> bytes:
    return data + chance.choice((b"<Message/>", data, b"junk", b"\0" * 1000, b"<!-- x -->", b"\n" * 1000))


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, lose, repeat, insert, rename, drop_tag, drop_element, double, nest, move, attribute, value, value, value,
    stray, encode, declare, doctype, after,
)  # fmt: skip


def mutant(sources: Sequence[bytes], seed: int, number: int) -> tuple[str, bytes]:
    """The number-th spoilt return, and what was done to it."""
    chance = random.Random(f"{seed}/{number}")
    data, done = chance.choice(sources), []
    for _ in range(chance.choice((1, 1, 2, 3))):
        mutation = MUTATIONS[number % len(MUTATIONS)] if not done else chance.choice(MUTATIONS)
        data = mutation(data, chance)
        done.append(mutation.__name__)
    return " + ".join(done), data


@dataclass
class Outcome:
    """What came of reading many. `wrong`: those that broke what is promised, and how."""

    read: int = 0
    refused: int = 0
    departures: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0
    slow: str = ""


def sources(samples: Path, folder: Path) -> list[bytes]:
    """What is spoilt: the public samples, if they are there, and two invented returns."""
    from lifecourse.engines.census.generating.command import generate

    found = [path.read_bytes() for path in sorted(samples.glob("*.xml"))] if samples.is_dir() else []
    small = [one for one in found if len(one) < 50_000]
    for year in (2018, 2026):
        generate(children=12, year=year, seed=year, out=folder / "source.xml", faults=0.3)
        small.append((folder / "source.xml").read_bytes())
    # The large sample comes seldom: it takes as long as fifty others.
    return small * 4 + [one for one in found if len(one) >= 50_000]


def read_all(
    mutants: Sequence[tuple[str, bytes]], folder: Path, outcome: Outcome, read: Callable[..., Any] | None = None
) -> None:
    """Read each into one store. `read`: the reader, if it is not to be the engine's own."""
    from lifecourse.engines.census import store
    from lifecourse.engines.census.problem import BadInput
    from lifecourse.engines.census.reading import read_return

    path = folder / "mutant.xml"
    with store.opened() as db:
        for number, (name, data) in enumerate(mutants):
            path.write_bytes(data)
            began = time.perf_counter()
            try:
                told = (read or read_return)(db, path, file_no=number)
            except BadInput as problem:
                outcome.refused += 1
                text = str(problem)
                if "\n" in text or not 20 < len(text) < 500 or not text.isprintable():
                    outcome.wrong.append(f"{name}: not one clear sentence: {text[:200]!r}")
                if db.execute("select count(*) from child where file_no = ?", [number]).fetchone() != (0,):
                    outcome.wrong.append(f"{name}: refused, but some of it was kept")
            except Exception as problem:
                outcome.wrong.append(f"{name}: {type(problem).__name__}: {problem}"[:300])
            else:
                outcome.read += 1
                outcome.departures += told.departures
                kept = db.execute("select count(*) from departure where file_no = ?", [number]).fetchone()[0]
                children = db.execute("select count(*) from child where file_no = ?", [number]).fetchone()[0]
                if kept + told.counted_only != told.departures or children != told.children:
                    outcome.wrong.append(f"{name}: told {told.departures} departures, kept {kept}")
            if (took := time.perf_counter() - began) > outcome.slowest:
                outcome.slowest, outcome.slow = took, name
        outcome.kinds.update(
            dict(db.execute("select what, count(distinct file_no) from departure group by what").fetchall())
        )


def main(seed: int, first: int, count: int, samples: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="census-mutants-") as name:
        folder = Path(name)
        spoilt = sources(samples, folder)
        for start in range(first, first + count, 100):
            stop = min(start + 100, first + count)
            read_all([mutant(spoilt, seed, number) for number in range(start, stop)], folder, outcome)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**vars(outcome), "peak": peak}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
