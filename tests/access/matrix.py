"""Who may open which door: one row a route. A route without a row fails, and a row without a route fails."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lifecourse.domains.board.rules.years import FinancialYear, year_of

HUB = "hub_officer hub_manager hub_support"
SCREENS = "hub_officer hub_manager"
READS = f"{HUB} emergency_reader"  # may see concerns of the hub
INSIDERS = "in_the_other in_the_sealed"  # inside the other and the sealed room; controls
EDITS = HUB  # through the person index
INDEX = f"{HUB} index_manager index_reader"
DESK = "desk_responder visitor lead_professional"  # who is at a desk to act
ADMIN = "access_administrator"
EVERYBODY = f"{INDEX} {DESK} list_manager {ADMIN} privacy_officer analyst emergency_reader ended nobody {INSIDERS}"
Values = Mapping[str, Any]
# The ledgers of the rooms were made ten days ago, when this year was not begun.
NEXT_YEAR = str(FinancialYear(year_of((dt.datetime.now(dt.UTC) - dt.timedelta(days=10)).date()).first + 1))


@dataclass(frozen=True)
class Row:
    """One route. `keys`: the ids of its address. `get`: who is shown it. `barred`: who sees the record, but not this.

    `post`: who may do it. `data`: what to post, from the room's ids; with it, somebody who may must succeed.
    `only`: the one method it takes. `anywhere`: not about one circle's record, so the room makes no difference.
    `abroad`: who has the same leave in the other room as in their own; in the sealed one nobody has.
    `public`: everybody, signed in or not. `shows`: its post shows something and changes nothing (a search).
    `logged`: being shown it is written to the trail. `query`: what a GET asks about, from the room's ids.
    `statuses`: what those who are shown it get.
    """

    route: str
    keys: str = ""
    get: str = ""
    post: str = ""
    barred: str = ""
    data: Callable[[Values], dict[str, Any]] | None = None
    only: str = ""
    anywhere: bool = False
    abroad: str = ""
    public: bool = False
    shows: bool = False
    logged: bool = False
    query: Callable[[Values], dict[str, Any]] | None = None
    statuses: frozenset[int] = field(default=frozenset({200}))


def day(name: str, *, ago: int = 3) -> dict[str, int]:
    """The date so many days ago, as its three fields."""
    on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=ago)
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def seen(key: str, **values: Any) -> Callable[[Values], dict[str, Any]]:
    """Fixed words, and the version of the record as it was seen."""
    return lambda ids: {**values, "version": ids[f"{key}_version"]}


def words(**values: Any) -> Callable[[Values], dict[str, Any]]:
    """Fixed words."""
    return lambda ids: values


def ids(**values: str) -> Callable[[Values], dict[str, Any]]:
    """Ids of the room by their names; `=word` is a word."""
    return lambda room: {k: v[1:] if v.startswith("=") else room[v] for k, v in values.items()}


def both(*parts: Callable[[Values], dict[str, Any]]) -> Callable[[Values], dict[str, Any]]:
    """Several together."""
    return lambda room: {k: v for part in parts for k, v in part(room).items()}


def _concerns() -> list[Row]:
    """The front door."""
    lists = f"{SCREENS} analyst {INSIDERS}"
    writes = f"{HUB} desk_responder lead_professional {INSIDERS}"
    asked = ids(subjects="fresh_subject", organisations="agency")
    told = words(
        purpose="To decide", lawful_basis="public_task", lawful_condition="safeguarding",
        level="2", reason="It is enough.", outcomes="advice", already_open="no", why_now="Nobody was asked.",
    )  # fmt: skip
    return [
        # Whoever sees no concern is shown an empty list: it says of nobody that they are known.
        Row("concerns:worklist", get=EVERYBODY, post=EVERYBODY, logged=True),
        Row("concerns:desk", get=EVERYBODY, post=EVERYBODY),
        Row("concerns:figures", get=lists, post=lists, barred=EVERYBODY),
        Row("concerns:figures_csv", get=lists, post=lists, barred=EVERYBODY),
        Row("concerns:new", get=writes, post=writes),
        Row("concerns:drafts", get=writes, only="GET"),
        Row("concerns:draft", "draft", get="desk_responder", post="desk_responder", logged=True),
        Row("concerns:draft_discard", "draft", get="desk_responder", post="desk_responder", data=words()),
        Row("concerns:assign_many", post=f"hub_manager {INSIDERS}", barred=EVERYBODY, only="POST",
            data=ids(concern="fresh", to="concern_to", confirm="=1")),
        Row("concerns:concern", "concern", get=READS, post=READS, logged=True),
        Row("concerns:screen", "concern", post=SCREENS, barred=READS, only="POST"),
        Row("concerns:rate", "fresh", get=READS, post=SCREENS, data=seen("fresh", rating="amber", reason="Twice now.")),
        Row("concerns:assign", "fresh", get=READS, post="hub_manager", data=ids(to="concern_to")),
        Row("concerns:note", "concern", get=READS, post=SCREENS, data=words(text="Rang the school.")),
        Row("concerns:link", "fresh", get=READS, post=SCREENS,
            data=both(seen("fresh"), ids(reference="concern_reference"))),
        Row("concerns:unlink", "concern", post=SCREENS, barred=READS, only="POST"),
        Row("concerns:subject_add", "fresh", get=READS, post=SCREENS, data=words(kind="adult", given_name="Uncle")),
        Row("concerns:ask", "fresh", get=READS, post=SCREENS, data=both(seen("fresh"), told, asked)),
        Row("concerns:decide", "fresh", get=READS, post="hub_manager", data=both(seen("fresh"), told)),
        Row("concerns:feedback", "decided", get=READS, post=HUB, data=seen("decided", by="phone")),
        Row("concerns:close", "decided", post=SCREENS, barred=READS, only="POST"),
        Row("concerns:reopen", "decided", get=READS, post="hub_manager", data=words(reason="New facts.")),
        Row("concerns:new_fact", "concern", get=READS, post=SCREENS, data=words(is_new="yes")),
        Row("concerns:seal", "concern", get=READS, post="hub_manager",
            data=ids(circle="sealed_circle", reason="=A colleague.")),
        Row("concerns:breach", "fresh clock", get=READS, post=SCREENS,
            data=both(words(code="other", words="Too many that night."), ids(authorised_by="concern_to"))),
        Row("concerns:answer", "request", get="desk_responder", post="desk_responder",
            data=seen("request", **{"p0-answer": "no_record", "p0-searched": "All names, to 2015"})),
        Row("concerns:decline", "request", get="desk_responder", post="desk_responder",
            data=ids(code="decline_code", words="=A police matter.")),
        Row("concerns:withdraw", "request", get=HUB, post=HUB, data=words(reason="Not needed.")),
        Row("concerns:sign", "decision", get=READS, post="hub_manager",
            data=seen("decision", verdict="return", words="Say more.")),
        Row("concerns:subject_find", "fresh_subject", get=SCREENS, post=SCREENS, barred=READS,
            data=seen("fresh_subject", act="resolve", resolution="not_identified", reason="No such name.")),
        Row("concerns:note_strike", "note", get=READS, post=SCREENS, data=words(reason="About somebody else.")),
    ]  # fmt: skip


def _people() -> list[Row]:
    """The index of people."""
    heard = words(given="Jonquil", family="Example", purpose="concern")
    source = {"source": "Mother"}

    def of_person(name: str, keys: str = "person", **given: Any) -> Row:
        return Row(f"web:person_{name}", keys, get=EDITS, post=EDITS, barred=INDEX, data=seen("person", **given))

    return [
        Row(
            "web:search",
            get=f"{INDEX} emergency_reader {INSIDERS}",
            post=f"{INDEX} emergency_reader {INSIDERS}",
            data=heard,
            shows=True,
        ),
        Row("web:person_add", get=f"{HUB} in_the_other", post=f"{HUB} in_the_other", barred=EVERYBODY),
        Row("web:person", "person", get=INDEX, only="GET", logged=True),
        Row("web:person_trail", "person", get="index_manager", only="GET"),
        of_person("details", precision="unknown", sex="female", **source),
        of_person("name", given="Jo", family="Example", kind="known_as", reason="changed", **source),
        of_person("address", lines="2 Invented Street", address_kind="home", reason="changed", **source),
        of_person("protect", "person address"),
        of_person("number", kind="nhs_number", value="9434765919", status="stated", reason="changed", **source),
        of_person("contact", kind="phone", value="01632 960009", is_safe="yes", **source),
        Row("web:person_birth", "person", get=EDITS, post=EDITS, barred=INDEX),
        of_person("death", **day("died_on"), **source),
        of_person("end_fact", "person =contact contact", reason="error"),
        Row("web:person_relate", "person", get=EDITS, post=EDITS, barred=INDEX),
        of_person("relate_to", "person relative", relationship="aunt_or_uncle", parental_responsibility="no", **source),
        of_person("end_tie", "person tie", reason="error"),
        of_person("flag", flag_kind="missing", text="Ring first.", **day("review_on", ago=-60)),
        of_person("end_flag", "person flag", note="No longer so."),
        Row("web:person_seal", "person", get="index_manager", post="index_manager", barred=INDEX),
        Row("web:person_compare", "person", get=EDITS, post=EDITS, barred=INDEX, data=heard, shows=True),
        Row("web:person_compare_with", "person relative", get=EDITS, post=EDITS),
        of_person("unmerge", "person merge", reason="Two children."),
        of_person("separate", reason="Two children."),
        Row("web:person_withdraw", "person comparison", post=EDITS, barred=INDEX, only="POST", data=words()),
        Row("involvement:involvement", "involvement", get=f"{HUB} index_reader", only="GET", logged=True),
        Row(
            "involvement:told",
            "person",
            get=HUB,
            post=HUB,
            data=both(ids(service="desk_service"), words(told_by="Desk, by phone", **day("told_on"))),
        ),
        Row(
            "involvement:ended",
            "involvement",
            get=HUB,
            post=HUB,
            data=both(seen("involvement", told_by="Desk, by phone"), words(**day("told_on"), **day("closed_on"))),
        ),
        Row(
            "involvement:parted",
            "listed",
            get=HUB,
            post=HUB,
            data=seen("listed", family="Sample", reason="Two people."),
        ),
        Row("matching:queue", get=f"{HUB} {INSIDERS}", only="GET", logged=True),
        Row("matching:next", get=f"{HUB} {INSIDERS}", only="GET", statuses=frozenset({302})),
        Row("matching:pair", "pair", get=HUB, post=HUB, data=words(verdict="unsure"), logged=True),
        Row("matching:quality", get=f"{HUB} index_manager {INSIDERS}", barred=EVERYBODY, only="GET", logged=True),
    ]


def _lists() -> list[Row]:
    """Lists: how fresh each is may be known by whoever asks; its files by whoever loads them."""
    load = "list_manager"
    fresh = f"{HUB} index_reader emergency_reader {INSIDERS}"
    return [
        Row("involvement:lists", get=f"{fresh} {load}", only="GET"),
        Row("involvement:source", "source", get=f"{fresh} {load}", only="GET", anywhere=True),
        Row("involvement:linking", get=ADMIN, post=ADMIN, anywhere=True, data=words(reason="=The board's minute 7.")),
        Row("involvement:send", "source", get=load, post=load),
        Row("involvement:file", "load", get=load, only="GET"),
        Row("involvement:progress", "load", get=load, only="GET", statuses=frozenset({302})),
        Row("involvement:columns", "load", get=load, post=load),
        Row("involvement:check", "load", post=load, only="POST", data=words()),
        Row("involvement:load", "load", post=load, only="POST"),
        Row("involvement:abandon", "load", post=load, only="POST", data=words()),
        Row("involvement:rejected", "load", get=load, only="GET", logged=True),
    ]


def _actions_and_letters() -> list[Row]:
    """What agencies are asked to do, and what people outside are told."""
    sees = f"{HUB} {DESK}"
    writes = f"{HUB} desk_responder"
    return [
        Row("actions:list", get=f"{sees} emergency_reader {INSIDERS}", only="GET", logged=True),
        Row("actions:show", "action", get=sees, only="GET", logged=True),
        Row("actions:accept", "action", post=DESK, barred=sees, only="POST"),
        Row("actions:decline", "action", get=DESK, post=DESK, barred=sees, data=seen("action", reason="Not ours.")),
        Row("actions:result", "action", get=DESK, post=DESK, barred=sees),
        Row("actions:evidence", "action", get=writes, post=writes, barred=sees),
        Row("actions:withdraw", "action", get=HUB, post=HUB, barred=sees, data=seen("action", reason="Not needed.")),
        Row("actions:give", "action", get=sees, post=sees),
        Row("letters:list", get=f"{writes} {INSIDERS}", only="GET", logged=True),
        Row("letters:show", "letter", get=HUB, only="GET", logged=True),
        Row("letters:resend", "letter", get=HUB, post=HUB),
        Row("letters:told", "letter", get=HUB, post=HUB, data=seen("letter")),
        Row("letters:posted", "letter", get=HUB, post=HUB),
        Row("letters:bounced", "letter", get=HUB, post=HUB),
    ]


def _cohorts() -> list[Row]:
    """Cohorts: what each is lies in an office; who belongs, in a circle of its own, where the hub's officer is."""
    owner, sees = "hub_officer", "hub_officer hub_manager analyst"
    told = both(
        words(
            purpose="To find them.", lawful_basis="public_task", lawful_condition="safeguarding", rule="on_no_list",
            ages="standard",
        ),
        words(**day("expires_on", ago=-60)),
    )  # fmt: skip
    return [
        Row("cohorts:list", get=f"{sees} {INSIDERS}", only="GET"),
        Row("cohorts:start", get=f"{owner} {INSIDERS}", post=f"{owner} {INSIDERS}", barred=sees,
            data=both(told, words(name="A cohort"))),
        Row("cohorts:cohort", "cohort", get=sees, only="GET"),
        Row("cohorts:change", "cohort", get=owner, post=owner, barred=sees, data=both(told, seen("cohort"))),
        Row("cohorts:agree", "cohort", get="hub_manager", post="hub_manager", barred=sees,
            data=words(agreed="on", number="2")),
        Row("cohorts:end", "cohort", get=owner, post=owner, barred=sees, data=seen("cohort", because="It is done.")),
        Row("cohorts:run_start", "cohort", post=owner, barred=sees, only="POST", data=words()),
        Row("cohorts:published_csv", "publication", get=sees, only="GET", logged=True),
        Row("cohorts:run", "run", get=owner, only="GET", logged=True),
        Row("cohorts:progress", "run", get=owner, only="GET", statuses=frozenset({302})),
        Row("cohorts:publish", "run", post=owner, only="POST", data=words()),
        Row("cohorts:members", "run", get=owner, only="GET", logged=True),
        Row("cohorts:member", "member", get=owner, only="GET", logged=True),
        Row("cohorts:decide", "member", get=owner, post=owner,
            data=seen("member", standing="explained", reason="home_educated")),
        Row("cohorts:move", "member", get=owner, post=owner, data=seen("member", words="No school knows her.")),
    ]  # fmt: skip


def _scorecard() -> list[Row]:
    """The scorecard: published figures are no secret among those who see it; our own, and what is said, are."""
    keeper, sees = "hub_manager", "hub_manager analyst"
    key = "=icpc_rate_per_10000"
    typed = both(
        words(
            area="359", year="2018", kind="number", value="62.1", vintage="Tables of 2018", source="Table C4",
        ),
        words(**day("published_on")),
    )  # fmt: skip
    keeps = f"{keeper} {INSIDERS}"
    shown = f"{sees} {INSIDERS}"
    return [
        Row("scorecard:list", get=shown, only="GET", anywhere=True),
        Row("scorecard:quality", get=shown, only="GET", anywhere=True),
        Row("scorecard:take", post=keeps, barred=sees, only="POST", data=words(), anywhere=True),
        *(Row(f"scorecard:{name}", get=shown, only="GET", anywhere=True, logged=True)
          for name in ("csv", "xlsx", "api_figures")),
        *(Row(f"scorecard:{name}", get=shown, only="GET", anywhere=True) for name in ("api", "api_indicators")),
        Row("scorecard:indicator", key, get=shown, only="GET", anywhere=True),
        Row("scorecard:type", key, get=keeps, post=keeps, barred=sees, data=typed, anywhere=True),
        Row("scorecard:say", key, get=keeps, post=keeps, barred=sees,
            data=words(year="2018", words="It moved."), anywhere=True),
        Row("scorecard:own", key, post=keeps, barred=sees, only="POST", data=words(), anywhere=True),
        Row("scorecard:act", key, get=keeps, post=keeps, barred=sees,
            data=both(words(title="Look at it"), words(**day("due_on", ago=-30)), ids(organisation="agency")),
            anywhere=True),
    ]  # fmt: skip


def _annual_report() -> list[Row]:
    """Annual reports: read, written and kept in an office; what is published is for anybody."""
    editor, writes = "hub_officer", "hub_officer hub_manager"
    sees = f"{writes} analyst"

    def anybody(name: str, keys: str = "", *statuses: int) -> Row:
        return Row(f"annual_report:{name}", keys, public=True, only="GET", statuses=frozenset(statuses or (200,)))

    def file(name: str) -> str:
        return f"=adults-2049-50 =1 ={name}"

    year = {"period_from_day": 1, "period_from_month": 4, "period_from_year": 2049,
            "period_to_day": 31, "period_to_month": 3, "period_to_year": 2050}  # fmt: skip
    return [
        Row("annual_report:list", get=f"{sees} {INSIDERS}", only="GET"),
        Row("annual_report:start", get=f"{editor} {INSIDERS}", post=f"{editor} {INSIDERS}", barred=sees,
            data=words(title="Yearly", regime="adults:care_act", **year)),
        Row("annual_report:report", "report", get=sees, only="GET"),
        Row("annual_report:read", "report", get=sees, only="GET"),
        Row("annual_report:wrong", "report", get=sees, only="GET"),
        # Planting a canary over a section's words takes the finding out of them: its editor finds none either.
        Row("annual_report:reason", "report finding", barred="hub_manager analyst"),
        Row("annual_report:reason_back", "report reason", post=editor, barred=sees, only="POST", data=words()),
        Row("annual_report:freeze", "ready_report", get=editor, post=editor, barred=sees,
            data=seen("ready_report", read="on")),
        Row("annual_report:correct", "final_report", get=editor, post=editor, barred=sees,
            data=seen("final_report", because="A slip.")),
        Row("annual_report:section", "section", get=sees, post=writes, barred=sees, data=seen("section", words="New.")),
        Row("annual_report:section_save", "section", post=writes, barred=sees, only="POST",
            data=seen("section", words="New."), shows=True),
        Row("annual_report:section_move", "section =review", post=writes, barred=sees, only="POST", data=words()),
        Row("annual_report:section_give", "section", get=editor, post=editor, barred=sees,
            data=both(seen("section"), ids(owner="report_writer"))),
        Row("annual_report:section_comment", "section", post=writes, barred=sees, only="POST",
            data=words(comment="More.")),
        Row("annual_report:comment_settle", "section comment", post=writes, barred=sees, only="POST", data=words()),
        Row("annual_report:section_version", "section =1", get=sees, only="GET"),
        Row("annual_report:edition", "edition", get=sees, only="GET"),
        Row("annual_report:edition_file", "edition =figures.csv", get=sees, only="GET"),
        Row("annual_report:publish", "edition", get=editor, post=editor, barred=sees, data=words(sure="on")),
        Row("annual_report:figure", "frozen_figure", get=sees, only="GET"),
        anybody("published_list"),
        anybody("published", "=adults-2049-50", 302),
        anybody("published_edition", "=adults-2049-50 =1"),
        anybody("published_file", file("figures.json")),
    ]  # fmt: skip


def _board() -> list[Row]:
    """The board's money: the hub's officer stands for the business manager, its manager for a member who reads."""
    keeps, sees = "hub_officer", "hub_officer hub_manager"
    entry = both(words(amount="12.50", words="A bill"), words(**day("on")))
    under = both(entry, ids(heading="heading"))
    return [
        Row("board:years", get=f"{sees} {INSIDERS}", only="GET"),
        Row("board:years_csv", get=f"{sees} {INSIDERS}", only="GET", logged=True),
        Row("board:start", get=f"{keeps} {INSIDERS}", post=f"{keeps} {INSIDERS}", barred=sees,
            data=words(year=NEXT_YEAR)),
        Row("board:headings", get=f"{sees} {INSIDERS}", only="GET"),
        Row("board:heading_add", get=f"{keeps} {INSIDERS}", post=f"{keeps} {INSIDERS}", barred=sees,
            data=both(words(name="Venues", kind="spending"), words(**day("opened_on")))),
        Row("board:heading_close", "heading", get=keeps, post=keeps, barred=sees,
            data=both(seen("heading"), words(**day("on")))),
        Row("board:findings", get=f"{sees} {INSIDERS}", only="GET"),
        Row("board:upload", get=f"{keeps} {INSIDERS}", post=f"{keeps} {INSIDERS}", barred=sees),
        Row("board:reverse", "entry", get=keeps, post=keeps, barred=sees, data=words(because="Typed twice.")),
        Row("board:claim_withdraw", "claim", get=keeps, post=keeps, barred=sees,
            data=seen("claim", because="Misread.")),
        Row("board:year", "year", get=sees, only="GET"),
        Row("board:year_csv", "year", get=sees, only="GET", logged=True),
        Row("board:entries", "year", get=sees, only="GET"),
        Row("board:record", "year =spend", get=keeps, post=keeps, barred=sees, data=under),
        Row("board:claim", "year", get=keeps, post=keeps, barred=sees,
            data=words(printed="total_income", amount="5", source="Report")),
        Row("board:close", "past_year", get=keeps, post=keeps, barred=sees, data=seen("past_year")),
        Row("board:reopen", "closed_year", get=keeps, post=keeps, barred=sees,
            data=seen("closed_year", because="A late bill.")),
    ]  # fmt: skip


def _administration() -> list[Row]:
    """Staff, circles, memberships, emergencies, the directory: about no person of ours."""
    place = {"role": "visitor", "reason": "Cover", "kind": "standing"}

    def kept(route: str, keys: str = "", *, only: str = "", **given: Any) -> Row:
        return Row(
            route, keys, get="" if only == "POST" else ADMIN, post="" if only == "GET" else ADMIN, only=only,
            anywhere=True, data=words(**given) if given or only == "POST" else None,
        )  # fmt: skip

    return [
        kept("access:users", only="GET"),
        kept("access:search_users", only="POST", words="Invented"),
        kept("access:invite", email="new@example.org", full_name="New Invented"),
        kept("access:user", "user", only="GET"),
        Row("access:grant", "user", get=ADMIN, post=ADMIN, anywhere=True,
            data=both(words(**place), ids(circles="mash"))),
        kept("access:record_leaver", "user", only="POST"),
        kept("access:reset_second_factor", "user", only="POST"),
        kept("access:send_link", "user", only="POST"),
        kept("access:circles", only="GET"),
        kept("access:create_circle", name="Panel", code="panel", kind="office"),
        Row("access:circle", "circle", get=f"{READS} {ADMIN} analyst", only="GET", abroad=ADMIN),
        Row("access:let_in", "circle", get=ADMIN, post=ADMIN, data=words(email="visitor@example.org", **place),
            abroad=ADMIN),
        Row("access:end_break_glass", "circle", post="emergency_reader", only="POST", data=words()),
        Row("access:end_membership", "membership", get=ADMIN, post=ADMIN, data=words(reason="Moved."), abroad=ADMIN),
        kept("access:recertification", only="GET"),
        Row("access:confirm_memberships", post=ADMIN, only="POST", data=ids(membership="membership")),
        Row("access:break_glass", get="emergency_reader", post="emergency_reader"),
        Row("access:glass", get="privacy_officer", only="GET"),
        Row("access:glass_detail", "glass", get="privacy_officer", post="privacy_officer",
            data=words(outcome="justified", words="Read the trail and rang them.")),
        Row("access:trail", get=f"hub_manager privacy_officer {INSIDERS}", only="GET", logged=True),
        kept("agencies:list", only="GET"),
        kept("agencies:add"),
        kept("agencies:show", "agency", only="GET"),
        kept("agencies:change", "agency"),
        kept("agencies:team_add", "agency"),
        kept("agencies:contact_add", "agency"),
        kept("agencies:domain_add", "agency", domain="new.example", verified="on"),
        Row("agencies:address_check", "agency", post=ADMIN, only="POST", anywhere=True),
        kept("agencies:team_change", "team"),
        kept("agencies:card", "team", only="GET"),
        kept("agencies:contact_verify", "point", only="POST"),
        kept("agencies:contact_end", "point", only="POST"),
        kept("agencies:domain_end", "domain", only="POST"),
    ]  # fmt: skip


def _own_account() -> list[Row]:
    """One's own account: everybody signed in, and about nobody else."""

    def mine(route: str, keys: str = "", *, only: str = "", statuses: tuple[int, ...] = (200, 302, 403, 404)) -> Row:
        return Row(route, keys, get=EVERYBODY, post=EVERYBODY, only=only, anywhere=True, statuses=frozenset(statuses))

    names = "index authenticate reauthenticate activate_totp deactivate_totp generate_recovery_codes add_webauthn"
    more = "reauthenticate_webauthn login_webauthn download_recovery_codes"
    return [
        mine("access:account", only="GET", statuses=(200,)),
        mine("access:end_other_sessions", only="POST"),
        mine("access:end_session", "=1", only="POST"),
        mine("access:second_factor", only="GET"),
        mine("access:skip_second_factor", only="POST"),
        *(mine(f"mfa_{name}", only="GET" if name == "index" else "") for name in f"{names} {more}".split()),
        *(mine(f"mfa_{name}", only="GET") for name in ("view_recovery_codes", "list_webauthn")),
        *(mine(f"mfa_{name}", "=1") for name in ("remove_webauthn", "edit_webauthn")),
        mine("account_reauthenticate"),
        mine("account_change_password"),
        mine("account_set_password"),
    ]


def _public() -> list[Row]:
    """Anybody, signed in or not."""

    def anybody(route: str, keys: str = "", *, only: str = "", statuses: tuple[int, ...] = (200, 302)) -> Row:
        return Row(route, keys, public=True, only=only, statuses=frozenset(statuses))

    tell = "start people what when danger you reply check all"
    return [
        anybody("web:home"),
        anybody("web:health"),
        anybody("access:still_here", only="GET", statuses=(200, 401)),
        anybody("account_login"),
        anybody("account_logout"),
        anybody("account_inactive", only="GET"),
        anybody("account_reset_password"),
        anybody("account_reset_password_done", only="GET"),
        anybody("account_reset_password_from_key_done", only="GET"),
        anybody("account_reset_password_from_key", "=1 =set-password"),
        anybody("openid_connect_login", "=sso", statuses=(404,)),
        anybody("openid_connect_callback", "=sso", statuses=(404,)),
        anybody("socialaccount_login_cancelled", only="GET"),
        *(anybody(f"tell:{name}") for name in tell.split()),
        *(anybody(f"tell:{name}", only="GET") for name in ("emergency", "sent", "leave")),
        anybody("tell:who", "=1"),
        anybody("tell:person", "=1"),
        anybody("tell:team", "team_code"),
    ]


ROWS: dict[str, Row] = {
    row.route: row
    for part in (
        _concerns,
        _people,
        _lists,
        _actions_and_letters,
        _cohorts,
        _scorecard,
        _annual_report,
        _board,
        _administration,
        _own_account,
        _public,
    )
    for row in part()
}
