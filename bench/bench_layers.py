"""What the layers cost: the coder with and without them, turn about, in one process.

The layers are attribution, quotations, factuality, dates, amounts and places. Without them the same
acts are found in the same parse, and every claim is the page's own, certain, without time, place
or amount. Prints one JSON object; ``cost`` is the time of the layers over the time without them.

    python bench/bench_layers.py [SOURCE…]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from spacy.tokens import Doc, Token

from communique import Coder
from communique.coding.attribution import Attribution
from communique.coding.parties import Parties
from communique.intake import read_sources
from communique.model import Article, Factuality, Source, When

ROUNDS = 5
LAYER_PIPES = ("communique_dates", "communique_amounts", "communique_places")


class NoAttribution(Attribution):
    """Everything is the page's own."""

    def __init__(self, doc: Doc, lexicon: Any, parties: Parties) -> None:
        super().__init__(doc, lexicon, parties)

    def chain(self, token: Token) -> tuple[Source, ...]:
        """No source."""
        return ()

    def others(self, token: Token) -> list[tuple[Source, ...]]:
        """No rival."""
        return []


@contextmanager
def without_layers() -> Iterator[None]:
    """The coder with its layers put out."""
    room = "communique.coding.document"
    with (
        patch(f"{room}.Attribution", NoAttribution),
        patch(f"{room}.factuality", lambda *_: Factuality()),
        patch(f"{room}.find_quotations", lambda *_: []),
        patch(f"{room}.find_statements", lambda *_: []),
        patch(f"{room}.values.when", lambda *_: When()),
        patch(f"{room}.values.where", lambda *_: ()),
        patch(f"{room}.values.amounts", lambda *_: ()),
    ):
        yield


def run(coder: Coder, articles: list[Article], pipes: tuple[str, ...]) -> float:
    """Seconds of this process to code the articles with some components left out."""
    start = time.process_time()
    with coder.nlp.select_pipes(disable=list(pipes)):
        for article in articles:
            coder.code(article)
    return time.process_time() - start


def main(sources: list[str]) -> None:
    """Measure and print."""
    articles = [a for a in read_sources(sources) if isinstance(a, Article)]
    coder = Coder()
    full: list[float] = []
    bare: list[float] = []
    run(coder, articles, ())
    for _ in range(ROUNDS):
        full.append(run(coder, articles, ()))
        with without_layers():
            bare.append(run(coder, articles, LAYER_PIPES))
    result = {
        "articles": len(articles),
        "words": sum(len(a.text.split()) for a in articles),
        "with_layers_seconds": round(min(full), 3),
        "without_layers_seconds": round(min(bare), 3),
        "cost": round(min(full) / min(bare) - 1, 3),
        "coder": coder.version,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main(sys.argv[1:] or ["samples"])
