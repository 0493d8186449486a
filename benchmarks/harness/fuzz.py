"""Makes requests nobody meant: every address of the resolver, every method, odd values, odd bytes, odd headers.

What a page's own form asks for is learnt from the page, so that a request goes deep before it goes wrong.
"""

import html
import random
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

_FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_OPTION = re.compile(r'<option[^>]*value="([^"]*)"')

ODD = (
    "", " ", "0", "-1", "1", "2", "99999999999999999999", "1e309", "NaN", "١٢", "²", "½", "0x10", "1.5", "true",
    "null", "None", "undefined", "[]", "{}", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\ud800", "\u202e", "\ufeff",
    "é", "日本語", "😀" * 50, "a" * 300, "a" * 5_000, "'", '"', "' OR '1'='1", "\"; DROP TABLE access_user; --", "%",
    "%s", "%(x)s", "{0}", "{{ 7*7 }}", "{% debug %}", "${jndi:ldap://bench.example/a}", "<script>alert(1)</script>",
    "</textarea>", "../../etc/passwd", "//bench.example", "http://bench.example/", "javascript:alert(1)", "=1+1",
    "31", "13", "0000", "2026-02-30", "30/02/2026", "9999-12-31", "0001-01-01", "2026-03-29T01:30", "24:00", "25:61",
    "00000000-0000-0000-0000-000000000000", "not-a-uuid", "-", "_", ".", "..", "me", "nobody", "on", "yes", "no",
    "red", "1,2,3", "1;2", "\t", "\x7f", "\x85", "Ｆｕｌｌ", "ſ", "İ", "ß",
)  # fmt: skip
NAMES = (
    "page", "state", "rating", "assignee", "channel", "overdue", "about", "on_day", "on_month", "on_year", "next",
    "since", "until", "q", "filters", "version", "key", "do", "people", "team", "kind", "code", "confirm", "concern",
    "to", "file", "login", "password", "csrfmiddlewaretoken", "format", "id", "sort", "circle", "from", "upto",
    "area", "0", "a[]", "",
)  # fmt: skip
_METHODS = ("GET",) * 8 + ("POST",) * 9 + ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
_TYPES = (
    "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "application/xml",
    "multipart/form-data; boundary=\"x", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such", "application/x-www-form-urlencoded; charset=\x00", "",
    "a/b/c;;;=",
)  # fmt: skip
_HEADERS: tuple[tuple[str, Sequence[str]], ...] = (
    ("Accept-Language", ("xx-invalid", "en;q=2", "*" * 2_000, "\xff\xfe")),
    ("Accept", ("application/json", "*/*;q=x", "")),
    ("Accept-Encoding", ("gzip;q=x", "br", "identity;q=0")),
    ("X-Forwarded-For", ("", "a, b, c", "::1, [::", "999.999.999.999", "1" * 3_000, "\xff")),
    ("X-Forwarded-Proto", ("https", "gopher", "")),
    ("X-Forwarded-Host", ("bench.example", "")),
    ("HX-Request", ("true", "false", "")),
    ("HX-Target", ("list", "none", "\xe9")),
    ("HX-Current-URL", ("http://[", "%ff", "/")),
    ("HX-Trigger", ("x", "{}")),
    ("HX-Boosted", ("true",)),
    ("Referer", ("http://[", "x" * 4_000, "\xff", "http://bench.example/")),
    ("Origin", ("null", "http://bench.example", "http://[")),
    ("Range", ("bytes=0-", "bytes=9-1", "x")),
    ("If-Modified-Since", ("yesterday", "Mon, 99 Foo 2026 00:00:00 GMT", "Sun, 06 Nov 9994 08:49:37 GMT")),
    ("If-None-Match", ('"x"', "*", "W/")),
    ("User-Agent", ("", "x" * 6_000, "\xff")),
    ("Cookie", ("=", ";;;", "sessionid", "sessionid=../../x; csrftoken=\xff", "messages=x; sessionid=" + "a" * 3_000)),
    ("Host", ("bench.example", "localhost:99999", "[::1", "", "127.0.0.1\x00")),
    ("Authorization", ("Basic !!!", "Bearer x")),
    ("X-HTTP-Method-Override", ("DELETE",)),
    ("Content-Language", ("\xff",)),
    ("Upgrade", ("websocket",)),
)
# Which table a bare `pk` is of, by the address it stands in; the most exact first.
_TABLE_OF = (
    ("lists/file/", "listload"), ("lists/involvement/", "involvement"), ("lists/person/", "person"),
    ("lists/", "listsource"), ("asked/", "checkrequest"), ("decisions/", "decision"), ("subjects/", "subject"),
    ("notes/", "note"), ("drafts/", "draft"), ("concerns/", "concern"), ("people/", "person"),
)  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One address of the resolver: text, with a name and a kind for each part that varies."""

    name: str
    parts: tuple[tuple[str, str, str], ...]  # (text before, name of the part, kind of it)
    end: str


@dataclass
class Form:
    """What a page's forms ask for: the values a field has or may have, by name."""

    fields: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Made:
    """One request, ready for the line."""

    route: str
    method: str
    path: bytes
    headers: list[tuple[str, bytes]]
    body: bytes

    def line(self, host: str) -> bytes:
        """Its bytes, whatever a client library would say to them."""
        head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in self.headers)
        if not any(name.lower() == "host" for name, _ in self.headers):
            head = b"Host: " + host.encode() + b"\r\n" + head
        return (
            self.method.encode() + b" " + self.path + b" HTTP/1.1\r\n" + head
            + b"Content-Length: " + str(len(self.body)).encode() + b"\r\n\r\n" + self.body
        )  # fmt: skip


def routes() -> list[Route]:
    """Every address there is, from the resolver itself, so that a new one cannot be forgotten."""
    from django.urls import get_resolver

    def walk(resolver: Any, before: str, names: str) -> Iterator[tuple[str, str, Any]]:
        for one in resolver.url_patterns:
            if hasattr(one, "url_patterns"):
                name = f"{one.namespace}:" if one.namespace else ""
                yield from walk(one, before + str(one.pattern), names + name)
            else:
                yield before + str(one.pattern), names + str(one.name), one.pattern.converters

    found = []
    for text, name, _ in walk(get_resolver(), "/", ""):
        plain = re.sub(r"[\^$]", "", text)
        parts = []
        last = 0
        for match in re.finditer(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", plain):
            parts.append((plain[last : match.start()], match[2] or match[3], match[1] or "str"))
            last = match.end()
        found.append(Route(name, tuple(parts), plain[last:]))
    return found


def learn(page: str) -> Form:
    """The fields of a page's forms, with what they hold and may hold."""
    form = Form()
    for tag, attributes, inside in _FIELD.findall(page):
        has = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        if not (name := has.get("name", "")):
            continue
        values = [has["value"]] if "value" in has else []
        values += [html.unescape(value) for value in _OPTION.findall(inside)] if tag == "select" else []
        kept = form.fields.setdefault(name, [])
        kept += [value for value in values if value not in kept]
    return form


class Fuzzer:
    """Makes requests from a seed; `ids` are those in the tables, by table."""

    def __init__(self, seed: int, ids: Mapping[str, Sequence[str]]) -> None:
        self.chance = random.Random(f"fuzz-{seed}")
        self.routes = routes()
        self.ids = [one for some in ids.values() for one in some]
        self.by_word = {label.partition(".")[2]: list(some) for label, some in ids.items() if some}
        self.forms: dict[tuple[str, str], Form] = {}

    def address(self, route: Route, *, tame: bool) -> bytes:
        """An address of the route. Tame: with ids that exist, of the right table where its name says which."""
        out = b""
        for before, name, kind in route.parts:
            out += before.encode() + self._part(route, name, kind, tame=tame)
        return out + route.end.encode()

    def _part(self, route: Route, name: str, kind: str, *, tame: bool) -> bytes:
        if not tame and self.chance.random() < 0.35:
            if self.chance.random() < 0.3:
                return quote_from_bytes(
                    bytes(self.chance.randrange(256) for _ in range(self.chance.randrange(1, 12)))
                ).encode()
            return quote(self.chance.choice(ODD), safe="", errors="surrogatepass").encode() or b"%20"
        if kind == "int":
            return str(self.chance.choice([0, 1, 2, 3, 7, 20, 10**9, 10**19, 10**40])).encode()
        if kind == "uuid":
            fitting = self._fitting(route, name.removesuffix("_id"))
            pool = fitting if fitting and self.chance.random() < 0.8 else self.ids
            return (self.chance.choice(pool) if self.chance.random() < 0.93 else str(uuid.uuid4())).encode()
        words = ["name", "identifier", "address", "contact", "AB12C", "oidc", "x", "MQ-abc-def"]
        return quote(self.chance.choice(words)).encode()

    def _fitting(self, route: Route, word: str) -> list[str]:
        """Ids of the table that a part's name, or else the address, speaks of."""
        if word in {"pk", "other"}:
            text = "".join(before for before, _, _ in route.parts)
            word = next((table for part, table in _TABLE_OF if part in text), "")
        return self.by_word.get({"tie": "relationship", "load": "listload", "glass": "breakglass"}.get(word, word), [])

    def next(self, role: str, token: str, cookies: Mapping[str, str]) -> Made:
        """The next request of somebody in this role."""
        chance = self.chance
        route = chance.choice(self.routes)
        method = chance.choice(_METHODS)
        path = self.address(route, tame=chance.random() < 0.75)
        form = self.forms.get((role, route.name)) or Form()
        if chance.random() < 0.5:
            path += b"?" + self._pairs(form, least=1, most=4)
        if chance.random() < 0.02:
            path = path.replace(b"/", chance.choice([b"//", b"/./", b"/%2e%2e/", b"%2f", b"\\"]), 1) or b"/"
        headers: list[tuple[str, bytes]] = []
        for name, values in chance.sample(_HEADERS, chance.choice([0, 0, 0, 1, 1, 2, 4])):
            # A line break inside a header would end it: what is sent is one request, however odd.
            headers.append((name, chance.choice(list(values)).encode("latin-1", "replace").replace(b"\x00", b"")))
        if not any(name == "Cookie" for name, _ in headers):
            headers.append(("Cookie", "; ".join(f"{n}={v}" for n, v in cookies.items()).encode()))
        body = b""
        if method in {"POST", "PUT", "PATCH", "DELETE"}:
            kind, body = self._body(form, token)
            headers.append(("Content-Type", kind.encode("latin-1", "replace")))
        return Made(route.name, method, path, headers, body)

    def _values(self, form: Form) -> list[tuple[str, str]]:
        """A form filled in: mostly what the page offers, here and there something odd."""
        chance = self.chance
        pairs = []
        for name, values in form.fields.items():
            if name == "csrfmiddlewaretoken" or chance.random() < 0.1:
                continue
            usual = values and chance.random() < 0.8
            pairs.append((name, chance.choice(values) if usual else self._odd(name)))
        for _ in range(chance.choice([0, 0, 1, 3])):
            pairs.append((chance.choice([*NAMES, *form.fields]), self._odd("")))
        return pairs

    def _odd(self, name: str) -> str:
        chance = self.chance
        if chance.random() < 0.3:
            plain = {"reason": "Because.", "words": "In a few words.", "text": "A note.", "narrative": "Shouting."}
            return next((text for word, text in plain.items() if word in name), str(chance.randrange(40)))
        if self.ids and chance.random() < 0.1:
            return chance.choice(self.ids)
        return chance.choice(ODD)

    def _pairs(self, form: Form, *, least: int, most: int) -> bytes:
        chance = self.chance
        pairs = [
            (chance.choice([*NAMES, *form.fields]), self._odd("")) for _ in range(chance.randrange(least, most + 1))
        ]
        text = urlencode(pairs, errors="surrogatepass").encode()
        if chance.random() < 0.1:
            text += chance.choice([b"&%zz=%f", b"&&&=", b"&a", b"%ff%fe=%c0%80", b"&page=%00", b"#x", b"&a=1&a=2&a=3"])
        return text

    def _body(self, form: Form, token: str) -> tuple[str, bytes]:
        chance = self.chance
        pairs = self._values(form)
        if chance.random() < 0.92:
            pairs.append(("csrfmiddlewaretoken", token))
        chance.shuffle(pairs)
        roll = chance.random()
        if roll < 0.75:
            return "application/x-www-form-urlencoded", urlencode(pairs, errors="surrogatepass").encode()
        if roll < 0.88:
            return self._multipart(pairs)
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(0, 200)))
        plain = urlencode(pairs, errors="surrogatepass").encode()
        return chance.choice(_TYPES), chance.choice([noise, plain, b"{", b'{"a":' * 500, b"--x\r\n", plain * 30])

    def _multipart(self, pairs: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
        out = b""
        for name, value in pairs:
            file = '; filename="list.csv"' if name == "file" or self.chance.random() < 0.1 else ""
            clean = re.sub(r'[\r\n"]', "", name)
            out += f'--x\r\nContent-Disposition: form-data; name="{clean}"{file}\r\n\r\n'.encode(
                "utf-8", "surrogatepass"
            )
            out += value.encode("utf-8", "surrogatepass") + b"\r\n"
        return "multipart/form-data; boundary=x", out + self.chance.choice([b"--x--\r\n", b"--x--\r\n", b"", b"--y--"])
