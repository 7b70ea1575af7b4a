"""Who does what to whom: voice, nominal acts, chains of verbs, coordination, relative clauses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim

Parties = tuple[str, list[str | None], list[str | None]]


def coded(claims: tuple[Claim, ...]) -> list[Parties]:
    return [
        (c.event.type, [m.code for m in c.actors], [m.code for m in c.recipients])
        for c in claims
        if c.event is not None
    ]


def check(code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]) -> None:
    assert coded(code(text, "event")) == expected


ACTIVE_AND_PASSIVE: list[tuple[str, list[Parties]]] = [
    ("Uganda attacked Rwanda.", [("ASSAULT", ["UGA"], ["RWA"])]),
    ("Rwanda was attacked by Uganda.", [("ASSAULT", ["UGA"], ["RWA"])]),
    ("Rwanda has been attacked by Uganda.", [("ASSAULT", ["UGA"], ["RWA"])]),
    ("Two Kenyan soldiers were killed by Somali gunmen.", [("ASSAULT", ["SOM UAF"], ["KEN MIL"])]),
    ("Uganda has been accused by Kenya of attacking Rwanda.", [("ACCUSE", ["KEN"], ["UGA"])]),
    ("Rwanda was attacked.", [("ASSAULT", [None], ["RWA"])]),
    ("Iran was urged by France to release the prisoners.", [("REQUEST", ["FRA"], ["IRN"])]),
]
NOMINAL: list[tuple[str, list[Parties]]] = [
    ("The suspension of aid to Mali by France was a surprise.", [("SANCTION", ["FRA"], ["MLI"])]),
    ("France announced a suspension of aid to Mali.", [("SANCTION", ["FRA"], ["MLI"])]),
    ("Turkey's attack on Syria was a surprise.", [("ASSAULT", ["TUR"], ["SYR"])]),
    ("The killing of a Turkish soldier by Syrian troops was a surprise.",
     [("ASSAULT", ["SYR MIL"], ["TUR MIL"])]),
    ("Kenya's request to Uganda was a surprise.", [("REQUEST", ["KEN"], ["UGA"])]),
    ("The Kenyan attack on Uganda was condemned by Rwanda.",
     [("ASSAULT", ["KEN"], ["UGA"]), ("ACCUSE", ["RWA"], ["KEN"])]),
]  # fmt: skip
COORDINATED: list[tuple[str, list[Parties]]] = [
    ("France and Germany condemned Russia.", [("ACCUSE", ["FRA", "DEU"], ["RUS"])]),
    ("Hungary, Poland and Slovakia rejected Germany's proposal.",
     [("REJECT", ["HUN", "POL", "SVK"], ["DEU"])]),
    ("Kenya condemned Uganda and Rwanda.", [("ACCUSE", ["KEN"], ["UGA", "RWA"])]),
    ("Kenya condemned Uganda and praised Rwanda.",
     [("ACCUSE", ["KEN"], ["UGA"]), ("SUPPORT", ["KEN"], ["RWA"])]),
    ("India and Pakistan held talks in Geneva.", [("CONSULT", ["IND", "PAK"], [])]),
    ("India held talks with Pakistan in Geneva.", [("CONSULT", ["IND"], ["PAK"])]),
    ("Iran funded and armed the Taliban.", [("AID", ["IRN"], ["AFG REB"])]),
]  # fmt: skip
RELATIVE: list[object] = [
    ("Kenya, which borders Uganda, condemned Rwanda.", [("ACCUSE", ["KEN"], ["RWA"])]),
    ("Kenya, which attacked Uganda, condemned Rwanda.",
     [("ASSAULT", ["KEN"], ["UGA"]), ("ACCUSE", ["KEN"], ["RWA"])]),
    ("The Kenyan minister, who had accused Uganda, met Rwanda's president.",
     [("ACCUSE", ["KEN GOV"], ["UGA"]), ("CONSULT", ["KEN GOV"], ["RWA GOV"])]),
    pytest.param(
        "The Kenyan soldiers whom Uganda captured were freed by Rwanda.",
        [("ASSAULT", ["UGA"], ["KEN MIL"]), ("RETREAT", ["RWA"], ["KEN MIL"])],
        marks=pytest.mark.xfail(strict=True, reason="the reader's vote makes the second AID"),
    ),
    ("Kenyan soldiers captured by Uganda were freed by Rwanda.",
     [("ASSAULT", ["UGA"], ["KEN MIL"]), ("RETREAT", ["RWA"], ["KEN MIL"])]),
]  # fmt: skip
GOVERNED: list[tuple[str, list[Parties]]] = [
    # the governing verb makes its act of the act in its complement
    ("Norway agreed to help Sweden.", [("AGREE", ["NOR"], ["SWE"])]),
    ("Norway refused to help Sweden.", [("REJECT", ["NOR"], ["SWE"])]),
    ("Norway promised to help Sweden.", [("AGREE", ["NOR"], ["SWE"])]),
    ("Norway threatened to attack Sweden.", [("THREATEN", ["NOR"], ["SWE"])]),
    ("Norway vowed to attack Sweden.", [("THREATEN", ["NOR"], ["SWE"])]),
    ("Norway promised to withdraw its troops from Sweden.", [("CONCEDE", ["NOR"], ["SWE"])]),
    ("Norway accused Sweden of attacking Finland.", [("ACCUSE", ["NOR"], ["SWE"])]),
    ("Norway urged Sweden to stop attacking Finland.", [("REQUEST", ["NOR"], ["SWE"])]),
    ("Norway denied attacking Sweden.", [("ASSAULT", ["NOR"], ["SWE"])]),
    ("Norway said that Sweden must release the prisoners.", [("REQUEST", ["NOR"], ["SWE"])]),
]


@pytest.mark.parametrize(("text", "expected"), ACTIVE_AND_PASSIVE)
def test_voice(code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]) -> None:
    check(code, text, expected)


@pytest.mark.parametrize(("text", "expected"), NOMINAL)
def test_nominal_acts(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]
) -> None:
    check(code, text, expected)


@pytest.mark.parametrize(("text", "expected"), COORDINATED)
def test_coordination(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]
) -> None:
    check(code, text, expected)


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_relative_clauses(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]
) -> None:
    check(code, text, expected)


@pytest.mark.parametrize(("text", "expected"), GOVERNED)
def test_governing_verbs(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]
) -> None:
    check(code, text, expected)


@pytest.mark.parametrize(
    ("text", "recipient", "third"),
    [
        ("Kenya asked Uganda to bring M23 to the talks.", "UGA", "COD REB"),
        pytest.param(
            "The United States pushed Pakistan to lean on the Taliban.", "PAK", "AFG REB",
            marks=pytest.mark.xfail(strict=True, reason="the reader's vote makes it MOBILIZE"),
        ),
        ("Kenya urged Uganda to arm the M23 rebels.", "UGA", "COD REB"),
        ("Egypt told Sudan to expel Ethiopian diplomats.", "SDN", "ETH GOV"),
        ("Turkey asked Russia to bring Syria to the negotiating table.", "RUS", "SYR"),
        ("Kenya's president wrote a letter to Uganda's president, seeking his help in bringing "
         "M23 to the talks.", "UGA GOV", "COD REB"),
    ],
)  # fmt: skip
def test_third_parties(event: Callable[..., Claim], text: str, recipient: str, third: str) -> None:
    claim = event(text, "REQUEST")
    assert [m.code for m in claim.recipients] == [recipient]
    assert [m.code for m in claim.third_parties] == [third]
    assert claim.event and claim.event.modes == ("assist",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Kenya asked Uganda for help.", [("REQUEST", ["KEN"], ["UGA"])]),
        pytest.param("The visit by Iran's foreign minister to Iraq ended on Monday.",
            [("CONSULT", ["IRN GOV"], ["IRQ"])],
            marks=pytest.mark.xfail(strict=True, reason="'visit' as a noun is not coded")),
        pytest.param("Trump's letter to Imran Khan asking for help with the Taliban was published.",
            [("REQUEST", ["USA GOV"], ["PAK GOV"])],
            marks=pytest.mark.xfail(strict=True, reason="whom the letter went to is a third party")),
        pytest.param("Turkey's attack on Syria killed dozens.", [("ASSAULT", ["TUR"], ["SYR"])]),
        pytest.param("The troops sent by France attacked Mali.",
            [("ASSAULT", ["FRA MIL"], ["MLI"])],
            marks=pytest.mark.xfail(strict=True, reason="'sent by France' does not say whose")),
        pytest.param("Uganda, whose army attacked Rwanda, apologised to Kenya.",
            [("ASSAULT", ["UGA MIL"], ["RWA"]), ("CONCEDE", ["UGA"], ["KEN"])],
            marks=pytest.mark.xfail(strict=True, reason="'whose army' stays unresolved")),
        pytest.param("The killing of a Turkish soldier by Syrian troops was condemned by Ankara.",
            [("ASSAULT", ["SYR MIL"], ["TUR MIL"]), ("ACCUSE", ["TUR GOV"], ["SYR MIL"])],
            marks=pytest.mark.xfail(strict=True, reason="the victim becomes the one accused")),
        pytest.param("Iran has funded and armed Hamas.", [("AID", ["IRN"], ["PSE REB"])],
            marks=pytest.mark.xfail(strict=True, reason="the shared object is lost")),
        pytest.param("Uganda and Rwanda share a border.", []),
        pytest.param("Russia, Ukraine exchange prisoners",
            [("COOPERATE", ["RUS", "UKR"], [])],
            marks=pytest.mark.xfail(strict=True, reason="a headline's comma for 'and'")),
        pytest.param("Kenya demanded the release of prisoners by Uganda.",
            [("REQUEST", ["KEN"], ["UGA"])]),
        pytest.param("Kenya asked for the withdrawal of Ugandan troops from Rwanda.",
            [("REQUEST", ["KEN"], ["UGA MIL"])],
            marks=pytest.mark.xfail(strict=True, reason="what is asked for is coded as done")),
        pytest.param("Norway will host talks between Venezuela and Guyana.",
            [("AGREE", ["NOR"], ["VEN", "GUY"])]),
    ],
)  # fmt: skip
def test_parties_of_one_sentence(
    code: Callable[..., tuple[Claim, ...]], text: str, expected: list[Parties]
) -> None:
    assert sorted(coded(code(text, "event"))) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "The committee will meet on Tuesday to discuss its agenda.",
        "A heatwave killed 31 people in Spain.",
        "Kenya beat Uganda 3-1 in the cup final after their striker attacked from the left.",
        "The road to Kigali is long.",
    ],
)
def test_what_is_no_event(code: Callable[..., tuple[Claim, ...]], text: str) -> None:
    assert coded(code(text, "event")) == []


def test_an_unnamed_actor_is_put_where_the_act_is(event: Callable[..., Claim]) -> None:
    text = "Rwanda was attacked."
    (actor,) = event(text).actors
    assert (actor.text, actor.start, actor.end) == ("", text.index("attacked"), actor.start)
    assert actor.reason == "'attacked' does not say by whom"


def test_the_two_countries_are_both(code: Callable[..., tuple[Claim, ...]]) -> None:
    text = "Kenya's president met Uganda's president. The two countries signed an agreement."
    assert coded(code(text, "event"))[1] == ("SUPPORT", ["KEN GOV", "UGA GOV"], [])


def test_a_document_acts_for_its_author(event: Callable[..., Claim]) -> None:
    claim = event("Kenya's letter asks Uganda to help Rwanda.", "REQUEST")
    assert [m.code for m in claim.actors] == ["KEN"]
    assert claim.attribution[-1].kind == "document"
    assert claim.attribution[-1].text == "Kenya's letter"


def test_a_document_without_author(event: Callable[..., Claim]) -> None:
    claim = event("The letter asks Uganda to help Rwanda.", "REQUEST")
    (actor,) = claim.actors
    assert actor.code is None and actor.reason == "the author of 'the letter' is not named"


def test_joined_verbs_with_the_same_parties_are_one_act(event: Callable[..., Claim]) -> None:
    claim = event("Iran funded and armed the Taliban.", "AID")
    assert "funded and armed the Taliban" in claim.evidence[0].quote
