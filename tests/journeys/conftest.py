"""A real browser against the real application; every page of a journey is read by axe on the way."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
# No traffic of the browser's own: it looks for updates and sign-ins that are not there.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Where Chromium is on this machine; empty if it is not."""
    known = os.environ.get("LIFECOURSE_CHROMIUM", "")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return known or next((path for name in names if (path := shutil.which(name))), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser a run. Skips, with the reason, where the machine has none."""
    if not chromium():
        pytest.skip(os.environ.get("LIFECOURSE_NO_CHROMIUM") or "there is no Chromium on this machine")
    if not AXE.is_file():
        pytest.skip("the front-end packages are not here: ./run test fetches them")
    # Playwright's loop runs in this thread; the tests themselves make no asynchronous query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        opened.close()
        # While that loop runs Django keeps another connection for this thread, which is lost to it once the loop ends.
        connection.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


class Reader:
    """A page that is read by axe and looked at on the way. `look` names a moment of the journey."""

    def __init__(self, page: Any, base: str, name: str) -> None:
        self.page, self.base, self.name = page, base, name
        self.problems: list[str] = []
        self.strangers: list[str] = []
        self._axe = AXE.read_text(encoding="utf-8")
        page.on("console", lambda m: self.problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.problems.append(str(e)))
        page.on("request", self._request)
        page.on("response", lambda r: self.problems.append(f"{r.status} {r.url}") if r.status == 404 else None)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.strangers.append(request.url)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, name: str) -> None:
        """Press a button or follow a link of exactly this name, whichever the page has."""
        button, link = (self.page.get_by_role(role, name=name, exact=True) for role in ("button", "link"))
        button.or_(link).first.click()
        self.page.wait_for_load_state()

    def choose(self, label: str) -> None:
        """Tick a box or a radio whose label begins with these words (a hint may follow)."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.check()

    def write(self, label: str, text: str) -> None:
        """Fill a field whose label begins with these words."""
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    @property
    def text(self) -> str:
        return str(self.page.inner_text("body"))

    def look(self, moment: str) -> None:
        """Nothing for axe to find, nothing wider than the screen, no error on the way, nothing from elsewhere."""
        self.page.evaluate(self._axe)
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
        assert not faults, f"{moment}: {faults}"
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{moment} is {wide} px wider than the screen"
        assert not self.problems, f"{moment}: {self.problems}"
        assert not self.strangers, f"{moment} asked {self.strangers}"
        folder = os.environ.get("LIFECOURSE_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{folder}/{self.name}-{moment}-{width}.png", full_page=True, caret="initial")


@pytest.fixture
def reader(browser: Any, live_server: Any, request: Any) -> Iterator[Callable[..., Reader]]:
    """`reader("officer", screen=PHONE)`: somebody with a browser of their own."""
    settings.ALLOWED_HOSTS = ["*"]
    opened = []

    def make(name: str, *, screen: dict[str, int] = DESKTOP, script: bool = True) -> Reader:
        context = browser.new_context(
            viewport=screen, java_script_enabled=script, reduced_motion="reduce", locale="en-GB"
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)  # a slow, shared machine is no fault of the page
        return Reader(page, live_server.url, f"{request.node.name}-{name}")

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def sign_in(client: Any, settings: Any) -> Callable[[Reader, Any], Reader]:
    """Put somebody's whole sign-in, second factor included, into their browser."""
    from django.test import Client

    def put(reading: Reader, user: Any) -> Reader:
        signed = Client()
        signed.force_login(user, backend="lifecourse.kernel.access.backends.CurrentStaffBackend")
        cookie = signed.cookies[settings.SESSION_COOKIE_NAME]
        reading.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": reading.base}]
        )
        return reading

    return put
