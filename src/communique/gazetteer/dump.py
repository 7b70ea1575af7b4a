"""GeoNames dumps: ``allCountries.txt``, ``cities500.txt``, ``XX.txt``, also zipped.

The columns are those of geonames.org's readme: nineteen, separated by tabs, no header.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from communique.gazetteer.compiled import FILE, write_compiled
from communique.gazetteer.embedded import tables
from communique.gazetteer.site import Precision, Site, bare, folded, is_latin
from communique.model import SourceError

COLUMNS = 19
_SPOTS = frozenset("AIRP AIRB AIRF DAM CMP CMPRF INSM MILB PRN PRT HBR BDG PS PSN".split())
"""Kinds of building and site (class S) that news names; shops, schools and such are left out."""
_WATERS = frozenset("BAY CHN GULF LK LKS RSV SEA STM STMS STRT WAD CNL HBR".split())
_GROUNDS = frozenset("ISL ISLS MT MTS PASS PEN CAPE DSRT HLL HLLS VAL PLN PLAT ATOL DLTA".split())
_AREAS = frozenset("RGN RGNE CNTR PRK MILB OAS".split())


def compile_dump(
    file: Path, folder: Path, told: Callable[[int, int], None] | None = None
) -> tuple[Path, int]:
    """Compile a dump into ``folder``; returns the gazetteer's file and the number of places.

    ``told`` hears the bytes read and their total, as it goes.

    Raises:
        SourceError: the dump cannot be read, or a line of it is malformed; names file and line.
    """
    target = folder / FILE
    with _opened(file) as (stream, total, name):
        about = {"source": Path(name).name}
        count = write_compiled(target, _entries(stream, total, name, told, about), about)
    if not count:
        target.unlink(missing_ok=True)
        raise SourceError(str(file), "holds no place that news would name")
    return target, count


@contextmanager
def _opened(file: Path) -> Iterator[tuple[IO[bytes], int, str]]:
    """The bytes of a dump, how many they are and what to call them."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                texts = [
                    i
                    for i in archive.infolist()
                    if i.filename.endswith(".txt") and "readme" not in i.filename.lower()
                ]
                if len(texts) != 1:
                    raise SourceError(str(file), f"holds {len(texts)} text files, not one")
                with archive.open(texts[0]) as stream:
                    yield stream, texts[0].file_size, f"{file}:{texts[0].filename}"
        else:
            with file.open("rb") as plain:
                yield plain, file.stat().st_size, str(file)
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    except zipfile.BadZipFile as error:
        raise SourceError(str(file), f"is no sound zip file: {error}") from None


def _entries(
    stream: IO[bytes],
    total: int,
    name: str,
    told: Callable[[int, int], None] | None,
    about: dict[str, str],
) -> Iterator[tuple[Site, frozenset[str]]]:
    """The places of a dump; at its end ``about`` gets the digest of what was read."""
    codes = tables().codes
    digest = hashlib.sha256()
    done = 0
    for number, line in enumerate(stream, 1):
        done += len(line)
        digest.update(line)
        if told and number % 2_000 == 0:
            told(done, total)
        if not line.strip():
            continue
        entry = _entry(line, codes, name, number)
        if entry is not None:
            yield entry
    about["digest"] = digest.hexdigest()[:16]
    if told:
        told(total, total)


def _entry(
    line: bytes, codes: dict[str, str], file: str, number: int
) -> tuple[Site, frozenset[str]] | None:
    """The place of one line; None where it is of no use here."""
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
        if len(cells) != COLUMNS:
            raise ValueError(f"{len(cells)} columns, not {COLUMNS}")
        precision = _precision(cells[6], cells[7])
        if precision is None or not cells[8]:
            return None
        latitude, longitude = float(cells[4]), float(cells[5])
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError(f"no place on earth: {cells[4]}, {cells[5]}")
        site = Site(
            name=cells[1],
            geonames_id=int(cells[0]),
            country=codes.get(cells[8], cells[8]),
            latitude=latitude,
            longitude=longitude,
            precision=precision,
            population=int(cells[14] or 0),
            division=cells[10],
        )
    except ValueError as error:
        raise SourceError(f"{file}:{number}", f"malformed line: {error}") from None
    names = {cells[1], cells[2], *cells[3].split(",")}
    keys = {folded(n) for n in names if len(n) > 2 and is_latin(n)} | bare(folded(cells[1]))
    return site, frozenset(k for k in keys if k)


def _precision(kind: str, code: str) -> Precision | None:
    """The precision of a feature class and code; None for what is left out."""
    if kind == "P":
        return None if code in ("PPLH", "PPLQ", "PPLW") else "city"
    if kind == "A":
        if code.startswith("PCL"):
            return None
        return "province" if code == "ADM1" else None if code.endswith("H") else "region"
    if kind == "S":
        return "city" if code in _SPOTS else None
    kept = {"H": _WATERS, "T": _GROUNDS, "L": _AREAS}.get(kind, frozenset())
    return "region" if code in kept else None
