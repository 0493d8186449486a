"""Finds a Chromium for the browser journeys, or installs one where that is ours to do."""

import os
import shutil
from pathlib import Path

from .problem import Problem
from .steps import complain, run_under, step

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """The path of a Chromium on this machine; what LIFECOURSE_CHROMIUM says comes first."""
    if given := os.environ.get("LIFECOURSE_CHROMIUM"):
        if os.access(given, os.X_OK):
            return given
        raise Problem(f"LIFECOURSE_CHROMIUM is {given}, which is not a program that can be run.")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in PLACES if os.access(place, os.X_OK)), None)


def find_or_install() -> tuple[str | None, str]:
    """A Chromium and an empty string, or None and the reason why the journeys must be skipped."""
    if path := find():
        return path, ""
    if os.environ.get("LIFECOURSE_NO_APT") == "1":
        return None, "no Chromium on this machine, and LIFECOURSE_NO_APT=1 forbids installing one"
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None or not Path("/etc/debian_version").exists():
        return None, "no Chromium on this machine; install one, or name it with LIFECOURSE_CHROMIUM"
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        with step("Installing Chromium for the browser journeys") as current:
            run_under(current, [apt, "update"], log="apt", env=quiet)
            run_under(current, [apt, "install", "-y", "--no-install-recommends", "chromium"], log="apt", env=quiet)
    except Problem as problem:
        complain(f"run: {problem}")
        return None, "Chromium could not be installed; see var/log/apt.log"
    return find(), "Chromium was installed but is not to be found"
