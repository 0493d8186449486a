"""What was asked about a person stands on their timeline, for those who see the desk."""

import pytest

from lifecourse.kernel.access import context
from lifecourse.kernel.actions import queries
from lifecourse.kernel.agencies.tests.factories import an_organisation
from lifecourse.kernel.people.tests.factories import a_person

from .factories import AT, a_responder, an_action


@pytest.mark.django_db
def test_it_is_asked_by_person_and_shown_to_the_desk_alone() -> None:
    housing, fire = an_organisation("housing", name="Wigan Housing"), an_organisation("fire")
    mine, stranger = a_responder(housing), a_responder(fire)
    person, other = a_person("Jon", "Example"), a_person("Ann", "Sample")
    with context.as_system("test"):
        an_action(housing, person=person)
    with context.viewing(mine, at=AT):
        (entry,) = queries.timeline(viewer=mine, person_ids=[person.pk], at=AT)
        assert entry.title == "Community safe and well visit: asked of Wigan Housing"
        assert not queries.timeline(viewer=mine, person_ids=[other.pk], at=AT)
    with context.viewing(stranger, at=AT):
        assert not queries.timeline(viewer=stranger, person_ids=[person.pk], at=AT)
