"""People's judgements when another version of the coder reads the whole corpus again.

Version B is a coder that really reads otherwise: verbs are missing in its lexicon (claims are not
found any more, or found as others), it does not know the cues for what is only possible (claims
change their flags, and with them their ids), and it resolves no Zenda (claims keep their ids and
lose a party).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from communique.cli.inputs import Report, articles_of
from communique.codebook import load_codebook, load_lexicon
from communique.coding.coder import ClaimCoder
from communique.coding.reader import HintReader
from communique.model import Article, Claim
from communique.model.record import Judgement
from communique.pipeline import Coder
from communique.record import Record, open_record

ROOT = Path(__file__).parents[2]
ACTS = Path(__file__).parent / "corpora" / "acts.yaml"
UNKNOWN_VERBS = frozenset({"promise", "reject", "accuse", "agree", "release"})
UNKNOWN_CUES = frozenset({"certainty_possible", "certainty_probable"})
KINDS = ("accept", "reject", "correct", "note")
CORRECTED = (
    ("type", "THREATEN"), ("actor", "NOR GOV"), ("recipient", "KUT"), ("date", "2020-02-02"),
    ("negated", "true"), ("certainty", "possible"), ("future", "true"), ("modes", "meet"),
)  # fmt: skip


def corpus() -> Iterator[Article]:
    """The sample pages, and the 120 pages about thirty acts."""
    yield from articles_of((str(ROOT / "samples"),), None, Report())
    number = 0
    for act in yaml.safe_load(ACTS.read_text(encoding="utf-8")):
        for published, words, *rest in act["pages"]:
            more = rest[0] if rest else {}
            text = f"{words}. Seen on page {number} of a paper of its own."
            if "copy" in more:
                text = act["body"] + (f"\n({more['copy']})" if more["copy"] is not True else "")
            yield Article.make(
                text, url=f"https://paper{number}.example/", published=str(published)
            )
            number += 1


@pytest.fixture(scope="module")
def read(
    coder: Coder,
) -> tuple[str, str, list[tuple[Article, tuple[Claim, ...], tuple[Claim, ...]]]]:
    """Both versions' names, and what they read in every article of the corpus."""
    lexicon = load_lexicon()
    other = ClaimCoder(
        coder.resolver,
        msgspec.structs.replace(
            lexicon,
            verbs={w: rules for w, rules in lexicon.verbs.items() if w not in UNKNOWN_VERBS},
            cues={k: frozenset() if k in UNKNOWN_CUES else v for k, v in lexicon.cues.items()},
        ),
        load_codebook(),
        HintReader(),
        coder.version.replace("communique ", "communique 9"),
    )
    found = []
    for article in corpus():
        doc = coder.read(article)
        one = doc._.claims
        two = other(doc)._.claims
        found.append((article, one, tuple(map(without_recipients, two))))
    return coder.version, other.version, found


def without_recipients(claim: Claim) -> Claim:
    """The claim without the code of its first recipient: its id is the same."""
    first, *rest = claim.recipients or (None,)
    if first is None or first.code is None:
        return claim
    lost = msgspec.structs.replace(
        first, code=None, country=None, name=None, sectors=(), office=None,
        status="unresolved", reason="not in the tables",
    )  # fmt: skip
    return msgspec.structs.replace(claim, recipients=(lost, *rest))


def judged(record: Record) -> list[Judgement]:
    """Sixty judgements of all kinds on claims, events and entries, spread over the record."""
    made: list[Judgement] = []
    claims = [c for c in record.claims() if c.kind == "event"]
    for number, claim in enumerate(claims[:: max(1, len(claims) // 48)]):
        action: Any = KINDS[number % len(KINDS)]
        more: dict[str, str] = {"text": f"note {number}"} if action == "note" else {}
        if action == "correct":
            field, value = CORRECTED[number // len(KINDS) % len(CORRECTED)]
            more = {"field": field, "value": value}
        made.append(record.judge(claim.id, action, who="Ann", **more))  # type: ignore[arg-type]
    told = {c for j in made for c in j.claims}
    several = [e for e in record.events() if len(e.claims) > 1 and not told & set(e.claims)]
    for event in several[:4]:
        made.append(record.judge(event.claims[0], "split", who="Bo"))
        told |= set(event.claims)
    single = [e for e in record.events() if len(e.claims) == 1 and not told & set(e.claims)]
    for one, other in zip(single[0:8:2], single[1:8:2], strict=True):
        made.append(record.judge(one.id, "merge", who="Bo", other=other.id))
    entries = [e for e in record.ledger() if not told & set(e.claims)]
    for number, entry in enumerate(entries[:6]):
        made.append(record.judge(entry.id, ("reject", "accept")[number % 2], who="Bo"))  # type: ignore[arg-type]
    made.append(record.judge(made[0].id, "withdraw", who="Ann"))
    return made


def stand_ins(record: Record, claim: Claim) -> list[Claim]:
    """The claims shown that say what this one said: its own id, else its words and type."""
    shown = list(record.claims(article=claim.article.id))
    own = [c for c in shown if c.id == claim.id]
    if own:
        return own

    def words(other: Claim) -> set[int]:
        return set(range(other.evidence[0].start, other.evidence[0].end))

    mine = words(claim)
    return [c for c in shown if c.kind == claim.kind and 2 * len(mine & words(c)) >= len(mine)]


def value_of(claim: Claim, field: str) -> Any:
    """The field as it is corrected to."""
    match field:
        case "type":
            return claim.event and claim.event.type
        case "modes":
            return claim.event and ",".join(claim.event.modes)
        case "actor":
            return ";".join(m.code or "" for m in claim.actors)
        case "recipient":
            return ";".join(m.code or "" for m in claim.recipients)
        case "date":
            return claim.when.edtf
    return str(getattr(claim.factuality, field)).lower()


def test_what_people_decided_outlives_a_new_version(store: Any, read: Any) -> None:
    old, new, corpus = read
    with open_record(store.where) as record:
        for article, one, _ in corpus:
            record.add(article, one, old)
        record.rebuild()
        made = judged(record)
        claims = {c.id: c for j in made for i in (*j.claims, *j.others) if (c := record.claim(i))}
        raw = {c.id: c for c in record.claims(raw=True)}
        for article, _, two in corpus:
            record.add(article, two, new)
        record.rebuild()

        assert record.verify() == []
        assert list(record.judgements()) == made
        assert Counter(j.action for j in made).keys() >= {*KINDS, "merge", "split", "withdraw"}
        assert len(made) >= 60

        withdrawn = {j.other for j in made if j.action == "withdraw"}
        fates = Counter()
        for judgement in made:
            if judgement.what == "event" or judgement.id in withdrawn:
                continue
            for id in judgement.claims:
                claim = raw.get(id) or claims[id]
                now = stand_ins(record, claim)
                if judgement.action == "accept":
                    assert len(now) >= 1, judgement
                elif judgement.action == "correct":
                    assert judgement.field is not None
                    told = [value_of(c, judgement.field) for c in now]
                    assert told and judgement.value in told, (judgement, told)
                elif judgement.action == "reject":
                    assert id not in {c.id for c in now}
                fates[judgement.action, "same id" if id in {c.id for c in now} else "other"] += 1
        assert fates["accept", "same id"] and fates["correct", "same id"]
        for event in record.events():
            held = set(event.claims)
            for judgement in made:
                if judgement.action == "split":
                    assert not (held & set(judgement.claims) and held & set(judgement.others))


def test_an_older_version_that_reads_later_changes_nothing(store: Any, read: Any) -> None:
    _, new, corpus = read
    with open_record(store.where) as record:
        for article, _, two in corpus:
            record.add(article, two, new)
        record.rebuild()
        judged(record)
        before = sorted(map(str, record.claims())), sorted(map(str, record.events()))
        for article, one, _ in corpus:
            old = tuple(msgspec.structs.replace(c, coder="communique 0.0.1") for c in one)
            record.add(article, old, "communique 0.0.1")
        record.rebuild()
        assert record.verify() == []
        assert (sorted(map(str, record.claims())), sorted(map(str, record.events()))) == before


def test_the_versions_are_compared(store: Any, read: Any) -> None:
    old, new, corpus = read
    with open_record(store.where) as record:
        for article, one, two in corpus:
            record.add(article, one, old)
            record.add(article, two, new)
        found = list(record.compare(old, new))
    changes = Counter(d.change for d in found)
    fields = Counter(name for d in found for name in d.fields)
    assert min(changes["added"], changes["removed"]) > 0 and changes["changed"] > 20
    assert fields["recipients"] > 20 and fields["factuality"] > 0
    for difference in found:
        assert (difference.old is None) == (difference.change == "added")
        assert (difference.new is None) == (difference.change == "removed")
    kept = {c.id for _, one, _ in corpus for c in one} & {c.id for _, _, two in corpus for c in two}
    assert not {d.old for d in found if d.change == "removed"} & kept
