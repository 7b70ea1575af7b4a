"""The charts' script: Vega, Vega-Lite and Vega-Embed, out of the installed ``vl-convert-python``.

It is made once for each version of that package and kept in the user's cache folder, beside the
compiled actor tables and by the same rules: with a checksum, ours alone, else made anew. Making it
takes a second and 160 MB, so that it is done in a process of its own. Vega-Embed carries Vega's
expression interpreter: with ``ast`` set no expression becomes code in the browser, and a
Content-Security-Policy without ``unsafe-eval`` holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from communique.actors.compiled import cache_folder
from communique.model import CommuniqueError

PACKAGE = "vl-convert-python"
SNIPPET = "window.vegaEmbed = vegaEmbed;"
_SECONDS = 120
_MAKE = """
import sys, vl_convert
sys.stdout.buffer.write(vl_convert.javascript_bundle(sys.argv[1]).encode())
"""
_CHECKSUM = 32


class BundleError(CommuniqueError):
    """The charts' script could not be made; the tables beside the charts are there all the same."""


@cache
def bundle_name() -> str:
    """The file's name, which changes with the version of the package and with what we ask of it.

    Raises:
        BundleError: the package is not installed.
    """
    try:
        made_by = version(PACKAGE)
    except PackageNotFoundError:
        raise BundleError(f"{PACKAGE} is not installed: charts are shown as tables") from None
    stamp = hashlib.sha256(SNIPPET.encode()).hexdigest()[:6]
    return f"vega-{made_by}-{stamp}.js"


def bundle() -> bytes:
    """The script, from the cache folder where it lies there; several may ask at once.

    Raises:
        BundleError: it could not be made; says why.
    """
    folder = cache_folder()
    target = folder / bundle_name() if folder else None
    script = _read(target) if target else None
    if script is None:
        script = _made()
        if target:
            _keep(target, script)
    return script


def _made() -> bytes:
    bundle_name()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _MAKE, SNIPPET],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(f"the charts' script could not be made: {error}") from None
    if done.returncode or not done.stdout:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BundleError(f"the charts' script could not be made: {''.join(last) or 'no output'}")
    return done.stdout


def _read(file: Path) -> bytes | None:
    """The script that the file holds; None where it is missing, damaged or not ours alone."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(stream.fileno())
            if hasattr(os, "geteuid") and (
                status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
            ):
                return None
            checksum, script = stream.read(_CHECKSUM), stream.read()
    except OSError:
        return None
    return script if hashlib.sha256(script).digest() == checksum else None


def _keep(file: Path, script: bytes) -> None:
    """Write all or nothing; a cache that cannot be written is no error."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, draft = tempfile.mkstemp(prefix=".vega-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(script).digest() + script)
            os.replace(draft, file)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(draft)
