"""The people who work in the invented partnership: their jobs, circles and roles, and who has a demo sign-in. Pure."""

from dataclasses import dataclass

from .organisations import AGENCIES, COUNCIL, NHS
from .schools import SCHOOLS

# One passphrase for every demo sign-in. It opens nothing but invented people, and only where the demo was built.
PASSPHRASE = "every person here is invented"
ALL_DESKS = "desk-*"


@dataclass(frozen=True)
class Worker:
    """Somebody on the staff. `places` pairs a circle's code with a role; `to_try` is why one would sign in as them."""

    key: str
    name: str
    email: str
    agency: str
    job: str
    places: tuple[tuple[str, str], ...]
    to_try: str = ""


def _hub(key: str, name: str, email: str, role: str, job: str, to_try: str, *, manager: bool = False) -> Worker:
    places = [("mash", role), ("person-index", "index_editor"), (ALL_DESKS, "desk_hub")]
    if key == "officer1":  # lets a child go from a cohort into a concern
        places.append(("insight-office", "cohort_reader"))
    if manager:
        places.insert(2, ("person-index", "index_manager"))
    return Worker(key, name, f"{email}@{COUNCIL}", "childrens-social-care", job, tuple(places), to_try)


def _desk(
    key: str, name: str, email: str, agency: str, job: str, to_try: str = "", role: str = "desk_responder"
) -> Worker:
    return Worker(key, name, email, agency, job, ((f"desk-{agency}", role),), to_try)


SIGN_INS: tuple[Worker, ...] = (
    _hub(
        "officer1",
        "Olive Farthingwell",
        "olive.farthingwell",
        "hub_officer",
        "MASH officer",
        "Screen, rate, match and ask agencies",
    ),
    _hub(
        "officer2",
        "Idris Penhallowby",
        "idris.penhallowby",
        "hub_officer",
        "MASH officer",
        "A colleague's share of the worklist",
    ),
    _hub(
        "officer3",
        "Mei-Lin Ashdowner",
        "mei-lin.ashdowner",
        "hub_officer",
        "MASH officer (adults)",
        "Concerns about adults",
    ),
    _hub(
        "manager1",
        "Morwenna Tollander",
        "morwenna.tollander",
        "hub_manager",
        "MASH manager",
        "Decide, assign, sign as the second person",
        manager=True,
    ),
    _hub(
        "manager2",
        "Kwame Brightwatery",
        "kwame.brightwatery",
        "hub_manager",
        "MASH manager",
        "The other signature; sealed concerns",
        manager=True,
    ),
    _hub(
        "support",
        "Jodie Samplesworth",
        "jodie.samplesworth",
        "hub_support",
        "MASH business support",
        "Take a call, send feedback, compare records",
    ),
    _desk(
        "housing",
        "Harpreet Testerley",
        "harpreet.testerley@homes.quillmere.example",
        "homes",
        "Safeguarding lead",
        "Answer the hub's checks for housing; send a concern",
    ),
    _desk(
        "school",
        SCHOOLS[0].lead,
        "head@schools.quillmere.example",
        SCHOOLS[0].code,
        "Head teacher and designated safeguarding lead",
        "A school's desk: drafts, sent concerns, what may be told",
    ),
    _desk(
        "fire",
        "Vernon Hoseby",
        "vernon.hoseby@fire.example",
        "fire",
        "Visiting officer",
        "Accept a safe and well visit and say what came of it",
        "visitor",
    ),
    _desk(
        "social_worker",
        "Sam Merriweatherall",
        f"sam.merriweatherall@{COUNCIL}",
        "childrens-social-care",
        "Social worker",
        "Be told of concerns about families one works with",
        "lead_professional",
    ),
    Worker(
        "lister",
        "Data Dorrington-Fake",
        f"data.dorrington-fake@{COUNCIL}",
        "childrens-social-care",
        "Information officer",
        tuple(
            (f"desk-{code}", "list_manager")
            for code in (
                "childrens-social-care",
                "adult-social-care",
                "early-help",
                "education",
                "homes",
                "police",
                "mental-health",
                "community-health",
                "youth-justice",
                "turnaround",
            )
        ),
        "Load an agency's list, see what was rejected and why",
    ),
    Worker(
        "administrator",
        "Ada Keysmith",
        f"ada.keysmith@{COUNCIL}",
        "places",
        "Access administrator",
        (("access-office", "access_administrator"),),
        "Accounts, circles, memberships, the directory",
    ),
    Worker(
        "privacy",
        "Percival Shutterby",
        f"percival.shutterby@{NHS}",
        "icb",
        "Caldicott Guardian's delegate",
        (("privacy-office", "privacy_officer"), ("insight-office", "cohort_approver")),
        "Review emergency access; read the trail; agree a cohort",
    ),
    Worker(
        "analyst",
        "Nadia Countwell",
        f"nadia.countwell@{COUNCIL}",
        "public-health",
        "Analyst",
        (("mash", "analyst"), ("insight-office", "scorecard_keeper"), ("insight-office", "report_writer")),
        "The front door's figures, the scorecard, a section of the annual report, and no record",
    ),
    Worker(
        "insight",
        "Ottilie Tallyman",
        f"ottilie.tallyman@{COUNCIL}",
        "public-health",
        "Insight officer",
        (
            ("insight-office", "cohort_owner"),
            ("insight-office", "report_editor"),
            ("insight-office", "scorecard_reader"),
            # The annual report's section on money takes its figures from the board's ledger.
            ("board-office", "board_member"),
            ("person-index", "index_reader"),
        ),
        "Start a cohort, run it, see who is on no list; freeze and publish the annual report",
    ),
    Worker(
        "business",
        "Bettina Ledgerwood",
        f"bettina.ledgerwood@{COUNCIL}",
        "places",
        "Board business manager",
        (("board-office", "board_business_manager"),),
        "Keep the board's money; see what does not add up",
    ),
    Worker(
        "board_member",
        "Alasdair Quorumby",
        f"alasdair.quorumby@{NHS}",
        "icb",
        "Member of the board",
        (("board-office", "board_member"),),
        "Read the board's money and change nothing",
    ),
    Worker(
        "duty",
        "Griff Nightwatch",
        f"griff.nightwatch@{COUNCIL}",
        "childrens-social-care",
        "Out-of-hours duty officer",
        (("out-of-hours", "duty_officer"), ("desk-childrens-social-care", "desk_responder")),
        "Emergency access for 60 minutes, with a reason",
    ),
)
# Nobody's names, in pairs: who answers at each desk that no sign-in above answers for.
_ANSWERERS = (
    "Blessing Fabricant",
    "Tobias Makebelieve",
    "Rhiannon Pretendry",
    "Jerome Suppositt",
    "Halina Wymyślna",
    "Gilbert Nobodyson",
    "Farida Imaginari",
    "Corin Whatsit",
    "Sorcha Fablemore",
    "Bartholomew Dreamt",
    "Lindiwe Untrue",
    "Osric Figment",
    "Pavel Smyšlený",
    "Delphine Conjecture",
    "Hamish Mockingham",
    "Ines Supposedly",
    "Yusra Notionall",
    "Clement Hypothet",
)
_OFFICES = tuple(agency for agency in AGENCIES if not agency.is_school)
COLLEAGUES: tuple[Worker, ...] = (
    *(
        _desk(
            f"at-{school.code}",
            school.lead,
            f"dsl.{school.code}@schools.quillmere.example",
            school.code,
            "Designated safeguarding lead",
        )
        for school in SCHOOLS[1:]
    ),
    *(
        _desk(
            f"at-{agency.code}", name, f"safeguarding.{agency.code}@{agency.domain}", agency.code, "Safeguarding desk"
        )
        for agency, name in zip(_OFFICES, _ANSWERERS, strict=True)
    ),
    _desk("visitor", "Petra Doorstepper", "petra.doorstepper@fire.example", "fire", "Visiting officer", role="visitor"),
)
WORKERS = SIGN_INS + COLLEAGUES


def answers_for(agency: str) -> str:
    """The key of who answers at an agency's desk."""
    return "school" if agency == SCHOOLS[0].code else f"at-{agency}"
