"""./run demo and ./run stop: everything up, an address to open, and everything down again."""

import argparse
import contextlib
import errno
import hashlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import paths
from .children import manage, python_environment
from .database import Database, database, demo_server, drop, prepare
from .locks import Hold
from .postgres import Server
from .problem import Problem
from .steps import run_quietly, say, shown, step
from .supervisor import Child, Supervisor, clear_leftovers

LOCK = paths.VAR / "demo.lock"
RECORD = paths.VAR / "demo-children.json"
STATIC = paths.VAR / "static"
HOST = "127.0.0.1"
READY_SECONDS = 90
WORDS = "--port N, --fresh or --no-browser-hint"


def run_demo(arguments: Sequence[str]) -> int:
    """Bring the demo up and keep it up until told to stop."""
    options = _options(arguments)
    with the_only_demo(options.port):
        check_port(options.port)
        say("Lifecourse demo")
        with database(demo_server(), title="Starting the database") as db:
            env = demo_environment(db, options.port)
            sign_ins = make_ready(db, env, fresh=options.fresh)
            _serve(db, env, options, sign_ins)
    return 0


def demo_environment(db: Database, port: int) -> dict[str, str]:
    """What the demo's programs are told."""
    env = python_environment(db.environment)
    env.update({"LIFECOURSE_DEMO": "1", "MALLOC_ARENA_MAX": "2"})
    env.setdefault("LIFECOURSE_PUBLIC_ADDRESS", f"http://{HOST}:{port}")
    return env


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", add_help=False, exit_on_error=False)
    parser.add_argument("--port", default=os.environ.get("LIFECOURSE_PORT") or "8000")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--no-browser-hint", action="store_true")
    try:
        options, unknown = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError as error:
        raise Problem(f"./run demo: {error}; it takes {WORDS}.") from error
    if unknown:
        raise Problem(f"./run demo does not know '{unknown[0]}'; it takes {WORDS}.")
    if not options.port.isdecimal() or not 0 < int(options.port) < 65536:
        raise Problem(f"'{options.port}' is not a port; give a number from 1 to 65535, e.g. ./run demo --port 8001.")
    options.port = int(options.port)
    return options


def check_port(port: int) -> None:
    """Raises Problem if the port cannot be listened on, saying how to choose another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            why = {errno.EADDRINUSE: "is taken by another program", errno.EACCES: "is not ours to use"}
            another = f"./run demo --port {port + 1 if 1024 <= port < 65535 else 8001} (or LIFECOURSE_PORT)"
            reason = why.get(error.errno or 0, f"cannot be used ({error.strerror})")
            raise Problem(f"Port {port} {reason}; choose another: {another}.") from error


@contextmanager
def the_only_demo(port: int) -> Iterator[None]:
    """Do the block unless a demo of this repository is running; clears up after one that was killed outright."""
    lock = Hold(LOCK)
    try:
        if not lock.try_take():
            raise Problem(
                f"A demo is already running ({_whose(lock)}); stop it with ./run stop, or Ctrl-C where it runs."
            )
        lock.write(f"{os.getpid()} http://{HOST}:{port}/")
        if clear_leftovers(RECORD):
            say("  Stopped what an earlier demo had left running.")
        yield
        lock.write("")
    finally:
        lock.close()


def _whose(lock: Hold) -> str:
    pid, _, address = lock.read().partition(" ")
    return f"process {pid}, {address}" if pid else "it has only just begun"


def stop_demo() -> int:
    """Stop a demo that runs elsewhere and wait until it has gone; also ends what a killed one left behind."""
    lock = Hold(LOCK)
    try:
        if lock.try_take():
            left = clear_leftovers(RECORD)
            server = demo_server()
            left += server.stop_if_unused()
            say("Stopped what an earlier demo had left running." if left else "No demo is running.")
            return 0
        pid = lock.read().partition(" ")[0]
        if not pid.isdecimal():
            raise Problem("A demo is just starting or stopping; try ./run stop again in a moment.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGTERM)
        deadline = time.monotonic() + 60
        while not lock.try_take():
            if time.monotonic() > deadline:
                raise Problem(f"The demo (process {pid}) has not stopped after a minute; end it with kill -9 {pid}.")
            time.sleep(0.1)
        say("The demo has stopped.")
        return 0
    finally:
        lock.close()


def make_ready(db: Database, env: Mapping[str, str], *, fresh: bool = False) -> str:
    """Tables, reference data, the invented partnership, static files: each only if something changed since.

    Gives the table of sign-ins.
    """
    if fresh and db.server is None:
        raise Problem("--fresh would throw away the database DATABASE_URL names; empty that one yourself.")
    note = Note(db.server)
    if db.server is not None and (fresh or note.half_built):
        with step("Throwing away the old demo" if fresh else "Throwing away a half-made demo"):
            note.write({"building": True})  # cut short here, the next run throws it away again
            drop(db.server)
            prepare(db.server)
    now = fingerprint()
    if note.facts.get("ready") != now:
        owner = {**env, "LIFECOURSE_AS_OWNER": "1"}
        if "built" not in note.facts:
            note.write({"building": True})
        run_quietly(manage("migrate", "--no-input"), title="Making the tables", log="migrate", env=owner)
        run_quietly(manage("sync_reference_data"), title="Loading reference data", log="reference-data", env=owner)
        run_quietly(manage("build_demo"), title="Building the demo partnership", log="build-demo", env=env)
        note.write({"ready": now, "built": True})
    if "sign_ins" not in note.facts:
        note.write({**note.facts, "sign_ins": _sign_ins(env)})
    collect_static(env)
    return str(note.facts["sign_ins"])


def _sign_ins(env: Mapping[str, str]) -> str:
    """Whom one may sign in as, asked once for each build: a whole Django would only start to say the same again."""
    asked = subprocess.run(
        manage("demo_sign_ins"), env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if asked.returncode != 0:
        raise Problem(f"demo_sign_ins failed (exit code {asked.returncode}).\n{asked.stdout.rstrip()}")
    return asked.stdout.rstrip()


class Note:
    """What was done to an embedded database, kept inside its folder so that it goes when the folder goes."""

    def __init__(self, server: Server | None) -> None:
        self._path = server.data / "lifecourse-ready.json" if server is not None else None
        self.facts: dict[str, object] = {}
        if self._path is not None:
            with contextlib.suppress(OSError, ValueError):
                self.facts = json.loads(self._path.read_text(encoding="utf-8"))

    @property
    def half_built(self) -> bool:
        """Whether a first build began and did not end."""
        return bool(self.facts.get("building"))

    def write(self, facts: dict[str, object]) -> None:
        self.facts = facts
        if self._path is not None:
            making = self._path.with_suffix(".making")
            making.write_text(json.dumps(facts), encoding="utf-8")
            making.replace(self._path)


def fingerprint() -> str:
    """A hash of everything that could change what the database ought to hold: code, reference data, the lock."""
    files = [*(paths.ROOT / "lifecourse").rglob("*.py"), *(paths.ROOT / "data").rglob("*"), paths.REQUIREMENTS]
    return _hash(files)


def _hash(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.is_file() and "launcher" not in path.parts:
            digest.update(str(path.relative_to(paths.ROOT)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def collect_static(env: Mapping[str, str]) -> None:
    """Gather static files with hashes in their names, if any of them changed."""
    ours = [path for folder in (paths.ROOT / "lifecourse").rglob("static") for path in folder.rglob("*")]
    now = _hash([*ours, paths.PACKAGE_LOCK, paths.REQUIREMENTS, paths.CONFIG / "settings.py"])
    mark = STATIC / ".lifecourse-stamp"
    with contextlib.suppress(OSError):
        if mark.read_text(encoding="utf-8") == now:
            return
    STATIC.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    run_quietly(manage("collectstatic", "--no-input", "--clear"), title="Gathering static files", log="static", env=env)
    mark.write_text(now, encoding="utf-8")


def web_and_worker(env: Mapping[str, str], port: int) -> list[Child]:
    """The two long-running programs, in the order they are stopped: no new requests, then no new jobs."""
    workers = str(min(2, os.cpu_count() or 1))
    web = [
        *(paths.tool("granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"),
        *("--workers", workers, "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "--no-access-log", "lifecourse.config.wsgi:application"),
    ]
    worker = manage("procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "5")
    return [
        Child("web server", web, env, paths.LOGS / "web.log"),
        Child("worker", worker, env, paths.LOGS / "worker.log"),
    ]


def _serve(db: Database, env: Mapping[str, str], options: argparse.Namespace, sign_ins: str) -> None:
    check_port(options.port)
    address = f"http://{HOST}:{options.port}/"
    server = db.server
    web, worker = web_and_worker(env, options.port)
    supervisor = Supervisor([web], RECORD, watch=server.keep_running if server is not None else None)
    for child in (web, worker):
        child.log.unlink(missing_ok=True)
    try:
        with step("Starting the web server"):
            supervisor.start()
            wait_until_ready(supervisor, address)
        if not supervisor.told_to_stop:
            # Second, for whoever waits for the first page should not also wait for jobs that nobody has left yet.
            supervisor.add(worker)
            say(f"\n{sign_ins}\n\nLifecourse is at {address}")
            if not options.no_browser_hint:
                say("Open it in a browser on this machine. Ctrl-C stops everything.")
            supervisor.run()
    finally:
        say()
        supervisor.stop()
        if server is not None:
            say("  Stopping the database, unless something else uses it …")


def wait_until_ready(supervisor: Supervisor, address: str) -> None:
    """Return when the first page is answered, or we are told to stop. Raises Problem if it never is, or fails."""
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.told_to_stop:
        supervisor.check()
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            log = shown(paths.LOGS / "web.log")
            raise Problem(f"The first page fails with error {error.code}; the reason is in {log}.") from error
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                log = shown(paths.LOGS / "web.log")
                raise Problem(f"The web server has not answered in {READY_SECONDS} s; see {log}.") from None
            time.sleep(0.2)
