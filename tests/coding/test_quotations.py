"""Quotations and who speaks them; who is not named stays unnamed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.coding.quotations import quotation_key
from communique.model import Claim, Source

Said = tuple[str, str, str | None]

ROWS: list[tuple[str, list[Said]]] = [
    # text, quotations: words with their marks, the speaker's words and code
    ("\"We will not leave the talks,\" Kenya's president said.",
     [('"We will not leave the talks,"', "Kenya's president", "KEN GOV")]),
    ("“We have nothing to hide,” said Rwanda’s foreign minister, Vincent Biruta.",
     [("“We have nothing to hide,”", "Rwanda’s foreign minister", "RWA GOV")]),
    ("Kenya's president said: \"We will not leave the talks.\"",
     [('"We will not leave the talks."', "Kenya's president", "KEN GOV")]),
    # a speaker goes on
    ('"We will stay in the talks," Rwanda\'s foreign minister said. "Nobody else will help us."',
     [('"We will stay in the talks,"', "Rwanda's foreign minister", "RWA GOV"),
      ('"Nobody else will help us."', "Rwanda's foreign minister", "RWA GOV")]),
    # the tag in the middle
    ("\"We are ready,\" Kenya's president said, \"to talk to all of them tomorrow morning.\"",
     [('"We are ready,"', "Kenya's president", "KEN GOV"),
      ('"to talk to all of them tomorrow morning."', "Kenya's president", "KEN GOV")]),
    # one inside another is one quotation
    ("\"We asked them 'Will you ever come back to us?' and they left,\" Kenya's president said.",
     [("\"We asked them 'Will you ever come back to us?' and they left,\"",
       "Kenya's president", "KEN GOV")]),
    # nobody is named
    ('"We will not leave the talks until the prisoners are free."',
     [('"We will not leave the talks until the prisoners are free."', "", None)]),
    ('"The talks have gone nowhere so far and we regret it," he added.',
     [('"The talks have gone nowhere so far and we regret it,"', "he", None)]),
    ('"Nobody told us that at the time," an official said.',
     [('"Nobody told us that at the time,"', "an official", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_speakers(code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Said]) -> None:
    found = code(text, "quotation")
    assert [(c.evidence[0].quote, c.actors[0].text, c.actors[0].code) for c in found] == expected
    for claim in found:
        assert claim.event is None
        assert claim.attribution
        assert claim.actors[0].code or claim.actors[0].reason


def test_a_quotation_without_a_speaker_says_so(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = 'Talks went on. \n\n"Peace and stability remain a shared responsibility of both."'
    (claim,) = code(text, "quotation")
    (source,) = claim.attribution
    assert (source.text, source.status) == ("", "unresolved")
    assert source.start == source.end == claim.evidence[0].start
    assert source.reason == "the page names no speaker"


def test_the_paragraph_before_lends_no_speaker(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = (
        '"It is a shameful attack on our people," Kenya\'s president said.\n\n'
        '"We will answer it in kind and at a time of our own choosing."'
    )
    first, second = code(text, "quotation")
    assert first.actors[0].code == "KEN GOV"
    assert second.actors[0].code is None


@pytest.mark.parametrize(
    "text",
    [
        'Kenya joined the "Friends of Peace" group in Nairobi.',
        'The "agreement" was welcomed by Kenya.',
        'In the ledger, Kenya said, "Victoria" stands for a judge.',
    ],
)
def test_a_few_quoted_words_that_nobody_says_are_no_quotation(
    code: Callable[..., tuple[Claim, ...]], text: str
) -> None:
    assert code(text, "quotation") == ()


def test_what_is_quoted_is_no_act_of_the_page(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = '"Uganda attacked Rwanda and nobody will help them now," Kenya\'s president said.'
    assert {c.kind for c in code(text)} == {"quotation"}


def test_a_fragment_described_as(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = 'Kenya\'s minister described the move as "a very serious mistake that will cost lives".'
    (claim,) = code(text, "quotation")
    assert claim.actors[0].code == "KEN GOV"


def test_a_tag_on_condition_of_anonymity(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = '"Nobody told us that," an official said on condition of anonymity.'
    assert [c.kind for c in code(text)] == ["quotation"]


def test_a_fragment_behind_called(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = 'Kenya\'s president called the move "a shameful act of war against our people".'
    (claim,) = code(text, "quotation")
    assert claim.actors[0].code == "KEN GOV"


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ('The minister called it "a success" on Monday.', '"a success"', "The minister"),
        ('"Pay them," ran one headline in Nairobi.', '"Pay them,"', "one headline in Nairobi"),
        ('Her colleague laughed: "Then who sank my ship?"', '"Then who sank my ship?"',
         "Her colleague"),
        ('"We will stay," Suga told the Diet, "and it will not change."',
         '"and it will not change."', "Suga"),
        ('Kenya\'s president gave no reason. He said the talks were "not useful at all".',
         '"not useful at all"', "He"),
        ('"It is late," the mayor of Santa Ana said. "We go home."', '"We go home."',
         "the mayor of Santa Ana"),
    ],
)  # fmt: skip
def test_the_tag_beside_a_quotation_names_its_speaker(
    code: Callable[..., tuple[Claim, ...]], text: str, words: str, speaker: str
) -> None:
    found = {c.evidence[0].quote: c.actors[0].text for c in code(text, "quotation")}
    assert found[words] == speaker


def test_what_another_said_inside_a_quotation_is_his(
    code: Callable[..., tuple[Claim, ...]],
) -> None:
    text = "\"I heard the emir say, 'Close the border and go home,'\" the driver recalled."
    outer, inner = code(text, "quotation")
    assert [s.text for s in outer.attribution] == ["the driver"]
    assert [s.text for s in inner.attribution] == ["the driver", "the emir"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # a sentence of its own begins behind the quotation
        ("Kenya's president tweeted: “We have won the last battle of this war!” Diplomats gathered "
         "in Kampala.", ["Kenya's president"]),
        # an apposition between speaker and verb
        ("“We cannot find them all,” Kenya's foreign minister, Jane Mutua, told the BBC.",
         ["Kenya's foreign minister"]),
        ("Jane Mutua, an envoy, said it “will not allow the return of those forces to the city”.",
         ["Jane Mutua"]),
    ],
)  # fmt: skip
def test_who_stands_beside_a_quotation_and_does_not_speak(
    code: Callable[..., tuple[Claim, ...]], text: str, speakers: list[str]
) -> None:
    assert [c.actors[0].text for c in code(text, "quotation")] == speakers


def speaker(text: str, code: str | None = None, name: str | None = None) -> Source:
    return Source(
        text=text,
        start=0,
        end=len(text),
        code=code,
        name=name,
        status="resolved" if code else "unresolved",
        reason=None if code else "unknown",
    )


def test_the_same_words_of_the_same_speaker_have_one_key() -> None:
    kenya = quotation_key("“We will not leave – ever,”", speaker("Kenya's president", "KEN GOV"))
    assert kenya == quotation_key('"We will not leave -- ever."', speaker("He", "KEN GOV"))
    assert kenya != quotation_key('"We will leave, ever."', speaker("He", "KEN GOV"))
    assert kenya != quotation_key("“We will not leave – ever,”", speaker("He", "UGA GOV"))
    assert kenya != quotation_key("“We will not leave – ever,”")


def test_the_key_of_a_speaker_who_is_not_known_is_made_of_words() -> None:
    words = '"Nobody told us that at the time."'
    assert quotation_key(words, speaker("A lawyer")) == quotation_key(words, speaker("the lawyer"))
    assert quotation_key(words, speaker("he")) == quotation_key(words)
    assert quotation_key(words, speaker("he", name="a lawyer")) == quotation_key(
        words, speaker("the lawyer")
    )
