"""Made-up pages and claims for a large record, the same for the same number.

Unlike those of ``bench_record`` they have what every page of the reading room shows: stories told
by three pages each, some of them in two versions, parties of very different frequency, sources and
chains of them, quotations, journeys, places, modes, contexts and flags. What is measured with them
is the record and the room, not the coder.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from communique.codebook import load_codebook
from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Mention,
    When,
    make_claim,
)
from communique.model.claim import Place, Source

CODER = "made up 1"
PER_ARTICLE = 16
TOLD_BY = 3
"""Pages that tell a story."""
AGAIN = 20
"""Of so many pages the last is another version of the one before."""
TYPES = dict(
    zip(
        "ACCUSE AGREE AID ASSAULT COERCE CONCEDE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST "
        "RETREAT SANCTION SUPPORT THREATEN".split(),
        (16, 34, 7, 12, 6, 11, 31, 3, 1, 2, 20, 35, 10, 10, 8, 7),
        strict=True,
    )
)
"""Types and how many of each the sample pages have."""
QUADS = {
    **dict.fromkeys("AGREE CONCEDE CONSULT SUPPORT".split(), "verbal cooperation"),
    **dict.fromkeys("AID COOPERATE RETREAT".split(), "material cooperation"),
    **dict.fromkeys("ACCUSE REJECT REQUEST THREATEN".split(), "verbal conflict"),
}
COUNTRIES = (
    "USA CHN RUS UKR ISR IRN IND PAK PRK KOR JPN GBR FRA DEU TUR SYR IRQ SAU EGY AFG VEN PSE LBN "
    "YEM ETH SDN SSD LBY MLI NER NGA SOM KEN UGA RWA COD BDI TCD AGO MOZ ZAF ZWE DZA MAR TUN JOR "
    "KWT QAT ARE OMN ARM AZE GEO KAZ UZB SRB XKX GRC CYP ITA ESP POL SWE NOR CHE AUS IDN PHL VNM "
    "MMR BGD LKA NPL MEX CAN BRA COL HTI ERI TZA"
).split()
_WEIGHTS = list(accumulate(1 / rank**0.8 for rank in range(1, len(COUNTRIES) + 1)))
SECTORS = ("", "GOV", "GOV", "GOV", "GOV MIL", "MIL", "REB", "OPP", "JRN", "LEG")
THINGS = (
    "grain visas prisoners convoys roads talks troops loans medicine ceasefire border ships "
    "sanctions weapons observers elections water oil schools mines refugees treaty statement"
).split()
VERBS = "told announced repeated confirmed maintained insisted warned reported stated noted".split()
GIVEN = (
    "Amina Boris Chen Dalia Erik Farid Greta Hassan Ines Jamal Karim Lena Mira Nadia Omar".split()
)
FAMILY = [
    a + b
    for a in "Bar Cor Dav Fer Gal Hol Kos Mar Pet Ros Sal".split()
    for b in ("ani", "ev", "ero", "itz", "on")
]
PUBLISHERS = [
    f"{a} {b}"
    for a in "Northern Capital Evening River Global".split()
    for b in "Herald Gazette News Post Wire".split()
]
FIRST_DAY = date(2015, 1, 1)
DAYS = 3650


class _Town(NamedTuple):
    name: str
    number: int
    country: str
    latitude: float
    longitude: float


def _towns() -> list[_Town]:
    chance = random.Random(7)
    return [
        _Town(
            name=f"{chance.choice(FAMILY).title()}{end}",
            number=9_000_000 + number,
            country=COUNTRIES[number % len(COUNTRIES)],
            latitude=round(chance.uniform(-35, 60), 3),
            longitude=round(chance.uniform(-110, 140), 3),
        )
        for number, end in enumerate(["ville", "burg", "abad", "grad", "pur"] * 80)
    ]


TOWNS = _towns()
_MODES = {name: tuple(type.modes) for name, type in load_codebook().types.items()}
_CONTEXTS = tuple(load_codebook().contexts)


class Fact(NamedTuple):
    """What happens in a story."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    who: str
    whom: str
    thing: str
    town: _Town | None
    day: str | None


def made_up(number: int, coder: str = CODER) -> tuple[Article, list[Claim]]:
    """Article ``number`` and its claims: always the same."""
    again = number % AGAIN == AGAIN - 1
    page = number - again
    story = page // TOLD_BY
    published = FIRST_DAY + timedelta(days=story * 7919 % DAYS)
    facts = _facts(random.Random(story), published)
    chance = random.Random(page * 2 + 1)
    told = [_Told(fact, chance) for fact in chance.sample(facts, PER_ARTICLE)]
    publisher = chance.choice(PUBLISHERS)
    if again:
        changed = random.Random(number)
        told[-2:] = [_Told(fact, changed) for fact in changed.sample(facts, 2)]
    text = ""
    for one in told:
        one.start = len(text)
        text += one.words + ". "
    head = facts[0]
    article = Article.make(
        text,
        url=f"https://page.example/{page}",
        title=f"{head.who} {head.type.lower()} {head.whom} over {head.thing}",
        publisher=publisher,
        published=published.isoformat(),
        modified=(published + timedelta(days=1)).isoformat() if again else None,
    )
    return article, [one.claim(article, coder) for one in told]


def party(chance: random.Random) -> str:
    """A party's code; a few countries have most."""
    country = chance.choices(COUNTRIES, cum_weights=_WEIGHTS)[0]
    return f"{country} {chance.choice(SECTORS)}".strip()


def _facts(chance: random.Random, published: date) -> list[Fact]:
    types, weights = list(TYPES), list(TYPES.values())
    parties = [party(chance) for _ in range(6)]
    found = []
    for _ in range(PER_ARTICLE + 6):
        type = chance.choices(types, weights)[0]
        who, whom = chance.sample(parties, 2)
        modes = _MODES.get(type, ())
        day: str | None = (published - timedelta(days=chance.randrange(6))).isoformat()
        if chance.random() < 0.08:
            day = chance.choice((None, published.isoformat()[:7], published.isoformat()[:4]))
        found.append(
            Fact(
                type=type,
                mode=chance.choice(modes) if modes and chance.random() < 0.6 else None,
                contexts=tuple(chance.sample(_CONTEXTS, chance.choice((0, 1, 1, 2)))),
                who=who,
                whom=whom,
                thing=f"{chance.choice(THINGS)} of {chance.choice(THINGS)}",
                town=chance.choice(TOWNS) if chance.random() < 0.35 else None,
                day=day,
            )
        )
    return found


class _Told:
    """A fact in one page's sentence."""

    def __init__(self, fact: Fact, chance: random.Random) -> None:
        self.fact = fact
        self.start = 0
        kind = chance.choices(("event", "quotation", "assertion", "journey"), (80, 10, 7, 3))[0]
        self.kind: Any = kind
        self.confidence = round(chance.uniform(0.3, 1.0), 2)
        self.flags = Factuality(
            certainty="probable" if chance.random() < 0.06 else "certain",
            negated=chance.random() < 0.05,
            future=chance.random() < 0.06,
            hypothetical=chance.random() < 0.03,
        )
        sayers = chance.choices((0, 1, 2), (55, 35, 10))[0] or (kind == "quotation")
        self.sayers = [
            (party(chance), f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", chance.choice(VERBS))
            for _ in range(sayers)
        ]
        self.stops = chance.sample(TOWNS, 3) if kind == "journey" else []
        said = " ".join(f"{name} of {code} {verb} that" for code, name, verb in self.sayers)
        self.words = (
            f"{said} {fact.who} {fact.type.lower()} {fact.whom} over the {fact.thing}".strip()
        )
        if fact.town:
            self.words += f" in {fact.town.name}"
        for stop in self.stops:
            self.words += f" via {stop.name}"

    def claim(self, article: Article, coder: str) -> Claim:
        """The claim that it is."""
        fact, at = self.fact, self._at
        who = Mention(**at(f"{fact.who} {fact.type.lower()}", fact.who), **_coded(fact.who))
        whom = Mention(**at(f"{fact.whom} over", fact.whom), **_coded(fact.whom))
        chain = tuple(
            Source(
                **at(f"{name} of {code}"),
                code=code,
                name=name,
                cue=verb,
                status="resolved",
            )
            for code, name, verb in self.sayers
        )
        code = None
        if self.kind == "event":
            code = EventCode(
                type=fact.type,
                modes=(fact.mode,) if fact.mode else (),
                contexts=fact.contexts,
                quad=QUADS.get(fact.type, "material conflict"),  # type: ignore[arg-type]
                intensity=0.0,
            )
        places = [self._place(fact.town, "in", "place")] if fact.town else []
        places += [self._place(stop, "via", "stop") for stop in self.stops]
        end = self.start + len(self.words)
        return make_claim(
            kind=self.kind,
            article=article.ref,
            evidence=(Evidence(self.start, end, self.words),),
            event=code,
            actors=(who,),
            recipients=(whom,) if self.kind == "event" else (),
            attribution=chain,
            factuality=self.flags,
            when=When(edtf=fact.day, basis="anchored" if fact.day else "none"),
            where=tuple(places),
            confidence=self.confidence,
            coder=coder,
        )

    def _at(self, found: str, words: str | None = None) -> dict[str, Any]:
        words = words or found
        start = self.start + self.words.index(found)
        return {"text": words, "start": start, "end": start + len(words)}

    def _place(self, town: _Town, after: str, role: Any) -> Place:
        start = self.start + self.words.index(f"{after} {town.name}") + len(after) + 1
        return Place(
            text=town.name,
            start=start,
            end=start + len(town.name),
            role=role,
            name=town.name,
            geonames_id=town.number,
            country=town.country,
            latitude=town.latitude,
            longitude=town.longitude,
            precision="city",
            status="resolved",
        )


def _coded(code: str) -> dict[str, Any]:
    country, *sectors = code.split()
    return {"code": code, "country": country, "sectors": tuple(sectors), "status": "resolved"}
