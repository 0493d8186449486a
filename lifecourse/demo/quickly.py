"""What makes telling a year quick: no savepoint a step, and no job a letter. For the demonstration only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.testing import InMemoryConnector


@contextmanager
def together() -> Iterator[None]:
    """One transaction without savepoints: a command that is refused in it undoes all of it, and ends the build."""
    before = connection.features.uses_savepoints
    with transaction.atomic():
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            connection.features.uses_savepoints = before


@contextmanager
def without_jobs() -> Iterator[None]:
    """Let jobs be deferred to nowhere: letters of last spring are not to be sent this morning."""
    with jobs.replace_connector(InMemoryConnector()):
        yield
