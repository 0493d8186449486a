"""The worklist's numbers, counted together in one query, are those that choosing each filter would leave."""

import datetime as dt
import random
from dataclasses import replace
from uuid import uuid4

import pytest

from lifecourse.domains.concerns import policy, queries, rules, services
from lifecourse.domains.concerns.tests import factories
from lifecourse.kernel.access.context import viewing

LATER = factories.AT + dt.timedelta(days=3)


@pytest.mark.django_db
def test_every_number_beside_a_filter_is_what_choosing_it_leaves():
    chance = random.Random(7)
    officer = factories.an_officer(policy.SCREEN, policy.ASSIGN)
    other = factories.an_officer(policy.SCREEN)
    for number in range(24):
        with viewing(officer, at=factories.AT):
            # Some came in just before the list is looked at, so that not all are late.
            at = factories.AT if number % 3 else LATER - dt.timedelta(hours=1)
            concern = factories.a_public_concern(at=at, key=uuid4())
            if chance.random() < 0.7:
                services.start_screening(actor=officer, at=at, concern=concern)
                if chance.random() < 0.7:
                    rating = chance.choice(list(rules.Rating))
                    services.rate(actor=officer, at=at, concern=concern, rating=rating, reason="As it looks.")
                if chance.random() < 0.5:
                    services.assign(actor=officer, at=at, concern=concern, to=other)
    empty = queries.Filters()
    tried = 0
    for filters in (empty, replace(empty, overdue=True), replace(empty, rating="red"), replace(empty, assignee="me")):
        with viewing(officer, at=LATER):
            found = queries.worklist(viewer=officer, at=LATER, filters=filters)
            assert found.total == len(found.rows) == found.page.paginator.count
            assert (
                found.overdue == queries.worklist(viewer=officer, at=LATER, filters=replace(empty, overdue=True)).total
            )
            for facets in found.facets.values():
                for facet in facets:
                    chosen = replace(filters, **{facet.key: facet.value})
                    assert queries.worklist(viewer=officer, at=LATER, filters=chosen).total == facet.count, facet
                    tried += facet.count > 0
    assert tried > 20  # the control: not all of the numbers compared were nought
