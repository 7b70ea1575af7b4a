"""Copies of one text on many pages: near-duplicates and wire credits.

Two texts are copies when one holds most of the other's runs of five words. Candidates come from
MinHash signatures (``rensa``): 25 bands of 4 values out of 100, which finds a pair that shares
60 % of its runs in 97 of 100 cases; the runs themselves decide.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable
from operator import eq

from rensa import RMinHash

from communique.model import Claim

PERMUTATIONS = 100
ROWS = 4
SEED = 20181203  # never change it: signatures in records were made with it
RUN = 3
"""Words in a run that is hashed: shorter than those that decide, so that edits cost less."""
EXACT_RUN = 5
COPY = 0.6
"""Share of the shorter text's runs that a copy has; two reports of one act share under 0.15."""
MAY_BE_COPY = 25
"""Of the values of two signatures so many agree where texts are to be compared: two of one length
that share 60 % of their runs have 43 in common, two that meet by their common phrases under 20."""
MIN_WORDS = 20

_WORD = re.compile(r"\w+")
_AGENCIES = (
    ("AFP", r"AFP|Agence France[- ]Presse"),
    ("AP", r"(?-i:AP)|Associated Press"),
    ("Reuters", r"(?:Thomson )?Reuters"),
    ("dpa", r"(?-i:dpa|DPA)|Deutsche Presse-Agentur"),
    ("Xinhua", r"Xinhua(?: News Agency)?"),
    ("TASS", r"(?-i:TASS|Tass)"),
    ("Interfax", r"Interfax"),
    ("PTI", r"(?-i:PTI)|Press Trust of India"),
    ("ANI", r"(?-i:ANI)"),
    ("APP", r"(?-i:APP)|Associated Press of Pakistan"),
    ("EFE", r"(?-i:EFE)"),
    ("Kyodo", r"Kyodo(?: News)?"),
    ("Yonhap", r"Yonhap(?: News Agency)?"),
    ("Anadolu", r"(?-i:AA)|Anadolu(?: Agency)?"),
    ("UPI", r"(?-i:UPI)|United Press International"),
    ("IRNA", r"(?-i:IRNA)"),
    ("SANA", r"(?-i:SANA)"),
    ("PA", r"(?-i:PA Media)|Press Association"),
)
_NAMES = "|".join(f"(?P<a{i}>{pattern})" for i, (_, pattern) in enumerate(_AGENCIES))
# "KABUL (Reuters) -", "(AFP)" at the end, "By The Associated Press", "Source: Xinhua",
# "With reporting by AFP", "— dpa", "© 2024 AFP".
_CREDIT = re.compile(
    "|".join(
        part.replace("NAMES", _NAMES.replace("?P<a", f"?P<{letter}"))
        for letter, part in zip(
            "bcde",
            (
                r"\(\s*(?:the )?(?:NAMES)\s*\)",
                r"(?:^|\n)\s*(?:by|source:?|from|©(?: \d{4})?|copyright(?: \d{4})?|via|agency:|"
                r"[-–—])\s*(?:the )?(?:NAMES)\b(?:[^\n]{0,30})(?=\n|$)",
                r"(?:with (?:additional )?reporting by|contributed to this report:?|"
                r"information from|with inputs? from|with agencies:?)\s*(?:the )?(?:NAMES)\b",
                r"(?:^|\n)[^\n]{0,40}[-–—,/]\s*(?:NAMES)\s*[-–—:]\s",
            ),
            strict=True,
        )
    ),
    re.IGNORECASE,
)
_HEAD = 400  # characters in which a credit may stand at the beginning
_TAIL = 300  # and at the end
_SOURCE = re.compile(rf"^(?:the )?(?:{_NAMES})(?: news agency| agency)?$", re.IGNORECASE)


def signature(text: str) -> bytes | None:
    """The text's MinHash signature; ``None`` for a text too short to be a copy of anything."""
    words = _words(text)
    if len(words) < MIN_WORDS:
        return None
    made = RMinHash(PERMUTATIONS, SEED)
    made.update(sorted({" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}))
    return struct.pack(f"<{PERMUTATIONS}I", *made.digest())


def bands_of(signed: bytes) -> list[int]:
    """The numbers under which candidates meet, one a band."""
    values = struct.unpack(f"<{PERMUTATIONS}I", signed)
    found = []
    for band in range(PERMUTATIONS // ROWS):
        number = 1469598103934665603 ^ band
        for value in values[band * ROWS : (band + 1) * ROWS]:
            number = ((number ^ value) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
        found.append((number & 0x00FFFFFFFFFFFFFF) | (band << 56))
    return found


def agreement(one: bytes, other: bytes) -> int:
    """How many values two signatures have in common; their share is that of the texts' runs."""
    if not one or not other:
        return 0
    form = f"<{PERMUTATIONS}I"
    return sum(map(eq, struct.unpack(form, one), struct.unpack(form, other)))


def likeness(one: str, other: str) -> float:
    """The share of the shorter text's runs of words that the longer one has."""
    mine, theirs = _runs(one), _runs(other)
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 0.0


def wire_credit(text: str) -> str | None:
    """The news agency to which the page credits its text, if any."""
    for part in (text[:_HEAD], text[-_TAIL:]):
        match = _CREDIT.search(part)
        if match:
            for name, found in match.groupdict().items():
                if found is not None:
                    return _AGENCIES[int(name[1:])][0]
    return None


def agency_behind(claim: Claim) -> str | None:
    """The agency that the page gives as the source of this claim ("told Reuters" is none)."""
    if not claim.attribution:
        return None
    outermost = claim.attribution[0]
    match = _SOURCE.match(" ".join(outermost.text.split()))
    if match:
        for name, found in match.groupdict().items():
            if found is not None:
                return _AGENCIES[int(name[1:])][0]
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(text)
    return frozenset(tuple(words[i : i + EXACT_RUN]) for i in range(len(words) - EXACT_RUN + 1))


def first_of(versions: Iterable[tuple[str | None, str]]) -> str:
    """The page that stands for an origin: the first published; ties by name."""
    return min(versions, key=lambda v: (v[0] or "9999", v[1]))[1]
