"""The CAMEO family of a row: the older convention, beside PLOVER 2.0's type.

PLOVER 2.0 moved some acts between types: a conviction is SANCTION (CAMEO 116 stands under
"disapprove"), a concession that is announced is CONCEDE (CAMEO 035 stands under "express intent"),
a pardon, a truce declared or a demand
accepted is CONCEDE (CAMEO 08 holds both words and deeds of yielding), peacekeepers sent are MOBILIZE or
AID (CAMEO 074 stands under "aid") and peacekeepers withdrawn RETREAT (CAMEO 166 stands under "reduce
relations"), a warrant in absentia is THREATEN (CAMEO 173 stands under "coerce"), an apology is CONCEDE (CAMEO
055 stands under "diplomatic cooperation"), a blockade or an occupation is COERCE (CAMEO 191 and 192
stand under "fight"), property given back is RETREAT or COOPERATE (CAMEO 084 stands under "yield").
The families follow P. A. Schrodt's CAMEO codebook (1.1b3, 2012), by root; 02 counts as 10, 09 as 11,
19 and 20 as 18.
"""

from __future__ import annotations

import re

from training.corpus import Row

FAMILIES = (
    "03", "04", "05", "06", "07", "08", "10", "11", "12", "13", "14", "15", "16", "17", "18", "00",
)  # fmt: skip
"""Roots that are told apart; ``00`` is nothing codable."""
OF_TYPE = {
    "AGREE": "03", "CONSULT": "04", "SUPPORT": "05", "COOPERATE": "06", "AID": "07",
    "CONCEDE": "08", "RETREAT": "08", "REQUEST": "10", "ACCUSE": "11", "REJECT": "12",
    "THREATEN": "13", "PROTEST": "14", "MOBILIZE": "15", "SANCTION": "16", "COERCE": "17",
    "ASSAULT": "18", "NONE": "00",
}  # fmt: skip
"""Where most acts of a type stand."""
_SORRY = re.compile(
    r"apolog|sorry|regret|forgiv|remorse|the wrong done|\b(?:asked|asks|begs|begged)\b.*\bpardon",
    re.I,
)
_BY_DECISION = re.compile(
    r"\b(cease-?fires?|truces?|pardon\w*|amnest\w*|clemency|commut\w+|reprieve\w*)\b"
    r"|\b(accept\w*|acced\w+|conced\w+|bow\w*|g[ia]ve?s? in|yield\w*|met|meets?)\b.{0,40}\bdemands?\b"
    r"|\b(grant\w*|allow\w*|permit\w*|permission|approv\w+|authori[sz]\w+|decree\w*)\b",
    re.I,
)
_INTENT = re.compile(
    r"\b(would|promis\w*|agree[sd]?|offer\w*|pledg\w*|ready|readiness|willing\w*|may|might|could|"
    r"consider\w*|proposed?|signal\w*|intend\w*|plans?)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(will|would|promis\w*|agree[sd]?|offer\w*|pledg\w*|undertook|undertakes|ready to|readiness|"
    r"to (?:quit|resign|free|leave|lift)|signal\w*|intend\w*|plans?)\b",
    re.I,
)
_WARRANT = re.compile(r"\bwarrants?\b", re.I)
_PEACEKEEPING = re.compile(
    r"peace-?keep|blue helmet|stabili[sz]ation (?:force|mission)|"
    r"(?:UN|U\.N\.|African Union|regional) (?:mission|force)|monitoring (?:force|mission)",
    re.I,
)
_RETURNED = re.compile(
    r"\b(return(?:ed|s)?|g[ai]ven? back|handed back|hands back|sent home|restitut\w*|repatriat\w*)\b"
    r".*\b(art[ei]facts?|bronzes?|statues?|paintings?|remains|skulls?|relics?|treasures?|"
    r"manuscripts?|masks?|objects?|property|land|bodies|body|coffins?|gold)\b",
    re.I,
)
_HELD_GROUND = re.compile(
    r"blockad|besieg|sealed? off|cordon|occup|annex|captur\w+ (?:the )?(?:town|city|village|hill|port)"
    r"|took (?:over|control)|takes? control|tanker|vessel|trawler|fishing boat|overran|overrun",
    re.I,
)


def family(row: Row) -> str:
    """The row's CAMEO root, as reduced in ``FAMILIES``."""
    label, text = row.label, row.text
    for flag in row.flags:
        if flag[1:] in FAMILIES:
            return flag[1:]
    if label == "CONCEDE":
        if _SORRY.search(text):
            return "05"
        if _BY_DECISION.search(text) and not _INTENT.search(text):
            return "08"
        return "03" if _TO_COME.search(text) else "08"
    if label == "SANCTION" and "convict" in row.modes:
        return "11"
    if label == "RETREAT" and "withdraw" in row.modes and _PEACEKEEPING.search(text):
        return "16"
    if label == "THREATEN" and "arrest" in row.modes and _WARRANT.search(text):
        return "17"
    if label == "MOBILIZE" and _PEACEKEEPING.search(text):
        return "07"
    if label == "COOPERATE" and _RETURNED.search(text):
        return "08"
    if label == "COERCE" and {"seize", "restrict", "withhold"} & set(row.modes):
        if _HELD_GROUND.search(text):
            return "18"
    return OF_TYPE[label]
