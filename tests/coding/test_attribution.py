"""Who says so: chains of one to three sources in every position."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.coding.chains import as_mention, speaker
from communique.model import Claim, Source

ACT = "Uganda attacked Rwanda"

CHAINS: list[tuple[str, list[tuple[str, str | None, str | None]]]] = [
    # sentence, chain from the outermost source in: words, code, cue
    # -- one source
    ("Kenya's foreign minister said that Uganda attacked Rwanda.",
     [("Kenya's foreign minister", "KEN GOV", "said")]),
    ("Uganda attacked Rwanda, Kenya's foreign minister said.",
     [("Kenya's foreign minister", "KEN GOV", "said")]),
    ("Uganda attacked Rwanda, said Kenya's foreign minister.",
     [("Kenya's foreign minister", "KEN GOV", "said")]),
    ("According to Kenya's foreign minister, Uganda attacked Rwanda.",
     [("Kenya's foreign minister", "KEN GOV", "According to")]),
    ("Uganda attacked Rwanda, according to Kenya's foreign minister.",
     [("Kenya's foreign minister", "KEN GOV", "according to")]),
    ("As Kenya's foreign minister said, Uganda attacked Rwanda.",
     [("Kenya's foreign minister", "KEN GOV", "said")]),
    ("Uganda attacked Rwanda, as Kenya's foreign minister said.",
     [("Kenya's foreign minister", "KEN GOV", "said")]),
    ("Kenya's claim that Uganda attacked Rwanda was false.", [("Kenya", "KEN", "claim")]),
    ("In Kenya's view, Uganda attacked Rwanda.", [("Kenya", "KEN", "in … view")]),
    ("Kenya denied that Uganda attacked Rwanda.", [("Kenya", "KEN", "denied")]),
    ("Kenya's president told Ethiopia's prime minister that Uganda attacked Rwanda.",
     [("Kenya's president", "KEN GOV", "told")]),
    ("A statement by Kenya said that Uganda attacked Rwanda.",
     [("A statement", "KEN", "said")]),
    ("The letter said that Uganda attacked Rwanda.", [("The letter", None, "said")]),
    ("Two diplomats said that Uganda attacked Rwanda.", [("Two diplomats", None, "said")]),
    ("Kenya and Ethiopia said that Uganda attacked Rwanda.",
     [("Kenya", "KEN", "said"), ("Ethiopia", "ETH", "said")]),
    # -- nobody named
    ("It was reported that Uganda attacked Rwanda.", [("", None, "reported")]),
    ("Uganda reportedly attacked Rwanda.", [("", None, "reportedly")]),
    ("Uganda is believed to have attacked Rwanda.", [("", None, "believed")]),
    # -- two
    ("According to Kenya's foreign ministry, Uganda's president said that Sudan attacked Rwanda.",
     [("Kenya's foreign ministry", "KEN GOV", "According to"),
      ("Uganda's president", "UGA GOV", "said")]),
    ("Kenya's foreign ministry said that Uganda's president had said that Sudan attacked Rwanda.",
     [("Kenya's foreign ministry", "KEN GOV", "said"), ("Uganda's president", "UGA GOV", "said")]),
    ("Uganda attacked Rwanda, Kenya said, citing two officials.",
     [("Kenya", "KEN", "said"), ("two officials", None, "citing")]),
    ("Kenya, citing a UN report, said that Uganda attacked Rwanda.",
     [("Kenya", "KEN", "said"), ("a UN report", "UNO", "citing")]),
    # -- three
    ("According to Reuters, Kenya's foreign minister said the UN believes that Uganda attacked "
     "Rwanda.",
     [("Reuters", "GBR JRN", "According to"), ("Kenya's foreign minister", "KEN GOV", "said"),
      ("the UN", "UNO", "believes")]),
    ("Reuters reported that Kenya said that the UN believes that Uganda attacked Rwanda.",
     [("Reuters", "GBR JRN", "reported"), ("Kenya", "KEN", "said"), ("the UN", "UNO", "believes")]),
    ("Kenya said that, in the words of Ethiopia's prime minister, Uganda attacked Rwanda.",
     [("Kenya", "KEN", "said"), ("Ethiopia's prime minister", "ETH GOV", "in … words")]),
    # -- none: the page itself says it
    ("Uganda attacked Rwanda.", []),
    ("Uganda attacked Rwanda on the day when Kenya spoke.", []),
]  # fmt: skip
HARD = {
    "Kenya said in a statement that Uganda attacked Rwanda.": (
        [("Kenya", "KEN")], ""),
    "Uganda, Kenya's foreign minister said, attacked Rwanda.": (
        [("Kenya's foreign minister", "KEN GOV")], ""),
    "Kenya is convinced that Uganda attacked Rwanda.": (
        [("Kenya", "KEN")], ""),
    "There are reports that Uganda attacked Rwanda.": (
        [("", None)], "reports without an owner are no source"),
    "According to the ministry in Nairobi, Kenya's president said that Uganda attacked Rwanda.": (
        [("the ministry in Nairobi", "KEN GOV"), ("Kenya's president", "KEN GOV")],
        ""),
}  # fmt: skip


def chain(claim: Claim) -> list[tuple[str, str | None]]:
    return [(s.text, s.code) for s in claim.attribution]


@pytest.mark.parametrize(("text", "expected"), CHAINS, ids=[t for t, _ in CHAINS])
def test_chain(
    event: Callable[..., Claim], text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    claim = event(text, "ASSAULT")
    assert chain(claim) == [(words, code) for words, code, _ in expected]
    for source, (words, code, cue) in zip(claim.attribution, expected, strict=True):
        assert text[source.start : source.end] == words
        assert source.cue is not None and cue is not None
        assert source.cue.lower() == cue.lower()
        assert (source.status == "resolved") == (code is not None)
        assert source.code is not None or source.reason


@pytest.mark.parametrize("text", CHAINS, ids=[t for t, _ in CHAINS])
def test_sources_are_not_parties(event: Callable[..., Claim], text: object) -> None:
    sentence = text[0]  # type: ignore[index]
    claim = event(sentence, "ASSAULT")
    spans = {(s.start, s.end) for s in claim.attribution}
    assert not spans & {(m.start, m.end) for m in (*claim.actors, *claim.recipients)}
    assert [m.code for m in claim.recipients] == ["RWA"]


@pytest.mark.parametrize(
    "text", [pytest.param(t, marks=[pytest.mark.xfail(strict=True, reason=HARD[t][1])]
             if HARD[t][1] else []) for t in HARD],
)  # fmt: skip
def test_chain_of_a_hard_sentence(event: Callable[..., Claim], text: str) -> None:
    assert chain(event(text, "ASSAULT")) == HARD[text][0]


@pytest.mark.parametrize(
    ("text", "stance", "certainty", "negated"),
    [
        ("Kenya said that Uganda attacked Rwanda.", "asserts", "certain", False),
        ("Kenya denied that Uganda attacked Rwanda.", "denies", "certain", True),
        ("Kenya believes that Uganda attacked Rwanda.", "believes", "possible", False),
        ("Kenya suspects that Uganda attacked Rwanda.", "believes", "possible", False),
        ("Kenya doubts that Uganda attacked Rwanda.", "doubts", "possible", False),
        ("Kenya's fear that Uganda attacked Rwanda has grown.", "believes", "possible", False),
    ],
)
def test_stance(
    event: Callable[..., Claim], text: str, stance: str, certainty: str, negated: bool
) -> None:
    claim = event(text, "ASSAULT")
    assert claim.attribution[-1].stance == stance
    assert claim.factuality.certainty == certainty
    assert claim.factuality.negated is negated


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("Two diplomats said that Uganda attacked Rwanda.", "anonymous", None),
        ("The letter said that Uganda attacked Rwanda.", "document", "author of 'The letter'"),
        ("A UN report said that Uganda attacked Rwanda.", "document", None),
        ("It was reported that Uganda attacked Rwanda.", "anonymous", "does not say who"),
        ("Uganda reportedly attacked Rwanda.", "anonymous", "does not say who"),
        ("Kenya said that Uganda attacked Rwanda.", "actor", None),
    ],
)
def test_kind_of_source(
    event: Callable[..., Claim], text: str, kind: str, reason: str | None
) -> None:
    source = event(text, "ASSAULT").attribution[-1]
    assert source.kind == kind
    assert reason is None or reason in (source.reason or "")


def test_a_pronoun_speaks_for_its_antecedent(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = "Kenya's president met reporters in Nairobi. He said that Uganda attacked Rwanda."
    found = [c for c in code(text, "event") if c.event and c.event.type == "ASSAULT"]
    assert chain(found[0]) == [("He", "KEN GOV")]


def test_a_pronoun_without_antecedent_stays_unresolved(event: Callable[..., Claim]) -> None:
    source = event("He said that Uganda attacked Rwanda.", "ASSAULT").attribution[0]
    assert (source.text, source.code, source.status) == ("He", None, "unresolved")
    assert source.reason == "no antecedent for 'He' in its paragraph"


def test_a_journey_and_a_wording_change_have_sources_too(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    (journey,) = code("Kenya said that the UN envoy travelled to Uganda and Rwanda.", "journey")
    assert chain(journey) == [("Kenya", "KEN")]
    (change,) = code('Kenya said that the phrase "in full" was later removed.', "revision")
    assert chain(change) == [("Kenya", "KEN")]


def test_the_speaker_is_the_innermost_who_is_no_document() -> None:
    minister = Source(text="the minister", start=0, end=12, code="KEN GOV", status="resolved")
    letter = Source(text="the letter", start=20, end=30, kind="document", reason="no author")
    assert speaker((minister, letter)) is minister
    assert speaker((letter,)) is letter
    mention = as_mention(minister)
    assert (mention.country, mention.sectors, mention.code) == ("KEN", ("GOV",), "KEN GOV")
    assert as_mention(letter).reason == "no author"


def test_officials_of_nowhere_are_not_the_victims(event: Callable[..., Claim]) -> None:
    (source,) = event("Officials said the group had attacked Rwanda.", "ASSAULT").attribution
    assert source.code is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a document that is known speaks inside its author; a statement is only a medium
        ("Kenya in the letter stated that Uganda attacked Rwanda.", ["Kenya", "the letter"]),
        ("Kenya stated in a letter that Uganda attacked Rwanda.", ["Kenya"]),
        # whoever is told is no source
        ("Kenya told a newspaper that Uganda attacked Rwanda.", ["Kenya"]),
        # the aside speaks of its own clause
        ("Kenya withdrew; Uganda, Ethiopia's foreign minister said, attacked Rwanda.",
         ["Ethiopia's foreign minister"]),
        ("Uganda attacked Rwanda, Kenya said; nobody else did.", ["Kenya"]),
        ("Kenya's ally, who says that peace is near, met nobody, but Uganda attacked Rwanda.", []),
        ("Uganda attacked Rwanda, says the foreign minister of Kenya.",
         ["the foreign minister of Kenya"]),
        ("By Kenya's account, Uganda attacked Rwanda.", ["Kenya"]),
        ("Kenya made the claim that Uganda attacked Rwanda.", ["Kenya"]),
        ("Kenya's foreign minister told a charity that Uganda attacked Rwanda.",
         ["Kenya's foreign minister"]),
        # an apposition between speaker and verb
        ("Uganda attacked Rwanda, Kenya's foreign minister, Jane Mutua, told the BBC.",
         ["Kenya's foreign minister"]),
        ("Jane Mutua, an envoy to Ethiopia, said it was clear that Uganda attacked Rwanda.",
         ["Jane Mutua"]),
        # whoever goes on speaking
        ("Kenya said peace was near, adding that Uganda had attacked Rwanda.", ["Kenya"]),
        ("Kenya pointed out that Uganda attacked Rwanda.", ["Kenya"]),
        ("Kenya warned after Ethiopia's announcement that Uganda had attacked Rwanda.", ["Kenya"]),
    ],
)  # fmt: skip
def test_who_is_a_source_and_who_is_not(
    event: Callable[..., Claim], text: str, expected: list[str]
) -> None:
    assert [s.text for s in event(text, "ASSAULT").attribution] == expected


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("Kenya says, and Ethiopia denies, that Uganda attacked Rwanda.",
         [("Kenya", "asserts", False), ("Ethiopia", "denies", True)]),
        ("Uganda attacked Rwanda, Kenya said; Ethiopia denied it.",
         [("Kenya", "asserts", False), ("Ethiopia", "denies", True)]),
        ("Kenya said that Uganda attacked Rwanda. Ethiopia called it a lie.",
         [("Kenya", "asserts", False), ("Ethiopia", "denies", True)]),
        ("Kenya said that Uganda attacked Rwanda. Ethiopia has neither confirmed nor denied it.",
         [("Kenya", "asserts", False)]),
    ],
)  # fmt: skip
def test_what_one_asserts_and_another_denies_is_kept_for_both(
    code: Callable[..., tuple[Claim, ...]], text: str, chains: list[tuple[str, str, bool]]
) -> None:
    found = [c for c in code(text, "event") if c.event and c.event.type == "ASSAULT"]
    assert {
        (c.attribution[-1].text, c.attribution[-1].stance, c.factuality.negated) for c in found
    } == set(chains)
    assert len({c.id for c in found}) == len(chains)


def test_the_nearest_verb_says_how_it_is_meant(event: Callable[..., Claim]) -> None:
    claim = event("Kenya said peace was near, denying that Uganda attacked Rwanda.", "ASSAULT")
    assert [(s.text, s.stance) for s in claim.attribution] == [("Kenya", "denies")]
    assert claim.factuality.negated


def test_what_is_or_was_is_not_promised(event: Callable[..., Claim]) -> None:
    claim = event("Sudan will talk, Kenya promised, and Uganda has attacked Rwanda.", "ASSAULT")
    assert [s.stance for s in claim.attribution] == ["asserts"]
    assert not claim.factuality.future


def test_the_page_names_who_holds_the_office(event: Callable[..., Claim]) -> None:
    """The table knows another holder on that date; the page's own name goes before."""
    text = "Lithuania's foreign minister, Jonas Vaitkus, said that Uganda attacked Rwanda."
    (source,) = event(text, "ASSAULT").attribution
    assert (source.code, source.name) == ("LTU GOV", "Jonas Vaitkus")


def test_a_pronoun_names_a_person_who_is_not_known(event: Callable[..., Claim]) -> None:
    text = "Colonel Idris Tamboura shrugged. Uganda, he said, attacked Rwanda."
    (source,) = event(text, "ASSAULT").attribution
    assert (source.text, source.code) == ("he", None)
    assert source.name is not None and source.name.endswith("Tamboura")
    assert source.reason is not None and "Tamboura" in source.reason


def test_he_is_not_the_spokeswoman(event: Callable[..., Claim]) -> None:
    text = "A spokeswoman shrugged. Uganda, he said, attacked Rwanda."
    (source,) = event(text, "ASSAULT").attribution
    assert (source.text, source.code, source.name) == ("he", None, None)
