"""`python -m lifecourse linkage …`, `… census …`: the commands that need no web application and no database."""

import sys
from collections.abc import Sequence

HELP = """\
python -m lifecourse linkage …   who is on several lists, or twice on one; linkage --help says how
python -m lifecourse census …    check a Children in Need return, or work out its indicators; census --help says how"""


def main(arguments: Sequence[str]) -> int:
    """Hand over to the command named first; gives the exit code."""
    if arguments and arguments[0] == "linkage":
        from lifecourse.engines.linkage.bulk.command import main as linkage

        return linkage(arguments[1:])
    if arguments and arguments[0] == "census":
        from lifecourse.engines.census.command import main as census

        return census(arguments[1:])
    wanted = not arguments or arguments[0] in ("help", "-h", "--help")
    print(HELP if wanted else f"lifecourse: there is no command '{arguments[0]}'.\n{HELP}", file=sys.stderr)  # noqa: T201
    return 0 if wanted else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
