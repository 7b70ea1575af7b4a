"""The twenty boundary rules of PLOVER's manual, each with sentences through the coder.

A row: rule, sentence, what is coded (``TYPE`` or ``TYPE/mode``, every event of the sentence, in
order), and, where it is wrong today, why. ``-`` means that nothing is to be coded.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from communique.model import Claim

Row = tuple[int, str, str, str | None]

ROWS: list[Row] = [
    (1, "The French president will meet his Kenyan counterpart in Nairobi next week.",
     "AGREE", None),
    (1, "Egypt invited Qatar's emir to Cairo.", "AGREE", None),
    (1, "The French president met his Kenyan counterpart in Nairobi on Monday.", "CONSULT", None),
    (2, "Rwanda promised to sign the agreement with Uganda.", "AGREE", None),
    (2, "Rwanda signed the peace agreement with Uganda.", "SUPPORT", None),
    (2, "Peru's congress ratified the treaty with Chile.", "SUPPORT", None),
    (3, "Ethiopia announced it would withdraw its troops from Eritrea.", "CONCEDE", None),
    (3, "Ethiopia withdrew its troops from Eritrea.", "RETREAT/withdraw", None),
    (3, "Colombia's rebels declared a ceasefire.", "CONCEDE", None),
    (4, "Turkey's president pardoned two Greek journalists.", "CONCEDE", None),
    (4, "Turkey freed two Greek prisoners.", "RETREAT/release", None),
    (4, "French commandos rescued two German hostages in Burkina Faso.", "AID", None),
    (5, "Japan's prime minister apologised to South Korea for its wartime conduct.",
     "CONCEDE", None),
    (5, "Japan expressed regret to South Korea over the incident.", "CONCEDE", None),
    (6, "Serbia withdrew its demand that Kosovo leave the talks.", "CONCEDE", None),
    (6, "Serbia dropped its demand for a veto.", "CONCEDE", None),
    (7, "Italy summoned the Egyptian ambassador over the student's death.", "ACCUSE", None),
    (8, "Sudan cancelled a meeting with Ethiopia's foreign minister.", "REJECT/meet", None),
    (8, "India called off talks with Pakistan.", "REJECT/meet", None),
    (9, "Israel barred a British lawmaker from entering the country.", "REJECT", None),
    (9, "Israel denied entry to a British lawmaker.", "REJECT", None),
    (9, "Russia expelled two Dutch diplomats.", "SANCTION/expel", None),
    (9, "Turkey deported a German journalist.", "COERCE/deport", None),
    (9, "The African Union expelled Sudan.", "SANCTION/expel", None),
    (10, "The United States suspended military aid to Pakistan.", "SANCTION/withdraw", None),
    (10, "Germany cut off aid to Mali.", "SANCTION", None),
    (11, "A British court ordered Iran to pay damages to the families of the victims.",
     "SANCTION/convict", None),
    (11, "Japan voluntarily paid compensation to South Korean victims.", "AID", None),
    (12, "Thousands of Congolese civilians fled M23 rebels.", "SANCTION/expel", None),
    (12, "Rohingya refugees fled to Bangladesh from the Myanmar army.", "SANCTION/expel",
     None),
    (13, "India and Japan held a joint military exercise.", "COOPERATE", None),
    (13, "North Korea held a military exercise.", "MOBILIZE", None),
    (13, "Iran launched naval drills.", "MOBILIZE", None),
    (14, "Indonesia mobilised its army to help flood victims.", "AID", None),
    (14, "Turkey deployed troops to Syria to deliver earthquake relief.", "AID", None),
    (15, "Israel sent tanks into Gaza and shelled a Hamas position.", "ASSAULT/heavy-weapons", None),
    (15, "Russian troops massed near Kharkiv and bombed Ukrainian positions.", "ASSAULT", None),
    (16, "Thousands of Lebanese protesters marched in Beirut, demanding that the government resign.",
     "PROTEST/demo", None),
    (16, "Iraqi protesters demonstrated in Baghdad and demanded the release of prisoners.",
     "PROTEST/demo", None),
    (17, "A French court issued an arrest warrant in absentia for the Syrian president.",
     "THREATEN/arrest", None),
    (18, "Ukraine called for an end to its war with Russia.", "AGREE", "a party to the war is taken for an outsider"),
    (18, "China called for an end to the war between Russia and Ukraine.", "REQUEST/yield", None),
    (19, "Ecuador declared a state of emergency after the earthquake.", "-", None),
    (19, "Ecuador declared a state of emergency to curb protests.", "COERCE", None),
    (20, "Taliban fighters captured 12 Afghan soldiers.", "ASSAULT/abduct", None),
    (20, "Turkish police arrested two Greek journalists.", "COERCE/arrest", None),
]  # fmt: skip


def _params() -> list[object]:
    return [
        pytest.param(
            sentence,
            wanted,
            id=f"rule{rule}-{i}",
            marks=[pytest.mark.xfail(strict=True, reason=why)] if why else [],
        )
        for i, (rule, sentence, wanted, why) in enumerate(ROWS)
    ]


@pytest.mark.parametrize(("sentence", "wanted"), _params())
def test_boundary(code: Callable[..., tuple[Claim, ...]], sentence: str, wanted: str) -> None:
    coded = []
    for claim in code(sentence, "event"):
        assert claim.event is not None
        expected = wanted.split()[len(coded)] if len(coded) < len(wanted.split()) else ""
        with_mode = "/" in expected and claim.event.modes
        coded.append(claim.event.type + (f"/{claim.event.modes[0]}" if with_mode else ""))
    assert (" ".join(coded) or "-") == wanted


def test_every_rule_has_a_sentence() -> None:
    assert {row[0] for row in ROWS} == set(range(1, 21))


@pytest.mark.parametrize(
    ("sentence", "actors", "recipients"),
    [
        ("Thousands of Congolese civilians fled M23 rebels.", ["COD REB"], ["COD CVL"]),
        ("Iran and Russia accused Israel.", ["IRN", "RUS"], ["ISR"]),
        ("India and Japan held a joint military exercise.", ["IND", "JPN"], []),
        ("A British court ordered Iran to pay damages to the families of the victims.",
         ["GBR JUD"], ["IRN"]),
        ("Germany withdrew its aid workers from Mali.", ["DEU"], ["MLI"]),
    ],
)  # fmt: skip
def test_sides(
    event: Callable[..., Claim], sentence: str, actors: list[str], recipients: list[str]
) -> None:
    claim = event(sentence)
    assert [m.code for m in claim.actors] == actors
    assert [m.code for m in claim.recipients] == recipients
