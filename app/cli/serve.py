"""Serve the pages and the API. The worker runs as a supervised child unless it runs by itself."""

import argparse
import gc
import logging
import os
import signal
import subprocess
import sys
import threading

import uvicorn

from app.cli.terminal import Terminal
from app.kit.errors import Code, Conflict
from app.kit.log import configure
from app.main import create_app
from app.queries.doctor import stoppers
from app.wiring import Wiring

HELP = "Serve the pages and the API on 127.0.0.1 (see --host), with the worker as a supervised child."
DRAIN_SECONDS = 15
RESTART_SECONDS = 2.0
log = logging.getLogger("unsung.serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--no-worker", action="store_true", help="where `unsung work` runs by itself")
    parser.add_argument("--migrate", action="store_true", help="bring the embedded SQLite file up to date first")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    if args.migrate:  # in a process of its own, so that the library that writes schemas does not stay
        subprocess.run([sys.executable, "-m", "app", "migrate"], env=dict(terminal.environment), check=True)
    return serve(terminal, host=args.host, with_worker=not args.no_worker)


def serve(terminal: Terminal, *, host: str = "127.0.0.1", with_worker: bool = True) -> int:
    wiring = terminal.wiring()
    configure(wiring.settings.log)
    _require_sound(wiring)
    server = uvicorn.Server(_configuration(wiring, host))
    worker = Worker(terminal) if with_worker else None
    if worker:
        worker.start()
    _spare_the_collector()
    try:
        server.run()
    finally:
        if worker:
            worker.stop()
    return 0 if server.started else 1


class Worker:
    """Keeps one `unsung work` alive beside the server; on SQLite it is the only other writer."""

    def __init__(self, terminal: Terminal) -> None:
        self._environment = dict(terminal.environment)
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self) -> None:
        self._child = self._spawn()
        self._watch.start()

    def stop(self) -> None:
        """Asks the child to finish what it holds, and waits."""
        self._ending.set()
        if self._child and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            try:
                self._child.wait(DRAIN_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        """Ctrl+C is for the server, which then asks its child to finish: the child is born with it blocked."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            command = [sys.executable, "-m", "app", "work", "--child-of", str(os.getpid())]
            return subprocess.Popen(command, env=self._environment)  # noqa: S603 - our own interpreter
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _keep_alive(self) -> None:
        while not self._ending.wait(RESTART_SECONDS):
            if self._child and self._child.poll() is not None and not self._ending.is_set():
                log.warning("worker_ended_and_begins_again code=%s", self._child.returncode)
                self._child = self._spawn()


def _require_sound(wiring: Wiring) -> None:
    """Only what takes milliseconds; `unsung doctor` looks at everything."""
    if found := stoppers(wiring.store.engine):
        raise Conflict(Code.WRONG_STATE, "\n".join(f"{one.name}: {one.found} {one.advice}" for one in found))


def _spare_the_collector() -> None:
    """What was loaded stays until the end: looking through it for garbage cost a tenth of every page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _configuration(wiring: Wiring, host: str) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(wiring),
        host=host,
        port=wiring.settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=16_384,
    )
