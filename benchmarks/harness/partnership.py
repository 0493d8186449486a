"""A small partnership with invented people in it: circles, agencies, a team with a code, and staff who can sign in."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

PASSWORD = "everybody here is made up 7"
SINCE = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
AGENCIES = (("homes", "la_housing"), ("school", "school_academy"), ("police", "police"), ("health", "community_health"))


@dataclass
class Partnership:
    """What was made, by code or by the name of the job."""

    circles: dict[str, Any] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    staff: dict[str, Any] = field(default_factory=dict)
    team_code: str = ""


def set_up() -> Partnership:
    """Make it all, by commands, as the machine."""
    from lifecourse.kernel.access import services as access
    from lifecourse.kernel.access.context import as_system
    from lifecourse.kernel.access.models import CircleKind, Role
    from lifecourse.kernel.agencies import services as agencies

    made = Partnership()
    with as_system("benchmark") as machine:
        for code, kind, breakable in (
            ("mash", CircleKind.HUB, True),
            ("person-index", CircleKind.INDEX, True),
            ("privacy-office", CircleKind.OFFICE, False),
            ("access-office", CircleKind.OFFICE, False),
            ("sealed", CircleKind.SEALED, False),
        ):
            made.circles[code] = access.create_circle(
                actor=machine, at=SINCE, code=code, name=f"The {code}", kind=kind, breakable=breakable
            )
        for code, kind in AGENCIES:
            organisation = agencies.create_organisation(
                actor=machine,
                at=SINCE,
                code=code,
                name=f"Invented {code}",
                type=kind,
                valid_from=dt.date(2020, 4, 1),
                answers_checks=True,
            )
            made.organisations[code] = organisation
            made.circles[f"desk-{code}"] = organisation.desk
        made.team_code = agencies.create_team(
            actor=machine,
            at=SINCE,
            organisation=made.organisations["homes"],
            code="crew",
            name="Crew",
            valid_from=dt.date(2020, 4, 1),
            is_eyes_and_ears=True,
        ).team_code
        roles = {role.code: role for role in Role.objects.all()}
        on_desks = [(code, "desk_hub") for code in made.circles if code.startswith("desk-")]
        for job, places in {
            "officer": [("mash", "hub_officer"), ("person-index", "index_editor"), *on_desks],
            "manager": [
                ("mash", "hub_manager"),
                ("person-index", "index_manager"),
                ("person-index", "index_editor"),
                *on_desks,
            ],
            "second": [("mash", "hub_manager"), ("person-index", "index_reader"), *on_desks],
            "responder": [("desk-homes", "desk_responder")],
            "lister": [("desk-homes", "list_manager")],
            "privacy": [("privacy-office", "privacy_officer")],
            "administrator": [("access-office", "access_administrator")],
            "analyst": [("mash", "analyst")],
        }.items():
            user = access.create_user(
                actor=machine,
                at=SINCE,
                email=f"{job}@bench.example",
                full_name=f"Invented {job.title()}",
                password=PASSWORD,
            )
            made.staff[job] = user
            for circle, role in places:
                access.grant_membership(
                    actor=machine,
                    at=SINCE,
                    user=user,
                    circle=made.circles[circle],
                    role=roles[role],
                    reason="benchmark",
                )
    return made
