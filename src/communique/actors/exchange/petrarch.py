"""PETRARCH's actor and agent dictionaries: CAMEO codes become PLOVER's.

An actor is a name, its synonyms on lines with ``+``, and codes in brackets that may hold for a
time: ``[USAGOV 090120-170120]``, ``[USAELI <090120]``, ``[USAELI >170120]``. An agent is a noun,
its plural in braces, and a code with a tilde: ``SOLDIER {SOLDIERS} [~MIL]``; ``!MINIST!`` stands
for a list given once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from communique.actors.exchange.rows import Imported
from communique.actors.knowledge import DATA, ENTITY_CODES, ActorDataError, read_rows

SECTORS = {
    "AGR": "AGR", "BUS": "BUS", "COP": "COP", "CRM": "CRM", "CVL": "CVL", "DEV": "CVL",
    "EDU": "EDU", "ELI": "ELI", "ENV": "CVL", "FRA": "PTY", "GOV": "GOV", "HLH": "MED",
    "HRI": "CVL", "INS": "REB", "JUD": "JUD", "LAB": "LAB", "LEG": "LEG", "MED": "JRN",
    "MIL": "MIL", "OPP": "OPP", "PTY": "PTY", "REB": "REB", "REF": "REF", "REL": "REL",
    "SEP": "REB", "SET": "CVL", "SPY": "SPY", "UAF": "UAF", "UIS": "UNK",
}  # fmt: skip
"""CAMEO's sectors in PLOVER; MED is the media there and medicine here."""
CLASSES = {"IGO": "IGO", "NGO": "NGO", "NGM": "NGO", "IMG": "IMG", "MNC": "MNC", "UNO": "UNO"}
_DROPPED = frozenset({"MOD", "RAD"})
_CODE = re.compile(r"\[\s*(~?[A-Z]+)\s*([^\]]*)\]")
_FIRST_YEAR = 30
"""Two-digit years from here on are of the last century."""


def read_petrarch_actors(file: Path) -> Imported:
    """An actor dictionary.

    Raises:
        ActorDataError: the file cannot be read.
    """
    found = Imported()
    states = {row["code"] for _, row in read_rows(DATA / "countries.csv", {"code"})}
    for line, names, codes in _entries(file):
        where = f"{file.name}:{line} {names[0]}"
        if not codes:
            found.skip(where, "has no code")
            continue
        by_actor: dict[str, list[str]] = {}
        for code, when in codes:
            parsed = _parse_code(code, states)
            if parsed is None:
                found.skip(where, f"no country or class in {code!r}")
                continue
            country, sectors = parsed
            try:
                dates = _when(when)
            except ValueError:
                found.skip(where, f"no dates: {when!r}")
                continue
            by_actor.setdefault(country, []).extend(f"{s}{dates}" for s in sectors)
        for country, sectors in by_actor.items():
            found.entity(
                names[0],
                country,
                ";".join(dict.fromkeys(sectors)),
                aliases=";".join(dict.fromkeys(names[1:])),
                note=f"from {file.name}",
            )
    return found


def read_petrarch_agents(file: Path) -> Imported:
    """An agent dictionary.

    Raises:
        ActorDataError: the file cannot be read.
    """
    found = Imported()
    macros: dict[str, list[str]] = {}
    for number, raw in enumerate(_lines(file), 1):
        line = raw.split("#")[0].strip()
        if not line:
            continue
        macro = re.match(r"!(\w+)!\s*=\s*(.+)", line)
        if macro:
            macros[macro.group(1)] = [_words(w) for w in macro.group(2).split(",") if w.strip()]
            continue
        code = _CODE.search(line)
        noun = re.split(r"[\[{]", line)[0]
        plural = re.search(r"\{([^}]*)\}", line)
        where = f"{file.name}:{number}"
        if code is None or not noun.strip():
            found.skip(where, "no noun with a code such as [~MIL]")
            continue
        parts = re.findall("[A-Z]{3}", code.group(1).lstrip("~"))
        sectors = [SECTORS[p] for p in parts if p in SECTORS]
        if not sectors and not all(p in _DROPPED for p in parts):
            found.skip(where, f"no sector in {code.group(1)!r}")
            continue
        for word in _expanded(_words(noun), macros):
            found.add(
                "roles",
                noun=word.lower(),
                plural=_words(plural.group(1)).lower() if plural else "",
                sectors=";".join(dict.fromkeys(sectors)),
                note=f"from {file.name}",
            )
    return found


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ActorDataError(file, 1, f"cannot be read: {error}") from None


def _entries(file: Path) -> Iterator[tuple[int, list[str], list[tuple[str, str]]]]:
    names: list[str] = []
    codes: list[tuple[str, str]] = []
    first = 1
    for number, raw in enumerate(_lines(file), 1):
        line = raw.split("#")[0].split(";")[0].rstrip()
        if not line.strip():
            continue
        found = [(c, w.strip()) for c, w in _CODE.findall(line)]
        name = _words(line.split("[")[0].lstrip("+"))
        if name and not line[0].isspace() and not line.startswith("+"):
            if names:
                yield first, names, codes
            names, codes, first = [name], found, number
        else:
            if name:
                names.append(name)
            codes += found
    if names:
        yield first, names, codes


def _words(name: str) -> str:
    """``BARACK_OBAMA_`` as ``Barack Obama``; short names of one word stay capitals."""
    words = name.replace("_", " ").split()
    if len(words) == 1 and len(words[0]) <= 4:
        return words[0]
    return " ".join(w.capitalize() for w in words)


def _parse_code(code: str, states: set[str]) -> tuple[str, list[str]] | None:
    parts = re.findall("[A-Z]{3}", code)
    if not parts or len(code) % 3:
        return None
    country = CLASSES.get(parts[0], parts[0])
    if country not in states and country not in ENTITY_CODES:
        return None
    sectors = [SECTORS[p] for p in parts[1:] if p in SECTORS]
    if parts[0] == "NGM":
        sectors.insert(0, "JRN")
    return country, sectors


def _when(restriction: str) -> str:
    if not restriction:
        return ""
    if restriction[0] == "<":
        return f"@/{_day(restriction[1:]) - timedelta(days=1)}"
    if restriction[0] == ">":
        return f"@{_day(restriction[1:]) + timedelta(days=1)}/"
    start, _, end = restriction.partition("-")
    return f"@{_day(start)}/{_day(end)}"


def _day(written: str) -> date:
    digits = written.strip()
    if not digits.isdigit() or len(digits) not in (6, 8):
        raise ValueError(written)
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) >= _FIRST_YEAR else "20") + digits
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _expanded(noun: str, macros: dict[str, list[str]]) -> Iterator[str]:
    found = re.search(r"!(\w+)!", noun)
    if found is None:
        yield noun
        return
    for word in macros.get(found.group(1).upper(), macros.get(found.group(1), [])):
        yield from _expanded(noun.replace(found.group(0), word), macros)
