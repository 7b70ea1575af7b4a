"""The server around the app: its socket, its signals, its end."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from communique.model import CommuniqueError
from communique.record import open_record
from communique.web.app import create_app
from communique.web.observe import log_to_stderr
from communique.web.settings import Settings

_PATIENCE = 20
"""Seconds that open requests have to end when the room is closed."""
_IDLE = 15
"""Seconds that an idle connection is kept."""


class ServeError(CommuniqueError):
    """The room cannot be opened; one line says why and what to do."""


class _Server(uvicorn.Server):
    """Ends in peace on SIGTERM and SIGINT: open requests are answered, the exit code is 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take both signals while the room is open."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kinds = (signal.SIGTERM, signal.SIGINT)
        before = {kind: signal.signal(kind, self.handle_exit) for kind in kinds}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve the record until a signal ends it; ``tell`` is given the address once it is open.

    Raises:
        RecordError: there is no such record, or it cannot be opened as asked.
        ServeError: the port is taken, or the host is not one of this machine.
    """
    with open_record(settings.record, readonly=True) as record:
        record.revision("-")
    if settings.allow_judgements:
        open_record(settings.record).close()
    listening = _listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    log_to_stderr()
    server = _Server(
        uvicorn.Config(
            create_app(settings),
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=_PATIENCE,
            timeout_keep_alive=_IDLE,
        )
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    # What is loaded by now stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    tell(f"http://{host}:{port}{settings.prefix}/")
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(address)
            made.listen(128)
        except BaseException:
            made.close()
            raise
    except socket.gaierror:
        raise ServeError(f"there is no host {host!r} here; --host takes an address") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} is taken; choose another with --port (0: any that is free)"
        elif error.errno == errno.EACCES:
            reason = f"port {port} is not for everybody; choose one above 1023 with --port"
        else:
            reason = f"cannot listen on {host} port {port}: {error.strerror}"
        raise ServeError(reason) from None
    return made
