"""The real web server, and a browser of few words: one connection, cookies, forms with their hidden fields."""

import contextlib
import html
import http.client
import os
import re
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from lifecourse.config.launcher import paths
from lifecourse.config.launcher.children import python_environment
from lifecourse.config.launcher.demo import web_and_worker
from lifecourse.config.launcher.supervisor import Child

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: id="[^"]*")? value="([^"]*)"')


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def house(
    *, worker: bool = False, extra: Mapping[str, str] | None = None, module: str = ""
) -> Iterator[tuple[int, list[Child]]]:
    """The web server as `./run demo` starts it (2 processes) and, if asked, the worker. Gives the port and both.

    `extra` goes into the environment; `module` takes the place of the house's own WSGI entry point, for controls.
    """
    port = free_port()
    env = python_environment({**os.environ, "LIFECOURSE_DEMO": "1", "MALLOC_ARENA_MAX": "2", **(extra or {})})
    env["LIFECOURSE_PUBLIC_ADDRESS"] = f"http://{HOST}:{port}"
    children = web_and_worker(env, port)
    for child in children:
        child.log = paths.LOGS / f"bench-{child.name.replace(' ', '-')}.log"
        child.log.unlink(missing_ok=True)
    if module:
        children[0].argv = [*children[0].argv[:-1], module]
    if not worker:
        children = children[:1]
    for child in children:
        child.start()
    try:
        wait_until_up(port)
        yield port, children
    finally:
        for child in children:
            child.stop(10)


def wait_until_up(port: int, seconds: float = 90) -> None:
    """Return when the house answers; leave with one sentence if it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if Browser(port).get("/health/").status == 200:
                return
        time.sleep(0.1)
    sys.exit(f"The web server has not answered in {seconds:.0f} s; see {paths.LOGS / 'bench-web-server.log'}.")


def log_lines(children: Sequence[Child], words: str) -> int:
    """How many lines of the children's logs have these words."""
    return sum(Path(child.log).read_text(errors="replace").count(words) for child in children if child.log.exists())


@dataclass
class Reply:
    """What came back, and how long it took from the first byte sent to the last one read, in seconds."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(self.text)}


@dataclass
class Browser:
    """One visitor on one connection. `address` is whom the house believes it is, where it trusts one proxy."""

    port: int
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 60
    _line: http.client.HTTPConnection | None = None

    def headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What every request carries."""
        sent = {"Accept": "text/html", **(more or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.address:
            sent["X-Forwarded-For"] = self.address
        return sent

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, data: Mapping[str, str] | Sequence[tuple[str, str]]) -> Reply:
        return self.request("POST", path, urlencode(data).encode(), {"Content-Type": FORM})

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Raises OSError or HTTPException if no whole answer came.

        A line that lay idle may have been closed by the server meanwhile: a GET on it is then asked once more.
        """
        was_open = self._line is not None
        if self._line is None:
            self._line = http.client.HTTPConnection(HOST, self.port, timeout=self.timeout)
        try:
            began = time.perf_counter()
            self._line.request(method, path, body, self.headers(headers))
            answer = self._line.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read(), time.perf_counter() - began)
        except (OSError, http.client.HTTPException):
            self.close()
            if was_open and method == "GET":
                return self.request(method, path, body, headers)
            raise
        self.keep_cookies(reply.headers)
        if answer.will_close:
            self.close()
        return reply

    def post_and_hang_up(self, path: str, data: Mapping[str, str], *, after: float = 0.0, part: float = 1.0) -> None:
        """Send `part` of a form on a line of its own and close it `after` so many seconds, with nothing read."""
        body = urlencode(data).encode()
        lines = {"Host": f"{HOST}:{self.port}", "Content-Type": FORM, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in {**lines, **self.headers()}.items())
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=self.timeout) as line:
            line.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body[: int(len(body) * part)])
            time.sleep(after)

    def sign_in(self, email: str, password: str) -> None:
        """Through the real pages, and past the demo's "not now" of the second factor."""
        page = self.get("/account/login/")
        reply = self.post("/account/login/", {**page.hidden(), "login": email, "password": password})
        if reply.status != 302:
            sys.exit(f"Signing in failed with {reply.status}.")
        page = self.get("/access/second-factor/")
        reply = self.post("/access/second-factor/not-now/", {**page.hidden()})
        if reply.status != 302:
            sys.exit(f"Skipping the second factor failed with {reply.status}.")

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def keep_cookies(self, headers: http.client.HTTPMessage) -> None:
        """Remember what an answer asks to be remembered."""
        for line in headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
