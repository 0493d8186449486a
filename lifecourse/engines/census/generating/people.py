"""What an invented child's entry is made of; as in a return, and before it is written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Assessment:
    """`authorised`: None while it runs; then it has no factors."""

    started: dt.date
    authorised: dt.date | None = None
    factors: Sequence[str] = ()


@dataclass(slots=True)
class InNeedPlan:
    """A child in need plan; in returns from 2022."""

    started: dt.date
    ended: dt.date | None = None


@dataclass(slots=True)
class Enquiry:
    """A section 47 enquiry. `not_required`: it ended without a conference."""

    started: dt.date
    target: dt.date | None = None
    conference: dt.date | None = None
    not_required: bool = False


@dataclass(slots=True)
class ProtectionPlan:
    """A child protection plan. `previous`: plans before it in the child's life, by this authority."""

    started: dt.date
    ended: dt.date | None = None
    first: str = "NEG"
    latest: str = "NEG"
    previous: int = 0
    reviews: Sequence[dt.date] = ()


@dataclass(slots=True)
class Case:
    """One referral and what came of it. `transfer_conference`: of a child who moved in under a plan."""

    referred: dt.date
    source: str = "6"
    need: str = "N1"
    closed: dt.date | None = None
    reason: str = ""
    transfer_conference: dt.date | None = None
    assessments: list[Assessment] = field(default_factory=list)
    in_need_plans: list[InNeedPlan] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    no_further_action: bool = False
    plans: list[ProtectionPlan] = field(default_factory=list)


@dataclass(slots=True)
class Life:
    """What a story says of a child: the cases, and of the child only what the story needs."""

    cases: list[Case]
    born: dt.date | None = None
    expected: dt.date | None = None
    died: dt.date | None = None
    single: bool = False


@dataclass(slots=True)
class Child:
    """One child of a return. `sex`: M, F or U; `upn_unknown`: why there is no `upn`; `fault`: what was spoilt."""

    child_id: str
    upn: str
    upn_unknown: str
    born: dt.date | None
    expected: dt.date | None
    sex: str
    died: dt.date | None
    ethnicity: str
    disabilities: Sequence[str]
    cases: list[Case]
    story: str = ""
    fault: str = ""
    flags: tuple[str, str] = ("0", "1")
    stray: str = ""
