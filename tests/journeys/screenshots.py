"""Pictures of every main page of a running demo at three widths, a contact sheet of them, and the README's few."""

import html
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Error, sync_playwright  # noqa: E402

from lifecourse.demo.staff import PASSPHRASE, SIGN_INS  # noqa: E402
from tests.journeys.conftest import QUIET  # noqa: E402
from tests.journeys.tours import TOURS, Walk, hub, public  # noqa: E402

OUT = ROOT / "var" / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
# The three that whoever changes a page looks at: a phone, a tablet, a desk.
WIDTHS = {320: 640, 768: 1024, 1280: 900}
# What the README shows, each at the one width that tells most. GitHub shows them to everybody: kept small.
FOR_README = {
    "hub-worklist": 1280,
    "hub-concern-deciding": 1280,
    "hub-find": 1280,
    "hub-figures": 1280,
    "hub-person": 1280,
    "insight-report-section": 1280,
    "public-who": 320,
}
LARGEST = 200_000


def say(line: str) -> None:
    """One line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def sign_in(browser: Browser, base: str, email: str) -> Any:
    """A whole sign-in, and its cookies: the second factor is put off, which only a demo allows."""
    page = browser.new_page()
    page.goto(f"{base}account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    not_now = page.get_by_role("button", name="Not now (demo only)")
    not_now.or_(page.get_by_role("button", name="Sign out")).first.wait_for()
    if not_now.count():
        page.screenshot(path=OUT / "everybody-second-factor-1280.png", full_page=True)
        not_now.click()
        page.wait_for_load_state()
    cookies = page.context.storage_state()
    page.context.close()
    return cookies


@contextmanager
def walking(browser: Browser, base: str, who: str, width: int, cookies: Any = None) -> Iterator[Walk]:
    """Somebody's browser at one width."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        device_scale_factor=2 if width == 320 else 1,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
        storage_state=cookies,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    wanted = {name: PICTURES / f"{name}.png" for name, at in FOR_README.items() if at == width}
    yield Walk(page, base, width, who, OUT, wanted)
    context.close()


def take_all(browser: Browser, base: str, only: set[str]) -> list[str]:
    """Every tour at every width. What went wrong is returned, a line each: one lost page does not lose the others."""
    wrong = []
    emails = {worker.key: worker.email for worker in SIGN_INS}
    for key, tour in {"public": public, **TOURS}.items():
        who = "hub" if tour is hub else key
        if only and who not in only:
            continue
        cookies = None if tour is public else sign_in(browser, base, emails[key])
        for width in WIDTHS:
            with walking(browser, base, who, width, cookies) as walk:
                try:
                    tour(walk)
                except Error as error:
                    last = walk.taken[-1] if walk.taken else "the start"
                    wrong.append(f"{who} at {width} px, after {last}: {str(error).splitlines()[0]}")
                say(f"  {who} at {width} px: {len(walk.taken)} pictures")
    return wrong


_STYLE = """body { font: 14px sans-serif; margin: 16px; background: #eee; }
ul { display: flex; flex-wrap: wrap; gap: 16px; padding: 0; list-style: none; }
figure { margin: 0; padding: 8px; background: #fff; }
figcaption { margin-bottom: 6px; }
img { height: 260px; object-fit: cover; object-position: top; border: 1px solid #bbb; vertical-align: top; }
.w320 { width: 104px; } .w768 { width: 200px; } .w1280 { width: 340px; }"""


def contact_sheet(browser: Browser) -> Path:
    """All pictures on one page, and a picture of that page."""
    names = sorted({re.sub(r"-\d+\.png$", "", one.name) for one in OUT.glob("*-*.png")})
    figures = []
    for name in names:
        shown = "".join(
            f'<a href="{name}-{width}.png"><img class="w{width}" src="{name}-{width}.png" alt="{width} px"></a> '
            for width in WIDTHS
            if (OUT / f"{name}-{width}.png").exists()
        )
        figures.append(f"<li><figure><figcaption>{html.escape(name)}</figcaption>{shown}</figure></li>")
    sheet = OUT / "index.html"
    sheet.write_text(
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Every page at three widths</title>'
        f"<style>{_STYLE}</style><h1>Every page at three widths</h1><ul>{''.join(figures)}</ul></html>\n",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 2100, "height": 1000})
    page.goto(sheet.as_uri())
    page.screenshot(path=OUT / "contact-sheet.png", full_page=True)
    page.close()
    return sheet


def main(arguments: list[str]) -> int:
    """Take them all, or those of the tours that are named: `screenshots.py public hub`."""
    base = os.environ.get("LIFECOURSE_BASE_URL", "http://127.0.0.1:8000/").rstrip("/") + "/"
    began = time.monotonic()
    if not arguments:
        shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("LIFECOURSE_CHROMIUM") or None, args=QUIET)
        wrong = take_all(browser, base, set(arguments))
        sheet = contact_sheet(browser)
        browser.close()
    wrong += [
        f"{one.relative_to(ROOT)} has {one.stat().st_size:,} bytes; the README's pictures have at most {LARGEST:,}"
        for one in sorted(PICTURES.glob("*.png"))
        if one.stat().st_size > LARGEST
    ]
    for line in wrong:
        sys.stderr.write(f"screenshots: {line}\n")
    count = len(list(OUT.glob("*-*.png"))) - 1
    say(f"{count} pictures in {time.monotonic() - began:.0f} s; look at {sheet.relative_to(ROOT)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
