"""The words: acts, control verbs, reporting verbs, factuality cues."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import msgspec

from communique.codebook.book import Codebook, load_codebook
from communique.codebook.loading import DATA, Node, read
from communique.model.claim import Stance

Effect = Literal["agree", "request", "reject", "threaten", "accuse", "keep"]
STANCES = ("asserts", "denies", "doubts", "asks", "promises", "believes")
NEEDED_CLASSES = ("weapon_agents", "sports", "hostage", "disasters")
DEFAULT_SLOTS = ("dobj",)


class ActRule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of ``acts.yaml`` for one word.

    ``particle`` is the preposition or particle that must stand by the word. ``objects`` is the
    set of lemmas one of which must be its object. ``to`` are the slots of the recipient.
    ``except_objects`` are objects that make the row not fit; ``needs_complement`` asks for a verb
    in the complement or a "for" phrase; ``inverse`` rows have the recipient as subject and the
    cause after a preposition ("fled").
    """

    type: str
    lemma: str
    pos: Literal["verb", "noun"]
    particle: str | None = None
    mode: str | None = None
    objects: frozenset[str] | None = None
    object_class: str | None = None
    except_objects: frozenset[str] | None = None
    needs_complement: bool = False
    inverse: bool = False
    to: tuple[str, ...] = DEFAULT_SLOTS
    joint: bool = False
    third: bool = False
    weak: bool = False

    @property
    def rank(self) -> int:
        """How constrained the row is; more constrained rows win."""
        return (
            (2 if self.object_class else 0) + (1 if self.particle else 0) + (0 if self.weak else 1)
        )


class Control(msgspec.Struct, frozen=True):
    """What a governing verb does to the act in its complement."""

    name: str
    effect: Effect
    flag: str | None


class Reporting(msgspec.Struct, frozen=True, kw_only=True):
    """Words that make somebody a source."""

    verbs: Mapping[str, Stance]
    nouns: Mapping[str, Stance]
    adjectives: Mapping[str, Stance]
    adverbs: frozenset[str]
    prepositions: tuple[str, ...]
    documents: frozenset[str]
    anonymous: frozenset[str]
    classes: Mapping[str, frozenset[str]]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """All the words, indexed by lemma."""

    verbs: Mapping[str, tuple[ActRule, ...]]
    nouns: Mapping[str, tuple[ActRule, ...]]
    objects: Mapping[str, frozenset[str]]
    control: Mapping[str, Control]
    future_adjectives: frozenset[str]
    reluctant_adjectives: frozenset[str]
    light_verbs: frozenset[str]
    reporting: Reporting
    cues: Mapping[str, frozenset[str]]


@lru_cache(maxsize=4)
def load_lexicon(folder: Path = DATA) -> Lexicon:
    """Load and check the word lists against the codebook.

    Raises:
        CodebookError: a file is wrong; names file and line.
    """
    book = load_codebook(folder)
    objects = {
        name: frozenset(node.words()) for name, node in read(folder / "objects.yaml").items()
    }
    for needed in NEEDED_CLASSES:
        if needed not in objects:
            raise read(folder / "objects.yaml").fail(f"no class {needed!r}, which the coder uses")
    verbs: dict[str, list[ActRule]] = {}
    nouns: dict[str, list[ActRule]] = {}
    for type_name, node in read(folder / "acts.yaml").items():
        if type_name not in book.types:
            raise node.fail(f"{type_name} is no type of types.yaml")
        for row in node.rows():
            for rule in _rules(type_name, row, book, objects):
                index = verbs if rule.pos == "verb" else nouns
                index.setdefault(rule.lemma, []).append(rule)
    control, adjectives = _control(folder)
    return Lexicon(
        verbs={k: _by_rank(v) for k, v in verbs.items()},
        nouns={k: _by_rank(v) for k, v in nouns.items()},
        objects=objects,
        control=control,
        future_adjectives=adjectives["future_adjectives"],
        reluctant_adjectives=adjectives["reluctant_adjectives"],
        light_verbs=adjectives["light_verbs"],
        reporting=_reporting(folder),
        cues={name: frozenset(n.words()) for name, n in read(folder / "cues.yaml").items()},
    )


def _by_rank(rules: list[ActRule]) -> tuple[ActRule, ...]:
    return tuple(sorted(rules, key=lambda rule: -rule.rank))


def _rules(
    type_name: str, row: Node, book: Codebook, objects: Mapping[str, frozenset[str]]
) -> list[ActRule]:
    fields = dict(row.items())
    known = {
        "verbs",
        "nouns",
        "mode",
        "objects",
        "to",
        "joint",
        "third",
        "strength",
        "except",
        "complement",
        "inverse",
    }
    for key, value in fields.items():
        if key not in known:
            raise value.fail(f"unknown key {key!r}")
    mode = str(fields["mode"].scalar()) if "mode" in fields else None
    if mode is not None and mode not in book.types[type_name].modes:
        raise fields["mode"].fail(f"{type_name} has no mode {mode!r}")
    klass = str(fields["objects"].scalar()) if "objects" in fields else None
    if klass is not None and klass not in objects:
        raise fields["objects"].fail(f"{klass!r} is no class of objects.yaml")
    excepted = str(fields["except"].scalar()) if "except" in fields else None
    if excepted is not None and excepted not in objects:
        raise fields["except"].fail(f"{excepted!r} is no class of objects.yaml")
    to = fields["to"].words() if "to" in fields else DEFAULT_SLOTS
    weak = "strength" in fields and fields["strength"].scalar() == "weak"
    found = []
    kinds: tuple[Literal["verb", "noun"], ...] = ("verb", "noun")
    for pos in kinds:
        for word in fields[pos + "s"].words() if pos + "s" in fields else ():
            lemma, _, particle = word.partition("_")
            found.append(
                ActRule(
                    type=type_name,
                    lemma=lemma,
                    pos=pos,
                    particle=particle or None,
                    mode=mode,
                    objects=objects[klass] if klass else None,
                    object_class=klass,
                    inverse=bool("inverse" in fields and fields["inverse"].scalar()),
                    except_objects=objects[excepted] if excepted else None,
                    needs_complement=bool("complement" in fields and fields["complement"].scalar()),
                    to=to,
                    joint=bool("joint" in fields and fields["joint"].scalar()),
                    third=bool("third" in fields and fields["third"].scalar()),
                    weak=weak,
                )
            )
    if not found:
        raise row.fail("a row without verbs or nouns")
    return found


def _control(folder: Path) -> tuple[dict[str, Control], dict[str, frozenset[str]]]:
    control: dict[str, Control] = {}
    adjectives: dict[str, frozenset[str]] = {}
    for name, node in read(folder / "control.yaml").items():
        if name.endswith(("_adjectives", "_verbs")):
            adjectives[name] = frozenset(node.words())
            continue
        fields = dict(node.items())
        for key in ("effect", "verbs"):
            if key not in fields:
                raise node.fail(f"control {name} has no {key!r}")
        effect = fields["effect"].scalar()
        if effect not in ("agree", "request", "reject", "threaten", "accuse", "keep"):
            raise fields["effect"].fail(f"unknown effect {effect!r}")
        flag = str(fields["flag"].scalar()) if "flag" in fields else None
        for verb in fields["verbs"].words():
            control.setdefault(verb, Control(name, effect, flag))
    return control, adjectives


def _reporting(folder: Path) -> Reporting:
    verbs: dict[str, Stance] = {}
    nouns: dict[str, Stance] = {}
    adjectives: dict[str, Stance] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, node in read(folder / "reporting.yaml").items():
        if name in STANCES:
            for key, words in node.items():
                kinds = {"verbs": verbs, "nouns": nouns, "adjectives": adjectives}
                if key not in kinds:
                    raise words.fail(f"unknown part of speech {key!r}")
                index = kinds[key]
                for word in words.words():
                    index.setdefault(word, cast(Stance, name))
        else:
            lists[name] = node.words()
    for name in ("adverbs", "prepositions", "documents", "anonymous"):
        if name not in lists:
            raise read(folder / "reporting.yaml").fail(f"no list of {name!r}")
    return Reporting(
        verbs=verbs,
        nouns=nouns,
        adjectives=adjectives,
        adverbs=frozenset(lists["adverbs"]),
        prepositions=lists["prepositions"],
        documents=frozenset(lists["documents"]),
        anonymous=frozenset(lists["anonymous"]),
        classes={n: frozenset(w.words()) for n, w in read(folder / "speech.yaml").items()},
    )
