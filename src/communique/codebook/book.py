"""Types, modes, contexts, scores and the CAMEO table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from communique.codebook.loading import DATA, Node, read
from communique.model import EventCode
from communique.model.claim import Quad

QUADS: dict[int, Quad] = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """One PLOVER type. ``score`` runs from -10 (conflict) to +10 (cooperation)."""

    name: str
    quad: int
    score: float
    recipient: bool
    meaning: str
    modes: Mapping[str, float]
    choice: str | None = None


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    """The validated codebook."""

    types: Mapping[str, EventType]
    contexts: Mapping[str, tuple[str, ...]]
    context_aliases: Mapping[str, str]
    cameo: Mapping[str, Mapping[str, str]]
    statement_cameo: str

    def event_code(
        self, type: str, modes: tuple[str, ...] = (), contexts: tuple[str, ...] = ()
    ) -> EventCode:
        """Quad class, intensity and CAMEO code for a type with its modes.

        The intensity is that of the most intense mode (furthest from zero), else of the type.

        Raises:
            KeyError: the type or one of its modes is not in the codebook.
        """
        kind = self.types[type]
        scores = [kind.modes[mode] for mode in modes]
        return EventCode(
            type=type,
            modes=modes,
            contexts=contexts,
            quad=QUADS[kind.quad],
            intensity=max(scores, key=abs) if scores else kind.score,
            cameo=self.cameo[type].get(modes[0] if modes else ""),
        )

    def extended(self, file: Path) -> Codebook:
        """This codebook with the types of a file of your own, in the form of ``types.yaml``.

        A type may have ``cameo`` besides: a quoted code of 3 or 4 digits. Without it, its events
        have none.

        Raises:
            CodebookError: the file is wrong, or a type is there already; names file and line.
        """
        types, table = dict(self.types), dict(self.cameo)
        for name, node in read(file).items():
            if name in self.types or name == "NONE" or not name.isupper():
                raise node.fail(f"{name}: a type of your own has a new name in capitals")
            code = dict(node.items()).get("cameo")
            types[name] = _event_type(name, node, more=frozenset({"cameo"}))
            modes = ("", *types[name].modes) if code is not None else ()
            table[name] = {mode: _cameo_code(code) for mode in modes if code is not None}
        return msgspec.structs.replace(self, types=types, cameo=table)


@lru_cache(maxsize=4)
def load_codebook(folder: Path = DATA) -> Codebook:
    """Load and check ``types.yaml``, ``contexts.yaml`` and ``cameo.yaml``.

    Raises:
        CodebookError: a file is wrong; names file and line.
    """
    types = {name: _event_type(name, node) for name, node in read(folder / "types.yaml").items()}
    contexts: dict[str, tuple[str, ...]] = {}
    aliases: dict[str, str] = {}
    for name, node in read(folder / "contexts.yaml").items():
        for key, value in node.items():
            if key == "cues":
                contexts[name] = value.words()
            elif key == "also":
                aliases.update(dict.fromkeys(value.words(), name))
            else:
                raise value.fail(f"context {name}: unknown key {key!r}")
        if name not in contexts:
            raise node.fail(f"context {name} has no cues")
    statement, cameo = _cameo(folder, types)
    return Codebook(
        types=types,
        contexts=contexts,
        context_aliases=aliases,
        cameo=cameo,
        statement_cameo=statement,
    )


def _event_type(name: str, node: Node, more: frozenset[str] = frozenset()) -> EventType:
    fields = dict(node.items())
    known = {"quad", "score", "recipient", "meaning", "modes", "choice"}
    for key, value in fields.items():
        if key not in known | more:
            raise value.fail(f"type {name}: unknown key {key!r}")
    for key in known - {"choice"}:
        if key not in fields:
            raise node.fail(f"type {name} has no {key!r}")
    quad = int(fields["quad"].number())
    if quad not in QUADS:
        raise fields["quad"].fail(f"type {name}: quad class {quad} is not 1, 2, 3 or 4")
    modes = {mode: _score(value) for mode, value in fields["modes"].items()}
    return EventType(
        name=name,
        quad=quad,
        score=_score(fields["score"]),
        recipient=bool(fields["recipient"].scalar()),
        meaning=str(fields["meaning"].scalar()),
        modes=modes,
        choice=str(fields["choice"].scalar()) if "choice" in fields else None,
    )


def _score(node: Node) -> float:
    value = node.number()
    if not -10 <= value <= 10:
        raise node.fail(f"score {value} is outside -10..10")
    return value


def _cameo_code(node: Node) -> str:
    code = node.scalar()
    if not isinstance(code, str) or not code.isdigit() or len(code) not in (3, 4):
        raise node.fail(f"CAMEO code {code!r} is not a quoted string of 3 or 4 digits")
    return code


def _cameo(folder: Path, types: Mapping[str, EventType]) -> tuple[str, dict[str, dict[str, str]]]:
    statement = ""
    table: dict[str, dict[str, str]] = {}
    root = read(folder / "cameo.yaml")
    for name, node in root.items():
        if name == "statement":
            statement = str(node.scalar())
            continue
        if name not in types:
            raise node.fail(f"{name} is no type of types.yaml")
        row: dict[str, str] = {}
        for mode, value in node.items():
            if mode and mode not in types[name].modes:
                raise value.fail(f"{name} has no mode {mode!r}")
            row[mode] = _cameo_code(value)
        missing = ({""} | set(types[name].modes)) - set(row)
        if missing:
            raise node.fail(f"{name} has no CAMEO code for {sorted(missing)}")
        table[name] = row
    for name in types:
        if name not in table:
            raise root.fail(f"no CAMEO row for {name}")
    return statement, table
