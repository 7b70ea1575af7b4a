"""``evaluate stories``: is the label among the types coded in a whole story?"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any, Protocol

from communique.evaluation.counts import macro_f1, mean, share
from communique.model import Article, Claim, SourceError

LEAD_WEIGHT = 2.0
"""An event in a story's first two hundred characters weighs this much when its main type is
chosen: news says first what it is about."""
LEAD = 200


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


def score_stories(file: Path, coder: PipeCoder, *, limit: int | None = None) -> dict[str, Any]:
    """Share of stories whose label is among the coded types, and how many types that took.

    ``limit`` takes the first stories only.

    Raises:
        SourceError: the file cannot be read; names the line.
    """
    stories: list[tuple[Article, str]] = []
    try:
        with file.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if limit is not None and len(stories) >= limit:
                    break
                try:
                    row = json.loads(line)
                    stories.append((Article.make(row["text"], id=f"s{number}"), row["label"]))
                except (ValueError, KeyError, TypeError) as error:
                    raise SourceError(f"{file}:{number}", f"no story: {error}") from None
    except OSError as error:
        raise SourceError(str(file), error.strerror or "cannot be read") from None
    started = time.perf_counter()
    among = 0
    sizes, main, gold = [], [], []
    coded = coder.pipe(a for a, _ in stories)
    for (_, label), (_, claims) in zip(stories, coded, strict=True):
        types = main_types(claims)
        among += label in types
        sizes.append(len(types))
        main.append(main_type(claims))
        gold.append(label)
    return {
        "n": len(stories),
        "label_among_types": share(among, len(stories)),
        "mean_types": mean(sizes),
        "macro_f1": macro_f1(gold, main),
        "seconds": round(time.perf_counter() - started, 2),
        "coder": coder.version,
    }
