"""Children whom no list has, and the cohorts that find them: one for each rule, agreed, run and in part decided."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from lifecourse.domains.cohorts import services
from lifecourse.domains.cohorts.models import Cohort
from lifecourse.domains.cohorts.models import Member as CohortMember
from lifecourse.domains.cohorts.rules import Standing
from lifecourse.domains.cohorts.rules.definition import Rule, defined
from lifecourse.kernel.access import context
from lifecourse.kernel.access import services as access
from lifecourse.kernel.access.models import Role

from .families import Family, Maker
from .world import MACHINE, World

OFFICE, OWNER, APPROVER, OFFICER = "insight-office", "insight", "privacy", "officer1"


def families(maker: Maker) -> list[Family]:
    """A boy on no school's roll, a girl taught at home, and two children beside a mother in treatment."""
    unseen, taught = maker.home("9 Ropewalk", ward=5), maker.home("4 Damson Yard", ward=7)
    beside = maker.home("61 Shed Street", ward=3)
    boy = maker.member("unseen-c", "child", "Wilfrid", "Nowhereby", "M", unseen, 11.2)
    girl = maker.member("taught-c", "child", "Clover", "Hearthside", "F", taught, 9.6)
    at_sheds = (
        maker.member("beside-m", "mother", "Shona", "Sidelong", "F", beside, 33.0),
        maker.member("beside-1", "child", "Alby", "Sidelong", "M", beside, 8.1),
        maker.member("beside-2", "child", "Nettie", "Sidelong", "F", beside, 5.4),
    )
    agnes = maker.member("unseen-m", "mother", "Agnes", "Nowhereby", "F", unseen, 38.0)
    juniper = maker.member("taught-m", "mother", "Juniper", "Hearthside", "F", taught, 41.5)
    return [
        Family("unseen", "mother_alone", unseen, (agnes, replace(boy, upn="", school=""))),
        Family("taught", "mother_alone", taught, (juniper, replace(girl, upn="", school=""))),
        Family("beside", "mother_alone", beside, at_sheds),
    ]


def tell(world: World) -> None:
    """Three cohorts: two agreed and run this morning, one that waits for its second person."""
    missing = _start(
        world,
        Rule.ON_NO_LIST,
        "School age and on no list",
        "To find children of school age of whom neither a school nor home education knows, to see that they are safe, "
        "and to offer a school place. Names are needed, for each is looked for.",
        days=30,
    )
    _agree(world, missing, days=28)
    beside = _start(
        world,
        Rule.CHILD_OF_KNOWN_ADULT,
        "Children beside adults in treatment",
        "To offer early help where an adult of the household is in treatment or in a domestic abuse case and nobody "
        "works with the child.",
        days=12,
    )
    _agree(world, beside, days=11)
    _start(
        world,
        Rule.NO_ADULT_SERVICE,
        "Seventeen and a half, and no adult service",
        "To see before the eighteenth birthday who would fall into the gap: known to children’s services, and open to "
        "no service for adults.",
        days=2,
    )
    for cohort in (missing, beside):
        _let_in(world, cohort)
        _run(world, cohort)
    _decide(world, missing)


def _start(world: World, rule: Rule, name: str, purpose: str, *, days: int) -> UUID:
    at = world.ago(days=days)
    with world.acting(OWNER, at) as owner:
        made = services.start_cohort(
            actor=owner,
            at=at,
            circle_id=world.circles[OFFICE].pk,
            name=name,
            wanted=services.Wanted(
                purpose=purpose,
                lawful_basis="public_task",
                lawful_condition="safeguarding",
                expires_on=at.date() + timedelta(days=180),
                definition=defined(rule),
            ),
        )
        return made.pk


def _agree(world: World, cohort_id: UUID, *, days: int) -> None:
    at = world.ago(days=days)
    with world.acting(APPROVER, at) as approver:
        services.agree_cohort(actor=approver, at=at, cohort_id=cohort_id, number=1)


def _let_in(world: World, cohort_id: UUID) -> None:
    """A hub officer is let into the cohort's own circle, so that what is found can become a concern."""
    with context.as_system(MACHINE) as machine:
        access.grant_membership(
            actor=machine,
            at=world.ago(days=10),
            user=world.staff[OFFICER],
            circle=Cohort.objects.get(pk=cohort_id).members_circle,
            role=Role.objects.get(pk=services.OWN_ROLE),
            reason="Takes what is found to the hub",
        )


def _run(world: World, cohort_id: UUID) -> None:
    at = world.ago(hours=2)
    with world.acting(OWNER, at) as owner:
        asked = services.start_run(actor=owner, at=at, cohort_id=cohort_id)
        run = services.carry_out_run(actor=owner, at=at, run_id=asked.pk)
        services.publish_counts(actor=owner, at=at, run_id=run.pk)


def _decide(world: World, cohort_id: UUID) -> None:
    """A few are explained, and one was looked at; the boy of whom no school knows waits for somebody to look."""
    at = world.ago(hours=1)
    boy = world.records["unseen-c"]
    with world.acting(OFFICER, at) as officer:
        rows = CohortMember.objects.filter(run__cohort_id=cohort_id).exclude(person_id=boy)
        members = list(rows.order_by("person__display_name", "id").values_list("pk", flat=True)[:4])
        reasons = ("school_elsewhere", "moved_away", "other_record")
        for member_id, reason in zip(members, reasons, strict=False):
            services.decide_member(
                actor=officer, at=at, member_id=member_id, standing=Standing.EXPLAINED, reason=reason,
                words="The admissions team found them.",
            )  # fmt: skip
        for member_id in members[3:]:
            services.decide_member(
                actor=officer, at=at, member_id=member_id, standing=Standing.LOOKED_AT,
                words="Rang the last school: gone since the summer, no forwarding address. Asking the GP next.",
            )  # fmt: skip
