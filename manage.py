"""Django's command line; `./run manage …` calls it with a database and keys."""

import os
import sys


def main() -> None:
    """Run the management command on the command line."""
    if not os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is not set: use ./run manage …, which starts a database and knows its address.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifecourse.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
