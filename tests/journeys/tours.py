"""The walks of the screenshots: who goes where in the demo, and what is worth a picture on the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page


@dataclass
class Walk:
    """One person's browser at one width, and what it has seen so far."""

    page: Page
    base: str
    width: int
    who: str
    folder: Path
    screens: dict[str, Path] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the demo. A page that answers with an error is worth a picture too."""
        self.page.goto(self.base + path.lstrip("/"))

    def press(self, name: str) -> None:
        """Press a button or follow a link of this name."""
        button, link = (self.page.get_by_role(role, name=name, exact=True) for role in ("button", "link"))
        button.or_(link).first.click()
        self.page.wait_for_load_state()

    def follow(self, pattern: str) -> bool:
        """Open the first link whose address looks like this. False if the page has none, for a demo may differ."""
        for address in self.page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
            if re.search(pattern, address):
                self.page.goto(self.base + address.lstrip("/"))
                return True
        return False

    def write(self, label: str, text: str) -> None:
        """Fill the field whose label begins like this."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def choose(self, label: str) -> None:
        """Tick what begins like this."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.check()

    def take(self, name: str) -> None:
        """The whole page; and the top of it, as a screen shows it, where somebody wants that too."""
        full = f"{self.who}-{name}"
        self.page.screenshot(path=self.folder / f"{full}-{self.width}.png", full_page=True, caret="initial")
        if full in self.screens:
            self.page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }")
            self.page.screenshot(path=self.screens[full])
        self.taken.append(full)

    def see(self, path: str, name: str) -> None:
        """Open and take."""
        self.go(path)
        self.take(name)


def public(walk: Walk) -> None:
    """A worry told by somebody with no account, to its last page; sent once, on the phone."""
    walk.see("tell/", "start")
    walk.press("Start")
    walk.take("who")
    walk.choose("A child or young person")
    walk.press("Continue")
    walk.take("person")
    walk.write("First name", "Ivo")
    walk.write("Last name", "Quillfeather")
    walk.write("How old are they, about?", "about 7")
    walk.press("Continue")
    walk.take("people")
    walk.choose("No")
    walk.press("Continue")
    walk.write(
        "What did you see or hear?", "He was on the pavement in his socks at eleven at night, with nobody about."
    )
    walk.take("what")
    walk.press("Continue")
    walk.take("when")
    walk.press("Continue")
    walk.press("Continue")
    walk.take("danger-error")
    walk.choose("No")
    walk.press("Continue")
    walk.take("you")
    walk.choose("No")
    walk.press("Continue")
    walk.take("reply")
    walk.choose("No")
    walk.press("Continue")
    walk.take("check")
    if walk.width == 320:
        walk.press("Send")
        walk.take("sent")
    walk.see("tell/all/", "one-page")
    walk.see("tell/999/", "emergency")
    walk.see("nothing-here/", "not-found")
    walk.see("account/login/", "sign-in")
    walk.see("account/password/reset/", "password-reset")


# Every state of a concern that has a page of its own, and what can be opened from there.
STATES = {
    "received": (),
    "screening": ("rate", "ask", "people/add"),
    "checking": (),
    "deciding": ("decide",),
    "awaiting_signature": (),
    "following_up": ("feedback",),
}


def hub(walk: Walk) -> None:
    """What a manager of the hub looks at all day."""
    walk.see("", "home")
    walk.see("concerns/", "worklist")
    walk.see("concerns/?overdue=1", "worklist-overdue")
    walk.see("concerns/?rating=red&state=closed", "worklist-none")
    for state, pages in STATES.items():
        walk.go(f"concerns/?state={state}")
        if not walk.follow(r"^/concerns/[0-9a-f-]{36}/$"):
            continue
        walk.take(f"concern-{state.replace('_', '-')}")
        here = walk.page.url.removeprefix(walk.base)
        for page in pages:
            walk.see(f"{here}{page}/", page.replace("/", "-"))
        if state == "awaiting_signature":
            walk.go(here)
            if walk.follow("/sign/$"):
                walk.take("sign")
        if state == "screening":
            walk.go(here)
            if walk.follow("/subjects/.*/find/$"):
                walk.take("find")
    late(walk)
    walk.see("concerns/figures/", "figures")
    walk.see("concerns/new/?from=mash", "write-down-a-call")
    people(walk)
    for path, name in (
        ("actions/", "actions"),
        ("letters/", "letters"),
        ("lists/", "lists"),
        ("agencies/", "agencies"),
    ):
        walk.see(path, name)
        if walk.follow(rf"^/{path}[0-9a-f-]{{36}}/$"):
            walk.take(f"{name}-one")


def late(walk: Walk) -> None:
    """Where somebody says why a limit was passed."""
    walk.go("concerns/?overdue=1")
    if walk.follow(r"^/concerns/[0-9a-f-]{36}/$") and walk.follow("/late/"):
        walk.take("say-why-late")


def people(walk: Walk) -> None:
    """A person looked for as heard, their record, and another that may be the same."""
    walk.see("search/", "search")
    walk.go("concerns/?state=following_up")
    if not walk.follow(r"^/concerns/[0-9a-f-]{36}/$") or not walk.follow(r"^/people/[0-9a-f-]{36}/$"):
        return
    walk.take("person")
    here = walk.page.url.removeprefix(walk.base)
    name = walk.page.locator("h1").first.inner_text().split("\n")[-1].split()
    walk.see(f"{here}trail/", "person-trail")
    walk.see(f"{here}compare/", "person-compare")
    if walk.follow(r"/compare/[0-9a-f-]{36}/$"):
        walk.take("merge-preview")
    walk.see(f"{here}flag/", "person-flag")
    walk.go("search/")
    walk.write("Family name", name[-1])
    walk.press("Search")
    walk.take("search-results")
    walk.see("duplicates/", "possible-duplicates")
    walk.see("duplicates/next/", "possible-duplicate")
    walk.see("duplicates/quality/", "data-quality")


def school(walk: Walk) -> None:
    """A head teacher's desk."""
    walk.see("", "home")
    walk.see("concerns/drafts/", "drafts")
    if walk.follow(r"^/concerns/drafts/[0-9a-f-]{36}/$"):
        walk.take("sent")
    walk.see("concerns/new/", "form")
    walk.press("Send to the hub")
    walk.take("form-errors")
    walk.see("concerns/asked/", "asked")


def housing(walk: Walk) -> None:
    """A desk that answers the hub's checks."""
    walk.see("", "home")
    walk.see("concerns/asked/", "asked")
    if walk.follow(r"^/concerns/asked/[0-9a-f-]{36}/$"):
        walk.take("answer")
        if walk.follow("/decline/$"):
            walk.take("decline")
    walk.see("actions/", "actions")


def fire(walk: Walk) -> None:
    """Somebody who visits."""
    walk.see("actions/", "visits")
    if walk.follow(r"^/actions/[0-9a-f-]{36}/$"):
        walk.take("visit")
        if walk.follow("/result/$"):
            walk.take("visit-result")


def lister(walk: Walk) -> None:
    """Who sends the lists."""
    walk.see("lists/", "lists")
    if walk.follow(r"^/lists/[0-9a-f-]{36}/$"):
        walk.take("list")
        here = walk.page.url.removeprefix(walk.base)
        if walk.follow(r"^/lists/file/[0-9a-f-]{36}/$"):
            walk.take("report")
        walk.see(f"{here}send/", "send")


def administrator(walk: Walk) -> None:
    """Who lets people in."""
    walk.see("", "home")
    walk.see("access/users/", "users")
    if walk.follow(r"^/access/users/[0-9a-f-]{36}/$"):
        walk.take("user")
    walk.see("access/users/invite/", "invite")
    walk.see("access/circles/", "circles")
    if walk.follow(r"^/access/circles/[0-9]+/$"):
        walk.take("circle")
    walk.see("access/memberships/confirm/", "confirm")


def privacy(walk: Walk) -> None:
    """Who looks after the trail and emergency access."""
    walk.see("", "home")
    walk.see("access/trail/", "trail")
    walk.see("access/emergency/reviews/", "reviews")
    if walk.follow(r"^/access/emergency/reviews/[0-9a-f-]{36}/$"):
        walk.take("review")


def analyst(walk: Walk) -> None:
    """Figures, their trend and what they mean, and no record."""
    walk.see("", "home")
    walk.see("concerns/figures/", "figures")
    walk.see("scorecard/", "scorecard")
    walk.see("scorecard/icpc_within_15_working_days_pct/", "indicator")
    walk.see("scorecard/quality/", "data-quality")


def duty(walk: Walk) -> None:
    """Somebody alone at night."""
    walk.see("", "home")
    walk.see("access/emergency/", "break-glass")
    walk.see("access/account/", "account")
    walk.see("access/second-factor/", "second-factor")
    walk.see("account/2fa/", "second-factors")
    walk.see("account/2fa/totp/activate/", "set-up-app")


def insight(walk: Walk) -> None:
    """The annual report: what is being written, what does not add up in it, and what is public."""
    walk.see("annual_report/", "reports")
    if walk.follow(r"^/annual_report/[0-9a-f-]{36}/$"):
        walk.take("report")
        report = walk.page.url
        if walk.follow(r"/wrong/$"):
            walk.take("report-wrong")
        walk.page.goto(report)
        if walk.follow(r"/sections/"):
            walk.take("report-section")
    walk.see("annual_report/published/", "published")
    if walk.follow(r"/published/[a-z0-9-]+/"):
        walk.take("published-report")


def business(walk: Walk) -> None:
    """The board's money: the years, one of them, its entries, and what does not add up."""
    walk.see("board/", "money")
    if walk.follow(r"^/board/[0-9a-f-]{36}/$"):
        walk.take("money-year")
        if walk.follow(r"/entries/$"):
            walk.take("money-entries")
    walk.see("board/reconciliation/", "money-wrong")
    walk.see("board/headings/", "money-headings")


TOURS: dict[str, Callable[[Walk], None]] = {
    "manager1": hub,
    "school": school,
    "housing": housing,
    "fire": fire,
    "lister": lister,
    "administrator": administrator,
    "privacy": privacy,
    "analyst": analyst,
    "insight": insight,
    "business": business,
    "duty": duty,
}
