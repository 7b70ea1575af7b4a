"""Answers that hold until the record changes: tags for clients, and the commonest kept ready.

A record in a file has a stamp, its files' sizes and times: it changes with every write, by whatever
program, and costs nothing to read. An answer's tag is made of it and of the address, so that a
client that has the answer is told so without making it again. A record in a server has no stamp:
its answers are made, and their tags are hashes of their bodies.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import secrets
from collections import OrderedDict
from collections.abc import Mapping

from starlette.responses import Response

from communique.record.postgres import is_postgres
from communique.record.sqlite import record_path

_WORTH = 1000
"""Bytes from which on an answer is compressed."""
_LEVEL = 5
_MOST_BYTES = 24 * 1024 * 1024
"""Bytes of bodies kept in all."""
_LARGEST = 1024 * 1024
"""Bytes of the largest body that is kept."""


class Stamp:
    """Tells whether the record has changed since."""

    def __init__(self, where: str) -> None:
        self._files: tuple[str, ...] = ()
        if not is_postgres(where):
            path = str(record_path(where))
            self._files = (path, path + "-wal")
        # Another version of the program may show the same record otherwise.
        self._salt = secrets.token_hex(4)

    def now(self) -> str | None:
        """Another text after every write; None where the record does not tell."""
        if not self._files:
            return None
        parts = [self._salt]
        for file in self._files:
            try:
                found = os.stat(file)
            except OSError:
                parts.append("-")
            else:
                parts.append(f"{found.st_ino}.{found.st_size}.{found.st_mtime_ns}")
        return " ".join(parts)


class Kept:
    """The answers asked for last, up to so many bytes; used by the event loop alone."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, Response] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> Response | None:
        """The answer kept under the key."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: str, answer: Response) -> None:
        """Keep an answer; those not asked for for longest go."""
        size = len(answer.body)
        if answer.status_code != 200 or size > _LARGEST or key in self._answers:
            return
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > _MOST_BYTES:
            _, gone = self._answers.popitem(last=False)
            self._bytes -= len(gone.body)


def tag_of(*parts: str) -> str:
    """An ETag made of what the answer depends on."""
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f'W/"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


def has_it(asked: Mapping[str, str], tag: str) -> bool:
    """True when the client says that it has the answer with this tag."""
    return tag in (word.strip() for word in asked.get("if-none-match", "").split(","))


def not_modified(tag: str) -> Response:
    """304: what you have is still so."""
    return Response(None, 304, {"ETag": tag, **_HEADERS})


_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}


def takes_gzip(asked: Mapping[str, str]) -> bool:
    """True when the client takes compressed answers."""
    return "gzip" in asked.get("accept-encoding", "")


def finished(
    answer: Response, asked: Mapping[str, str], *, private: bool = False, tag: str | None = None
) -> Response:
    """The answer with its tag, nothing but 304 where the client has it, compressed if it may be.

    Without a ``tag`` it is the body's hash. ``private`` answers hold a form's token: they are
    other each time, and kept nowhere.
    """
    body = bytes(answer.body)
    answer.headers.update(_HEADERS)
    if private:
        answer.headers["Cache-Control"] = "no-store"
    else:
        tag = tag or tag_of(hashlib.blake2b(body).hexdigest())
        answer.headers["ETag"] = tag
        if has_it(asked, tag):
            return not_modified(tag)
    if len(body) >= _WORTH and takes_gzip(asked):
        answer.body = gzip.compress(body, _LEVEL, mtime=0)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(answer.body))
    return answer
