"""Plays generated operations on the house, by its commands, beside the plain model; and lays both side by side."""

import datetime as dt
import io
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction

from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Circle, CircleKind, Role, User
from lifecourse.kernel.agencies import services as agencies
from lifecourse.kernel.base.errors import NotFound, NotPermitted, Refused
from lifecourse.kernel.involvement import queries as involvement_queries
from lifecourse.kernel.involvement import services as involvement
from lifecourse.kernel.involvement.models import Involvement
from lifecourse.kernel.involvement.rules import ListKind
from lifecourse.kernel.involvement.rules.columns import ColumnMap, DateFormat, suggest
from lifecourse.kernel.matching import queries as matching
from lifecourse.kernel.matching import services as decisions
from lifecourse.kernel.matching.rules import PersonQuery, Purpose
from lifecourse.kernel.people import queries, services
from lifecourse.kernel.people.models import (
    Address,
    Comparison,
    Flag,
    Identifier,
    Merge,
    Person,
    PersonName,
    Relationship,
)
from lifecourse.kernel.people.rules import birth as births
from lifecourse.kernel.people.rules.words import EndReason, IdentifierKind, Verdict
from lifecourse.kernel.people.services import Added, AddressGiven, IdentifierGiven, NameGiven

from .merge_model import DONE, INDEX, Decided, One, Spell, Viewer, World

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ONE, TWO = "sealed-one", "sealed-two"
CIRCLES = {INDEX: CircleKind.INDEX, ONE: CircleKind.SEALED, TWO: CircleKind.SEALED}
EDITOR, MANAGER = ("index_editor",), ("index_editor", "index_manager")
STAFF: dict[str, dict[str, tuple[str, ...]]] = {
    "clerk": {INDEX: EDITOR},
    "reader": {INDEX: ("index_reader",)},
    "manager": {INDEX: MANAGER},
    "first keeper": {INDEX: MANAGER, ONE: MANAGER},
    "second keeper": {INDEX: MANAGER, TWO: MANAGER},
    "only the first": {ONE: MANAGER},
    "both": {INDEX: MANAGER, ONE: MANAGER, TWO: MANAGER},
}
# Who does most of it: those who see something and not everything.
OFTEN = {"clerk": 6, "reader": 1, "manager": 4, "first keeper": 5, "second keeper": 3, "only the first": 2, "both": 6}
HEADERS = ("Ref", "Surname", "Forename", "DOB", "NHS number", "Postcode", "Status", "Start date", "End date")
LISTED = "Listed service"
TOLD = ("Told service", "Other told service")
REASONS = (
    ("joined already", "These records are joined already"),
    ("are joined", "These records are joined. If"),
    ("open to sealed", "A sealed record is joined to the open one"),
    ("new identity", "One of them has a new identity"),
    ("two NHS numbers", "They have two valid and different NHS numbers"),
    ("different people", "Somebody decided that they are different people"),
    ("undone already", "This merge was undone already"),
    ("joined to no other", "This record is joined to no other"),
    ("there already", "The record is in that circle already"),
    ("stays sealed", "This record is joined to another that stays sealed"),
    ("joined to others", "This record is joined to others"),
    ("withdrawn already", "This decision was withdrawn already"),
    ("themselves", "A person cannot be related to themselves"),
    ("on record already", "This relationship is on record already"),
    ("number there already", "This number is on the record already"),
    ("ended already", "That has ended already"),
    ("open already", f"{TOLD[0]} is open to this person already"),
    ("open already", f"{TOLD[1]} is open to this person already"),
    ("closed already", "This involvement has ended already"),
)
_SYLLABLES = [a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z") for b in "aeiou"]


class House:
    """The partnership that the play is in: its circles, staff, services and one list. Made once a database."""

    def __init__(self) -> None:
        with context.as_system("merging") as machine:
            by: dict[str, Any] = {"actor": machine, "at": AT}
            self.circles = {
                code: Circle.objects.filter(code=code).first()
                or access.create_circle(**by, code=code, name=f"The {code}", kind=kind)
                for code, kind in CIRCLES.items()
            }
            self.users: dict[str, User] = {}
            self.viewers: dict[str, Viewer] = {}
            for name, places in STAFF.items():
                user = access.create_user(
                    **by, email=f"{name.replace(' ', '.')}@merging.example", full_name=f"Invented {name.title()}"
                )
                leave: dict[str, set[str]] = {}
                for code, roles in places.items():
                    for role in Role.objects.filter(code__in=roles):
                        access.grant_membership(
                            **by,
                            user=user,
                            circle=self.circles[code],
                            role=role,
                            reason="merging",
                            starts_at=AT - dt.timedelta(days=1),
                        )
                        leave.setdefault(code, set()).update(word.partition(".")[2] for word in role.capabilities)
                self.users[name], self.viewers[name] = user, Viewer(name, leave)
            agency = agencies.create_organisation(
                **by, code="merging", name="Invented agency", type="la_housing", valid_from=dt.date(2020, 4, 1)
            )
            self.services = {
                name: involvement.create_service(**by, organisation=agency, code=f"s{number}", name=name)
                for number, name in enumerate((LISTED, *TOLD))
            }
            self.source = involvement.create_source(
                **by,
                service=self.services[LISTED],
                code="merging-list",
                name="Invented list",
                covers="Everybody",
                kind=ListKind.CHANGES,
                columns=ColumnMap(columns=suggest(HEADERS), date_formats=(DateFormat.DAY_FIRST,)),
            )
        self.codes = {circle.pk: code for code, circle in self.circles.items()}


class Play:
    """Some hundred operations on some dozen records, in one transaction; the next play has other records."""

    def __init__(self, house: House, seed: str, number: int) -> None:
        self.house, self.world, self.seed, self.start = house, World(), f"{seed}-{number}", number * 1_000
        self.chance = random.Random(self.seed)
        self.at = AT + dt.timedelta(hours=number)
        self.counted: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.compared = 0
        self.refs: dict[str, tuple[uuid.UUID, dict[str, str]]] = {}
        self.fresh_numbers = self.listed = 0

    # Running ----------------------------------------------------------------------------------------------------------
    def run(self, operations: int, *, check_every: int = 20, pages: int = 30) -> None:
        """Play; after every `check_every` the roots and edges are compared, and in the end what everybody is shown."""
        with transaction.atomic():
            for _ in range(10):
                self.create()
            while self.counted.total() < operations and not self.wrong:
                name = self.chance.choices(list(OFTEN), list(OFTEN.values()))[0]
                if self.chance.random() < 0.35:
                    self.load()
                for _ in range(2):
                    if len(self.world.records) < 34:
                        self.create()
                with context.viewing(self.house.users[name], at=self.at) as user:
                    for _ in range(self.chance.randrange(6, 16)):
                        self.one(name, user)
                        if self.counted.total() % check_every == 0:
                            self.compare_edges()
            if not self.wrong:
                self.compare_edges()
                self.compare_rows()
                self.compare_pages(pages)

    def one(self, name: str, user: Any) -> None:
        """One operation, drawn by weight, by this member of staff."""
        kinds = list(KINDS)
        kind = self.chance.choices(kinds, [KINDS[one][0] for one in kinds])[0]
        self.at += dt.timedelta(seconds=1)
        KINDS[kind][1](self, self.house.viewers[name], user)

    def tell(self, kind: str, wanted: frozenset[str], do: Callable[[], Any]) -> Any:
        """Do it, and compare what came of it with what the model says must come of it. Gives what the command gave."""
        self.counted[kind] += 1
        made = None
        try:
            made = do()
            came = "done"
        except NotFound:
            came = "not found"
        except NotPermitted:
            came = "not permitted"
        except Refused as refused:
            came = next((code for code, words in REASONS if str(refused).startswith(words)), f"refused: {refused}")
        self.outcomes[f"{kind}: {came}"] += 1
        if came not in wanted:
            self.differs(f"{kind}: {came}, and the model says {sorted(wanted)}")
        return made

    def differs(self, text: str) -> None:
        self.wrong.append(f"{self.seed}, operation {self.counted.total()}: {text}")

    def pick(self) -> Any:
        """Some record. Now and then one that stands for many, so that groups grow long."""
        return self.chance.choice(list(self.world.records))

    def name(self) -> str:
        return "".join(self.chance.choices(_SYLLABLES, k=5)).capitalize()

    def number(self) -> str:
        """A valid NHS number of this play's own; half the time one that is there already."""
        held = [value for record in self.world.records.values() for value, _ in record.numbers.values()]
        if held and self.chance.random() < 0.5:
            return str(self.chance.choice(held))
        while True:
            self.fresh_numbers += 1
            digits = f"{900_000_000 + self.start + self.fresh_numbers}"
            check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
            if check != 10:
                return f"{digits}{check % 11}"

    # Operations -------------------------------------------------------------------------------------------------------
    def create(self) -> None:
        """The machine adds somebody, in the index or now and then in a sealed circle."""
        code = self.chance.choices(list(CIRCLES), [8, 2, 1])[0]
        given, family = self.name(), self.name()
        born = dt.date(2005, 1, 1) + dt.timedelta(days=self.chance.randrange(7_000))
        number = self.number() if self.chance.random() < 0.4 else ""
        postcode = f"ZZ{self.chance.randrange(1, 99)} {self.chance.randrange(1, 9)}AA"
        details = Added(
            source="Invented",
            names=[NameGiven(given, family)],
            birth=births.known(born),
            identifiers=[IdentifierGiven(IdentifierKind.NHS_NUMBER, number)] if number else [],
            addresses=[AddressGiven(lines="1 Invented Street", postcode=postcode)],
        )

        def do() -> Person:
            with context.as_system("merging") as machine:
                circle = self.house.circles[code].pk
                return services.add_person(actor=machine, at=self.at, details=details, circle_id=circle)

        made = self.tell("create", DONE, do)
        if made is None:
            return
        record = One(code, born, (given, family), Counter([f"{given} {family}"]))
        record.addresses[f"1 Invented Street, {postcode}"] += 1
        if number:
            with context.as_system("merging"):
                record.numbers[Identifier.objects.get(person=made).pk] = (number, True)
        self.world.records[made.pk] = record

    def load(self) -> None:
        """A file of an agency's list: somebody new, somebody known (whoever may see them), and news of a row before."""
        rows: list[tuple[str, uuid.UUID | None, dict[str, str]]] = []
        for _ in range(self.chance.randrange(15, 70)):
            self.listed += 1
            ref, about, cells = f"{self.seed}-{self.listed}", None, None
            kind = self.chance.random()
            if kind < 0.2 and len(self.world.records) + len(rows) < 44:
                cells = {
                    "Surname": self.name(),
                    "Forename": self.name(),
                    "DOB": f"{self.chance.randrange(1, 28):02}/03/{self.chance.randrange(2005, 2024)}",
                    "Postcode": f"ZZ{self.chance.randrange(1, 99)} {self.chance.randrange(1, 9)}AA",
                }
            elif kind < 0.8:
                about = self.pick()
                cells = self.as_listed(about)
            elif again := [ref for ref in self.refs if ref not in {row[0] for row in rows}]:
                ref = self.chance.choice(again)
                about, before = self.refs[ref]
                cells = {**before, "Status": "closed", "End date": "01/02/2026"}
            if cells is not None:
                rows.append((ref, about, {"Status": "open", "Start date": "05/01/2026", **cells, "Ref": ref}))
        if not rows:
            return
        lines = [",".join(HEADERS), *(",".join(cells.get(head, "") for head in HEADERS) for _, _, cells in rows)]
        file = io.BytesIO("\n".join(lines).encode() + b"\n")

        def do() -> None:
            by: dict[str, Any] = {"at": self.at}
            with context.as_system("merging") as machine:
                by["actor"] = machine
                self.house.source.refresh_from_db()
                got = involvement.receive_list(
                    **by, source=self.house.source, file=file, taken_on=AT.date(), keep=False
                )
                involvement.check_list(**by, load_id=got.pk, file=file)
                involvement.load_list(**by, load_id=got.pk, file=file)

        self.at = max(self.at, AT)
        self.tell("load", DONE, do)
        with context.as_system("merging"):
            kept = Involvement.objects.filter(source=self.house.source, source_ref__in=[ref for ref, _, _ in rows])
            found = {spell.source_ref: spell for spell in kept.select_related("person")}
        for ref, about, cells in rows:
            self.counted["link"] += 1
            spell = found.get(ref)
            if spell is None:
                self.differs(f"link: row {ref} was loaded and is nowhere")
                continue
            if about is None:
                if spell.person_id in self.world.records:
                    self.differs(f"link: row {ref} is of somebody new and was linked to {spell.person_id}")
                    continue
                born = dt.datetime.strptime(cells["DOB"], "%d/%m/%Y").date()  # noqa: DTZ007 a day
                name = (cells["Forename"], cells["Surname"])
                record = One(INDEX, born, name, Counter([" ".join(name)]))
                record.addresses[cells["Postcode"]] += 1
                self.world.records[spell.person_id] = record
                about = spell.person_id
            elif spell.person_id != about:
                self.differs(f"link: row {ref} is of {about} and was linked to {spell.person_id}")
                continue
            self.world.records[about].spells[spell.pk] = Spell(LISTED, cells["Status"] == "open", told=False)
            self.refs[ref] = (about, {key: value for key, value in cells.items() if key not in {"Ref", "Status"}})

    def as_listed(self, key: Any) -> dict[str, str] | None:
        """A row that is about this record by exact agreement, and can be about no other; None if there is none."""
        record = self.world.records[key]
        cells = {"Forename": record.first[0], "Surname": record.first[1], "DOB": f"{record.born:%d/%m/%Y}"}
        own = record.standing_numbers
        others = set().union(
            *(one.standing_numbers for other, one in self.world.records.items() if other != key), frozenset()
        )
        if len(own) == 1 and not own & others:
            return {**cells, "NHS number": next(iter(own))}
        place = next(iter(record.addresses), "")
        return {**cells, "Postcode": place.rpartition(", ")[2]} if place else None

    def merge(self, viewer: Viewer, user: Any) -> None:
        loser, survivor = self.pick(), self.pick()
        wanted, pair = self.world.merge(viewer, loser, survivor)
        made = self.tell(
            "merge",
            wanted,
            lambda: decisions.decide_same(
                actor=user, at=self.at, loser_id=loser, survivor_id=survivor, reason="Invented"
            ),
        )
        if made is not None and pair is not None:
            if (made.loser_id, made.survivor_id) != pair:
                self.differs(f"merge: joined {made.loser_id} to {made.survivor_id}, and the model says {pair}")
            self.world.join(made.pk, *pair)

    def unmerge(self, viewer: Viewer, user: Any) -> None:
        if self.world.edges:
            edge = self.chance.choice(list(self.world.edges))
            wanted = self.world.unmerge(viewer, edge)
            self.tell(
                "unmerge",
                wanted,
                lambda: services.unmerge_people(actor=user, at=self.at, merge_id=edge, reason="Invented"),
            )

    def split(self, viewer: Viewer, user: Any) -> None:
        joined = [key for edge in self.world.edges.values() if edge.stands for key in (edge.loser, edge.survivor)]
        key = self.chance.choice(joined) if joined and self.chance.random() < 0.9 else self.pick()
        wanted, pairs = self.world.separate(viewer, key)
        made = self.tell(
            "split",
            wanted,
            lambda: services.separate_record(actor=user, at=self.at, person_id=key, reason="Invented"),
        )
        if made is not None:
            with context.as_system("merging"):
                found = {
                    (merge.loser_id, merge.survivor_id): merge.pk
                    for merge in Merge.objects.filter(loser__in=[low for low, _ in pairs], undone_at__isnull=True)
                }
            if set(found) != set(pairs):
                self.differs(f"split: joined anew {sorted(map(str, found))}, and the model says {pairs}")
            for pair in pairs:
                self.world.join(found.get(pair, uuid.uuid4()), *pair)

    def seal(self, viewer: Viewer, user: Any) -> None:
        key, code = self.pick(), self.chance.choice((ONE, TWO))
        wanted = self.world.move(viewer, key, code)
        self.tell(
            "seal",
            wanted,
            lambda: services.seal_person(
                actor=user, at=self.at, person_id=key, circle_id=self.house.circles[code].pk, reason_code="invented"
            ),
        )

    def unseal(self, viewer: Viewer, user: Any) -> None:
        sealed = [key for key, record in self.world.records.items() if record.circle != INDEX]
        key = self.chance.choice(sealed) if sealed and self.chance.random() < 0.9 else self.pick()
        wanted = self.world.move(viewer, key, INDEX)
        self.tell(
            "unseal",
            wanted,
            lambda: services.unseal_person(
                actor=user, at=self.at, person_id=key, circle_id=self.house.circles[INDEX].pk, reason_code="invented"
            ),
        )

    def protect(self, viewer: Viewer, user: Any) -> None:
        key = self.pick()
        wanted = self.world.protect(viewer, key)
        self.tell("protect", wanted, lambda: services.protect_identity(actor=user, at=self.at, person_id=key))

    def decide(self, viewer: Viewer, user: Any) -> None:
        one, other = self.pick(), self.pick()
        if one == other:
            return
        different = self.chance.random() < 0.5
        wanted, kept = self.world.decide(viewer, one, other)
        made = self.tell(
            "compare",
            wanted,
            lambda: services.record_comparison(
                actor=user,
                at=self.at,
                person_id=one,
                other_id=other,
                verdict=Verdict.DIFFERENT if different else Verdict.UNSURE,
                reason="Invented",
            ),
        )
        if made is not None and kept is not None:
            if (made.person_id, made.other_id) != kept:
                self.differs(f"compare: kept with {made.person_id}, and the model says {kept[0]}")
            self.world.decided[made.pk] = Decided(*kept, different=different)

    def withdraw(self, viewer: Viewer, user: Any) -> None:
        if self.world.decided:
            decision = self.chance.choice(list(self.world.decided))
            wanted = self.world.withdraw(viewer, decision)
            self.tell(
                "withdraw",
                wanted,
                lambda: services.withdraw_comparison(actor=user, at=self.at, comparison_id=decision),
            )

    def tie(self, viewer: Viewer, user: Any) -> None:
        person, other = self.pick(), self.pick()
        wanted = self.world.tie(viewer, person, other)
        made = self.tell(
            "relate",
            wanted,
            lambda: services.add_relationship(
                actor=user, at=self.at, person_id=person, other_id=other, kind="sibling", source="Invented"
            ),
        )
        if made is not None:
            self.world.ties[made.pk] = (person, other)

    def facts(self, viewer: Viewer, user: Any) -> None:
        """A name, an address or a flag."""
        key, text = self.pick(), self.name()
        wanted = self.world.touch(viewer, key, "edit") or DONE
        by: dict[str, Any] = {"actor": user, "at": self.at, "person_id": key}
        record = self.world.records[key]
        which = self.chance.choice(("names", "addresses", "flags"))
        if which == "names":
            shown = f"{text} {record.first[1]}"
            name = NameGiven(text, record.first[1])
            made = self.tell("name", wanted, lambda: services.add_name(**by, name=name, source="Invented"))
        elif which == "addresses":
            shown = f"{text} Street"
            place = AddressGiven(lines=shown)
            made = self.tell("address", wanted, lambda: services.add_address(**by, address=place, source="Invented"))
        else:
            shown, on = text, self.at.date() + dt.timedelta(days=30)
            made = self.tell(
                "flag", wanted, lambda: services.raise_flag(**by, kind="danger_to_staff", text=text, review_on=on)
            )
        if made is not None:
            getattr(record, which)[shown] += 1

    def give_number(self, viewer: Viewer, user: Any) -> None:
        key, value = self.pick(), self.number()
        wanted = self.world.give_number(viewer, key, value)
        given = IdentifierGiven(IdentifierKind.NHS_NUMBER, value)
        made = self.tell(
            "number",
            wanted,
            lambda: services.add_identifier(actor=user, at=self.at, person_id=key, number=given, source="Invented"),
        )
        if made is not None:
            self.world.records[key].numbers[made.pk] = (value, True)

    def end_number(self, viewer: Viewer, user: Any) -> None:
        held = [(key, pk) for key, record in self.world.records.items() for pk in record.numbers]
        if not held:
            return
        key, pk = self.chance.choice(held)
        record = self.world.records[key]
        value, stands = record.numbers[pk]
        wanted = self.world.touch(viewer, key, "edit") or (DONE if stands else frozenset({"ended already"}))
        before = self.outcomes["end number: done"]
        self.tell(
            "end number",
            wanted,
            lambda: services.end_fact(
                actor=user, at=self.at, person_id=key, fact="identifier", fact_id=pk, reason=EndReason.ERROR
            ),
        )
        if self.outcomes["end number: done"] > before:
            record.numbers[pk] = (value, False)

    def open_service(self, viewer: Viewer, user: Any) -> None:
        key, name = self.pick(), self.chance.choice(TOLD)
        wanted = self.world.open_service(viewer, key, name)
        made = self.tell(
            "involve",
            wanted,
            lambda: involvement.record_involvement(
                actor=user,
                at=self.at,
                person_id=key,
                service=self.house.services[name],
                told_by="Invented",
                told_on=AT.date(),
                opened_on=AT.date(),
            ),
        )
        if made is not None:
            self.world.records[key].spells[made.pk] = Spell(name, is_open=True, told=True)

    def close_service(self, viewer: Viewer, user: Any) -> None:
        told = [(key, pk) for key, one in self.world.records.items() for pk, spell in one.spells.items() if spell.told]
        if not told:
            return
        key, pk = self.chance.choice(told)
        spell = self.world.records[key].spells[pk]
        wanted = self.world.touch(viewer, key, "record")
        if not wanted:
            wanted = DONE if spell.is_open else frozenset({"closed already"})
        made = self.tell(
            "involve no more",
            wanted,
            lambda: involvement.end_involvement(
                actor=user,
                at=self.at,
                involvement_id=pk,
                told_by="Invented",
                told_on=AT.date(),
                closed_on=AT.date(),
            ),
        )
        if made is not None:
            spell.is_open = False

    # Comparing --------------------------------------------------------------------------------------------------------
    def same(self, what: str, house: Any, model: Any) -> None:
        self.compared += 1
        if house != model:
            self.differs(f"{what}: the house says {_short(house)}, the model {_short(model)}")

    def compare_edges(self) -> None:
        """Roots, circles and standing merges of every record, as the machine sees them."""
        with context.as_system("merging"):
            rows = Person.objects.filter(pk__in=list(self.world.records)).values_list("pk", "root_id", "circle_id")
            house = {pk: (root, self.house.codes[circle]) for pk, root, circle in rows}
            merges = Merge.objects.filter(loser__in=list(self.world.records)).values_list(
                "pk", "loser_id", "survivor_id", "undone_at"
            )
            edges = {pk: (low, high, undone is None) for pk, low, high, undone in merges}
        self.same("roots", house, {key: (self.world.root(key), one.circle) for key, one in self.world.records.items()})
        model = {pk: (edge.loser, edge.survivor, edge.stands) for pk, edge in self.world.edges.items()}
        self.same("merges", edges, model)

    def compare_rows(self) -> None:
        """Nothing lost, nothing moved: every row of every table is with the record it was told about."""
        world = self.world
        counts: dict[Any, Callable[[One], int]] = {
            PersonName: lambda one: one.names.total(),
            Identifier: lambda one: len(one.numbers),
            Address: lambda one: one.addresses.total(),
            Flag: lambda one: one.flags.total(),
            Involvement: lambda one: len(one.spells),
        }
        with context.as_system("merging"):
            for model, count in counts.items():
                rows = model.objects.filter(person__in=list(world.records))
                told = {key: n for key, one in world.records.items() if (n := count(one))}
                self.same(model.__name__, dict(Counter(rows.values_list("person_id", flat=True))), told)
                strays = [row.pk for row in rows.select_related("person") if row.circle_id != row.person.circle_id]
                self.same(f"{model.__name__} of another circle", strays, [])
            ties = Relationship.objects.filter(person__in=list(world.records)).values_list("pk", "person", "other")
            self.same("ties", {pk: (one, other) for pk, one, other in ties}, world.ties)
            said = Comparison.objects.filter(person__in=list(world.records)).values_list("pk", "person", "other")
            model_said = {pk: (one.keeper, one.other) for pk, one in world.decided.items()}
            self.same("decisions", {pk: (one, other) for pk, one, other in said}, model_said)

    def compare_pages(self, most: int) -> None:
        """For a draw of people and every viewer: the person's page, timeline and a search, or that there is nothing."""
        keys = list(self.world.records)
        pairs = [(name, key) for name in STAFF for key in keys]
        self.chance.shuffle(pairs)
        for name in STAFF:
            mine = [key for who, key in pairs[:most] if who == name]
            with context.viewing(self.house.users[name], at=self.at) as user:
                for key in mine:
                    self.compare_page(self.house.viewers[name], user, key)
                for key in mine[:2]:
                    self.compare_search(self.house.viewers[name], user, key)

    def compare_page(self, viewer: Viewer, user: Any, key: Any) -> None:
        what, model = f"{viewer.name} opens {key}", self.world.page(viewer, key)
        try:
            record = queries.open_person(viewer=user, at=self.at, pk=key)
        except NotFound:
            self.same(what, None, model)
            return
        if model is None:
            self.same(what, "a page", None)
            return
        numbers = [(f.record_id, f.text.replace(" ", ""), f.standing) for f in record.identifiers]
        moments = queries.timeline(viewer=user, person_ids=record.ids, at=self.at)
        titles = Counter(moment.title.partition(":")[0] for moment in moments)
        spells = involvement_queries.timeline(viewer=user, person_ids=record.ids, at=self.at)
        kinds = Counter(entry.kind for entry in spells)
        answers = involvement_queries.shown_of(viewer=user, at=self.at, person_roots=[record.group_id])
        ties = queries.relationships_of(viewer=user, at=self.at, ids=record.ids)
        house = {
            "ids": set(record.ids),
            "group": record.group_id,
            "names": Counter((fact.record_id, fact.text) for fact in record.names),
            "numbers": Counter(numbers),
            "addresses": Counter((fact.record_id, fact.text) for fact in record.addresses),
            "flags": Counter(flag.text for flag in record.flags),
            "merges": {merge.id: merge.undone_at is None for merge in record.merges},
            "sealed": record.is_sealed,
            "two numbers": "There is more than one NHS number." in record.conflicts,
            "ties": {tie.id: tie.other.root_id for tie in ties},
            "services": {one.service: (one.earlier + 1, one.is_open) for one in answers},
            "decided": {line.id for line in queries.comparisons_of(viewer=user, ids=record.ids)},
            "timeline": {
                "added": titles["Added to the index of people"],
                "joined": titles["Two records were joined"],
                "undone": titles["A merge was undone"],
                "addresses": titles["An address was told"],
                "flags": titles["Flag raised"],
                "opened": kinds["involvement_opened"],
                "closed": kinds["involvement_closed"],
            },
        }
        for part, value in house.items():
            self.same(f"{what}, {part}", value, model[part])

    def compare_search(self, viewer: Viewer, user: Any, key: Any) -> None:
        record = self.world.records[key]
        query = PersonQuery(given=record.first[0], family=record.first[1], birth=births.known(record.born))
        what = f"{viewer.name} searches for {key}"
        result = matching.find_candidates(viewer=user, at=self.at, query=query, purpose=Purpose.RECORDS)
        found = {frozenset(candidate.ids) for candidate in result.candidates}
        shown = {pk for ids in found for pk in ids}
        hidden = {one for one in self.world.records if not viewer.may("search", self.world.circle(one))}
        self.same(f"{what}, somebody hidden", shown & hidden, set())
        if key not in hidden:
            own = frozenset(self.world.seen(viewer, key, "search"))
            self.same(f"{what}, all their records", own in found, True)


# How often each is drawn, and what it does.
KINDS: dict[str, tuple[int, Callable[[Play, Viewer, Any], None]]] = {
    "merge": (30, Play.merge),
    "unmerge": (12, Play.unmerge),
    "split": (8, Play.split),
    "seal": (4, Play.seal),
    "unseal": (5, Play.unseal),
    "protect": (1, Play.protect),
    "compare": (5, Play.decide),
    "withdraw": (4, Play.withdraw),
    "tie": (3, Play.tie),
    "facts": (6, Play.facts),
    "number": (4, Play.give_number),
    "end number": (3, Play.end_number),
    "involve": (5, Play.open_service),
    "involve no more": (3, Play.close_service),
}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 400 else f"{text[:400]}…"
