"""A busy little world for the views: every kind of claim, many flags, sources, places, dates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    Place,
    Source,
    When,
    make_claim,
)

CODER = "rules-1"
PARTIES = {
    "Zenda": "ZEN",
    "the Zendan cabinet": "ZEN GOV",
    "the Zendan army": "ZEN MIL",
    "Ruritania": "RUR",
    "the court of Ruritania": "RUR GOV",
    "Strelsau": "STR GOV",
    "Borduria": "ZENX",
    "the rebels": None,
}
TYPES = {
    "REQUEST": "verbal conflict",
    "AGREE": "verbal cooperation",
    "AID": "material cooperation",
    "SANCTION": "material conflict",
    "CONSULT": "verbal cooperation",
}
PLACES = {
    "Hentzau": (11, 50.1, 14.2, "city"),
    "Tarlenheim": (12, 49.9, 13.1, "city"),
    "Upper Zenda": (13, 50.5, 13.9, "province"),
    "nowhere": (None, None, None, "none"),
}
THINGS = ("grain", "visas", "prisoners", "coal")
FIRST = date(2020, 1, 20)


def page(
    number: int, seed: int = 0, *, coder: str = CODER, days: int = 90
) -> tuple[Article, list[Claim]]:
    """Page ``number`` of the world of this seed and its claims, always the same."""
    chance = random.Random(f"{seed} {number}")
    published = FIRST + timedelta(days=chance.randrange(days))
    sentences: list[tuple[int, dict[str, Any]]] = []
    text = ""
    for _ in range(chance.randint(1, 6)):
        part = _part(chance)
        sentences.append((len(text), part))
        text += part["words"] + ". "
    dated = chance.random() < 0.9
    article = Article.make(
        text,
        url=f"https://page.example/{seed}/{number}",
        title=f"{chance.choice(THINGS)} and {chance.choice(['ministers', 'Minister', 'the king'])}",
        publisher=chance.choice(["The Daily", "Evening Post", None]),
        published=chance.choice([published.isoformat(), published.isoformat()[:7]])
        if dated
        else None,
    )
    return article, [_claim(article, at, part, chance, published, coder) for at, part in sentences]


def _part(chance: random.Random) -> dict[str, Any]:
    who, whom, source = chance.sample(list(PARTIES), 3)
    thing, where = chance.choice(THINGS), chance.choice(list(PLACES))
    said = f"{source} said " if chance.random() < 0.5 else ""
    return {
        "who": who,
        "whom": whom if chance.random() < 0.8 else None,
        "source": source if said else None,
        "where": where if chance.random() < 0.4 else None,
        "type": chance.choice(list(TYPES)),
        "kind": chance.choices(
            ["event", "quotation", "assertion", "journey"], weights=[8, 2, 1, 1]
        )[0],
        "words": f"{said}{who} gave {whom} {thing} in {where}",
    }


def _claim(
    article: Article,
    at: int,
    part: dict[str, Any],
    chance: random.Random,
    published: date,
    coder: str,
) -> Claim:
    words = part["words"]

    def span(name: str) -> dict[str, Any]:
        start = at + words.rindex(name) if name == part["where"] else at + words.index(name)
        return {"text": name, "start": start, "end": start + len(name)}

    def party(name: str) -> dict[str, Any]:
        code = PARTIES[name]
        known = {"code": code, "name": name, "status": "resolved"}
        return {**span(name), **(known if code else {"reason": "no antecedent"})}

    flags = {
        name: chance.random() < 0.15 for name in ("negated", "future", "hypothetical", "historical")
    }
    places = []
    if part["where"]:
        number, latitude, longitude, precision = PLACES[part["where"]]
        known = {"status": "resolved"} if number else {"reason": "not in the gazetteer"}
        places.append(
            Place(
                **span(part["where"]),
                name=part["where"] if number else None,
                geonames_id=number,
                latitude=latitude,
                longitude=longitude,
                precision=precision,
                role="stop" if part["kind"] == "journey" else "place",
                **known,
            )
        )
    sources = []
    if part["source"]:
        stance = chance.choices(["asserts", "denies", "promises"], weights=[4, 1, 1])[0]
        sources.append(Source(**party(part["source"]), cue="said", stance=stance))
    mode = {"CONSULT": ("meet",), "SANCTION": ("withdraw",)}.get(part["type"], ())
    return make_claim(
        kind=part["kind"],
        article=article.ref,
        evidence=(Evidence(at, at + len(words), words),),
        event=EventCode(
            type=part["type"],
            modes=mode if chance.random() < 0.6 else (),
            contexts=("trade",) if chance.random() < 0.3 else (),
            quad=TYPES[part["type"]],  # type: ignore[arg-type]
            intensity=0.0,
        )
        if part["kind"] == "event"
        else None,
        actors=(Mention(**party(part["who"])),),
        recipients=(Mention(**party(part["whom"])),) if part["whom"] else (),
        attribution=tuple(sources),
        factuality=Factuality(
            certainty=chance.choices(["certain", "probable", "possible"], weights=[4, 1, 1])[0],
            **flags,
        ),
        when=_when(chance, published),
        where=tuple(places),
        confidence=chance.choice([0.3, 0.6, 0.9]),
        coder=coder,
    )


def _when(chance: random.Random, published: date) -> When:
    day = published - timedelta(days=chance.randrange(9))
    week = day + timedelta(days=3)
    edtf = chance.choices(
        [None, day.isoformat(), day.isoformat()[:7], f"{day}/{week}", str(day.year), "2019/2020"],
        weights=[3, 8, 2, 2, 1, 1],
    )[0]
    return When(edtf=edtf, basis="said") if edtf else When()
