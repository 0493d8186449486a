"""thin"""

import re

import pytest

from .factories import *

pytestmark = pytest.mark.django_db


def test_it(client):
    a_hub()
    page = client.get("/tell/all/", secure=True)
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)
    data = {
        "key": key,
        "people": "1",
        "do": "send",
        "p1-kind": "child",
        "narrative": "x",
        "danger": "no",
        "say_who": "no",
        "reply": "no",
    }
    r = client.post("/tell/all/", data, secure=True)
    print(r.content.decode()[2000:4000] if r.status_code != 302 else r.url)
    assert r.status_code == 302
    r = client.get(r.url, secure=True)
    assert "C-" in r.content.decode()
