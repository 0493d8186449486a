"""Whatever is sent to the public's form is answered, and never with a fault of ours."""

import string
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .factories import a_hub
from .test_public_form import everything, key_of

NAMES = [
    "key",
    "people",
    "do",
    "team_code",
    "narrative",
    "seen",
    "when_words",
    "place_words",
    "place_postcode",
    "danger",
    "say_who",
    "your_name",
    "knows",
    "reply",
    "your_email",
    "your_phone",
    "safe_words",
    "website",
    "p1-kind",
    "p1-given_name",
    "p1-age_words",
    "p1-postcode",
    "p2-kind",
    "p2-description",
    "kind",
    "given_name",
    "description",
    "more",
    "remove",
]
PATHS = ["all", "who/1", "who/2", "person/1", "people", "what", "when", "danger", "you", "reply", "check", "BIN7Q", ""]
VALUES = st.one_of(
    st.sampled_from(["", "yes", "no", "child", "send", "add", "remove-1", "email", "phone", "1", "0", "99999999999"]),
    st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60),
    st.text(alphabet=string.printable + "ßŉﬃ\x00\u202e", min_size=9, max_size=400),
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(
        st.tuples(st.sampled_from(PATHS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_anything_is_answered(client: Client, sent: list[tuple[str, dict[str, str], bool]]) -> None:
    a_hub()
    for path, data, whole in sent:
        body: dict[str, Any] = data
        if whole:
            body = everything(key_of(client.get("/tell/all/", secure=True))) | data
        answer = client.post(f"/tell/{path}/".replace("//", "/"), body, secure=True)
        assert answer.status_code in {200, 302, 400, 409}, (path, body)
        assert client.get(f"/tell/{path}/".replace("//", "/"), secure=True).status_code in {200, 302}
