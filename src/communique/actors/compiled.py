"""The actor tables as one file that loads at once.

Reading and checking the CSV files takes half a second; what comes of it is kept in the user's cache
folder under a hash of the files and of the code that reads them. The file is plain MessagePack with
a checksum, decoded into our own types: nothing in it can run. One that is damaged, that belongs to
somebody else or that others may write to is ignored and made anew; where the folder cannot be
written, the tables are read every time.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from communique import __version__
from communique.actors.knowledge import DATA, Knowledge, load_knowledge
from communique.actors.names import NameTable, name_table

CACHE_VARIABLE = "COMMUNIQUE_CACHE"
"""Names another cache folder; empty: keep nothing."""
KEPT = 4
"""So many compiled tables stay in the cache folder; older ones are removed."""
_CODE = ("compiled.py", "folding.py", "knowledge.py", "merging.py", "names.py")
_PREFIX, _SUFFIX = "actors-", ".msgpack"


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """What the resolver starts from."""

    knowledge: Knowledge
    names: NameTable


_decoder = msgspec.msgpack.Decoder(Compiled)


def load_compiled(folder: Path | None = None) -> Compiled:
    """The tables, with those of ``folder`` over ours, from the cache where it has them.

    Raises:
        ActorDataError: a file is wrong; names file and line.
    """
    with _no_collection():
        target = _cache_file(folder)
        found = _read(target) if target else None
        if found is None:
            knowledge = load_knowledge(folder)
            found = Compiled(knowledge, name_table(knowledge))
            if target:
                _write(target, msgspec.msgpack.encode(found))
        return found


def cache_folder() -> Path | None:
    """Where compiled tables are kept; ``None`` if nowhere."""
    given = os.environ.get(CACHE_VARIABLE)
    if given is not None:
        return Path(given) if given else None
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "communique" if base.is_absolute() else None


def fingerprint(folder: Path | None = None) -> str:
    """A hash of the data files and of the code that reads them."""
    digest = hashlib.sha256(f"{__version__} {msgspec.__version__}".encode())
    code = [Path(__file__).with_name(name) for name in _CODE]
    for place in (code, sorted(DATA.glob("*.csv")), sorted(folder.glob("*.csv")) if folder else ()):
        digest.update(b"\0folder")
        for file in place:
            try:
                content = file.read_bytes()
            except OSError:
                content = b""
            digest.update(f"\0{file.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _cache_file(folder: Path | None) -> Path | None:
    where = cache_folder()
    return where / f"{_PREFIX}{fingerprint(folder)[:32]}{_SUFFIX}" if where else None


def _read(file: Path) -> Compiled | None:
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    try:
        with os.fdopen(descriptor, "rb") as stream:
            if not _ours(os.fstat(stream.fileno())):
                return None
            checksum, content = stream.read(32), stream.read()
    except OSError:
        return None
    if hashlib.sha256(content).digest() != checksum:
        return None
    try:
        return _decoder.decode(content)
    except msgspec.MsgspecError:
        return None


def _ours(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(file: Path, content: bytes) -> None:
    """Write all or nothing; a cache that cannot be written is no error."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=".actors-", dir=file.parent)
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(hashlib.sha256(content).digest())
            stream.write(content)
        os.replace(name, file)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        return
    _forget_old(file.parent)


def _forget_old(where: Path) -> None:
    with contextlib.suppress(OSError):
        files = [(f.stat().st_mtime, f) for f in where.glob(f"{_PREFIX}*{_SUFFIX}")]
        for _, old in sorted(files, reverse=True)[KEPT:]:
            old.unlink()


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes many objects and no rubbish: looking for some would take most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
