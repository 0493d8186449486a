"""Where everything lies, relative to the top of the repository."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

VAR = ROOT / "var"
LOGS = VAR / "log"
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"

REQUIREMENTS = ROOT / "requirements.lock"
PACKAGE_LOCK = ROOT / "package-lock.json"
LAUNCHER = Path(__file__).resolve().parent
CONFIG = LAUNCHER.parent

PYTHON = VENV / "bin" / "python"


def tool(name: str) -> str:
    """The full path of a command inside the environment."""
    return str(VENV / "bin" / name)


def inside_environment() -> bool:
    """Whether this very process runs on the environment's own Python."""
    return Path(sys.prefix).resolve() == VENV.resolve()
