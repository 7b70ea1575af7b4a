"""Which form a file of actors has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from communique.actors.exchange.ftm import read_ftm
from communique.actors.exchange.petrarch import read_petrarch_actors, read_petrarch_agents
from communique.actors.exchange.rows import Imported
from communique.actors.exchange.table import read_table
from communique.actors.exchange.wikidata import read_wikidata
from communique.actors.knowledge import ActorDataError

FORMATS: Mapping[str, Callable[[Path], Imported]] = {
    "csv": read_table,
    "petrarch-actors": read_petrarch_actors,
    "petrarch-agents": read_petrarch_agents,
    "wikidata": read_wikidata,
    "ftm": read_ftm,
}
"""The forms that can be read."""
_LOOK = 65_536


def guess_format(file: Path) -> str:
    """The form of a file, by its name and first lines.

    Raises:
        ActorDataError: it cannot be read or has none of the forms.
    """
    if file.suffix.lower() == ".csv":
        return "csv"
    try:
        with file.open("rb") as stream:
            start = stream.read(_LOOK)
    except OSError as error:
        raise ActorDataError(file, 1, f"cannot be read: {error.strerror}") from None
    if start.lstrip()[:1] in (b"{", b"["):
        return "ftm" if b'"schema"' in start else "wikidata"
    if b"[~" in start:
        return "petrarch-agents"
    if b"[" in start:
        return "petrarch-actors"
    raise ActorDataError(file, 1, f"is none of {', '.join(FORMATS)}")


def read_actors(file: Path, form: str | None = None) -> Imported:
    """Read a file of actors; ``form`` is guessed where it is not given.

    Raises:
        ActorDataError: the file is wrong.
    """
    return FORMATS[form or guess_format(file)](file)
