"""Draw mentions at random, resolved or not, for a reader to judge: ``docs/actors-sheet.csv``.

::

    python docs/draw_sheet.py ../shared/news/guardian_dev.jsonl sheet.csv
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from communique import Coder
from communique.intake import read_sources
from communique.model import Article

SEED = 20261125
MENTIONS = 200
AROUND = 350
COLUMNS = "number page_date before words after code name reason pronoun judgement note".split()


def mentions(news: Path) -> Iterator[dict[str, str]]:
    """Everything that the whole pipeline resolves or leaves unresolved, in text order."""
    coder = Coder()
    for article in read_sources([str(news)]):
        if not isinstance(article, Article):
            continue
        doc = coder.read(article)
        for i, mention in sorted(doc._.mentions.items()):
            yield {
                "page_date": article.published or "",
                "before": _line(doc.text[max(0, mention.start - AROUND) : mention.start]),
                "words": mention.text,
                "after": _line(doc.text[mention.end : mention.end + AROUND // 2]),
                "code": mention.code or "",
                "name": mention.name or "",
                "reason": mention.reason or "",
                "pronoun": "yes" if doc[i].tag_ in ("PRP", "PRP$") else "",
                "judgement": "",
                "note": "",
            }


def _line(text: str) -> str:
    return " ".join(text.split())


def main(news: Path, sheet: Path) -> None:
    """Write the sheet, its judgements empty."""
    every = list(mentions(news))
    drawn = sorted(random.Random(SEED).sample(range(len(every)), MENTIONS))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"number": n} | every[i] for n, i in enumerate(drawn))
    print(f"{MENTIONS} of {len(every)} mentions")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
