"""A mention taken apart: the words that say who, those that say whose, and what qualifies them."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from communique.actors.names import Hit, Use

PLACE_USES: tuple[Use, ...] = ("name", "adjective", "demonym", "capital", "metonym", "place")
_TAIL = re.compile(
    r"[ ](?P<link>of|in|from|for|at|to|with|on|against|inside|near|across|around|outside|by|over|"
    r"under|behind|who|which|that|whose|based in|close to|loyal to|allied to|backed by|led by)\b"
    r"|(?P<comma>,)(?=\s|$)| (?P<bracket>\()| (?P<dash>[-–—]) ",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:former(?:ly)?|ex|one-time|onetime|erstwhile|ousted|deposed|toppled|overthrown)\b[ -]"
    r"|\bthe late\b|^late\b(?!-)|\bthen[- ](?=president|prime|foreign|minister|chancellor|premier|"
    r"king|leader|secretary)",
    re.IGNORECASE,
)
_ELECT = re.compile(r"[ -](?:elect|designate)\b|\b(?:incoming|newly elected)\b", re.IGNORECASE)
_ELECTED = re.compile(r"[ -](?:elect|designate)$", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:deputy|vice|assistant|junior|shadow|under|a|an|one|some|any)$", re.I)
_WIDE = re.compile(
    r"\b(?:international|foreign|western|european|african|asian|gulf|global|world|every|any|various|overseas)\b"
    r"(?! (?:minist|secr|affairs|office|policy))",
    re.IGNORECASE,
)
_ETHNIC = re.compile(r"\bethnic[ -]", re.IGNORECASE)
_BACKED = re.compile(
    r"[-‑ ](?:backed|supported|funded|financed|aligned|allied|trained|armed|sponsored|brokered|"
    r"mediated|imposed|made|style|linked|friendly|proxy|sanctioned|designated|inspired)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:,(?:\s(?:and|or))?|\s(?:and|or|&)|/|,?\sas well as|,?\salong with)\s+(?:the\s+)?|[/–-]",
    re.I,
)
_HONORIFIC = re.compile(
    r"(?:mr|mrs|ms|miss|dr|sir|lord|lady|dame|sheikh|gen|col|lt|maj|sen|rep|gov|prof|messrs|secretary)\.?\s+",
    re.IGNORECASE,
)
_NO_FIRST_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december what when while where why how if as but and "
    "or in on at that this though although because since after before even now then so with for "
    "from by to of until unless whether like only just did does do is was were has had would will "
    "could should can may might not no yes the both either neither nor yet also still instead "
    "many other another young old ancient some all most several few fellow ordinary local native "
    "every each any two three four five six seven eight nine ten first second last former modern "
    "today yesterday tomorrow meanwhile however once asked says said unlike under".split()
)
"""Words that a sentence may begin with, in capitals before a surname without being a first name."""
_LEADING = re.compile(r"[\s\"'“”‘’(\[]*(?:(?:the|a|an|his|her|its|their|our|my|your)\s+)?", re.I)
_INDEFINITE = re.compile(
    r"\s*(?:an?|one|some|any|two|three|several|many|other|another|most)\s", re.I
)
_POSSESSIVE = re.compile(r"^['’]s?(?=\s)|^-(?:elect|designate)\b")
_TRAILING = re.compile(r"(?:['’]s?|[\s\"”’'.,;:)\]])+$")


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A mention's parts.

    ``head`` is the name, title or role that it ends in; ``rest`` is what follows the last title,
    role or place where the mention ends in an unknown name. ``link`` is what ties the ``tail`` to
    it. ``wide``: the words say that more is meant than the country at hand ("foreign fighters").
    """

    text: str
    words: str
    core: tuple[Hit, ...] = ()
    tail: tuple[Hit, ...] = ()
    head: Hit | None = None
    rest: str = ""
    link: str = ""
    former: bool = False
    elect: bool = False
    ethnic: bool = False
    indefinite: bool = False
    below: bool = False
    honorific: bool = False
    wide: bool = False
    unknown_before: str = ""

    @property
    def before(self) -> tuple[Hit, ...]:
        """The core's hits before the head, the nearest first."""
        return tuple([h for h in reversed(self.core) if h is not self.head])


def parse(text: str, hits: list[Hit]) -> Phrase:
    """Take a mention apart, given the names that stand in it."""
    end, link = _core_end(text, hits)
    start = _start(text, hits)
    words_end = start + len(_ELECTED.sub("", _strip_end(text[start:end])))
    words = text[start:words_end]
    core = [h for h in hits if start <= h.start < end and not _is_backed(text, h)]
    tail = tuple([h for h in hits if h.start >= end])
    head = next((h for h in reversed(core) if h.end >= words_end - 1), None)
    called = [h.end for h in core if h.of("title", "role") or not h.of("short", "person")]
    rest = "" if head else _POSSESSIVE.sub("", text[max(called, default=start) : words_end]).strip()
    at = head.start if head else words_end
    return Phrase(
        text=text,
        words=words,
        core=tuple(core),
        tail=tail,
        head=head,
        rest=rest,
        link=link,
        former=bool(_FORMER.search(text[:end])),
        elect=bool(_ELECT.search(text)),
        ethnic=bool(_ETHNIC.search(text[:at])),
        wide=bool(_WIDE.search(text[:at])),
        indefinite=bool(_INDEFINITE.match(text)),
        below=bool(_BELOW.search(text[:at].rstrip(" -"))),
        honorific=bool(_HONORIFIC.match(words)),
        unknown_before=_unknown_before(text, start, core, head),
    )


def coordinates(text: str, hits: list[Hit], scan: Callable[[str], list[Hit]]) -> list[Hit]:
    """Names of the same rank that stand side by side: "Hungarian and Romanian officials"."""
    run: list[Hit] = []
    for found in hits:
        hit = found
        if run and run[0].of("adjective") and " " in hit.text and not hit.of("adjective"):
            inside = scan(hit.text.rsplit(" ", 1)[0])
            if inside and inside[0].start == 0 and inside[0].of("adjective"):
                hit = Hit(hit.start, hit.start + inside[0].end, inside[0].text, inside[0].meanings)
        if run and _JOINED.fullmatch(text[run[-1].end : hit.start]) and _peers(run[0], hit):
            run.append(hit)
        elif len(run) > 1:
            break
        else:
            run = [hit] if hit.of(*PLACE_USES, "person") else []
    return run if len(run) > 1 else []


def member_texts(text: str, run: list[Hit]) -> list[str]:
    """The mention once for each of the names that stand side by side in it."""
    before, after = text[: run[0].start], text[run[-1].end :]
    return [f"{before}{hit.text}{after}" for hit in run]


def _peers(first: Hit, other: Hit) -> bool:
    if first.of("person"):
        return bool(other.of("person"))
    return bool(other.of(*PLACE_USES))


def _start(text: str, hits: list[Hit]) -> int:
    start = _LEADING.match(text).end()  # type: ignore[union-attr]
    first = hits[0].start if hits else len(text)
    return min(start, first)


def _strip_end(words: str) -> str:
    """Without what closes it: a possessive, quotation marks, a full stop of the sentence."""
    found = _TRAILING.search(words)
    if found is None:
        return words
    kept = words[: found.start()]
    if found.group().startswith(".") and re.search(r"\b\w\.\w$", kept):
        return kept + "."
    return kept


def _core_end(text: str, hits: list[Hit]) -> tuple[int, str]:
    for match in _TAIL.finditer(text):
        if match.start() == 0:
            continue
        if any(h.start < match.end() and match.start() < h.end for h in hits):
            continue
        return match.start(), (match.group().strip().lower())
    return len(text), ""


def _is_backed(text: str, hit: Hit) -> bool:
    """Whether the name only says who stands behind another ("US-backed rebels")."""
    if _BACKED.match(text, hit.end):
        return True
    before = text[max(0, hit.start - 5) : hit.start].lower()
    return bool(re.search(r"\b(?:pro|anti|non|post|pre)[-‑ ]$", before))


def _unknown_before(text: str, start: int, core: list[Hit], head: Hit | None) -> str:
    """A capitalised word right before the head that no table has ("Khyber police")."""
    if head is None:
        return ""
    before = [h for h in core if h.end <= head.start and any(m.use != "short" for m in h.meanings)]
    words = text[max(start, before[-1].end if before else start) : head.start]
    words = _HONORIFIC.sub("", re.sub(r"^-(?:elect|designate)\b", "", words).lstrip(), count=1)
    words = " ".join([w for w in words.split() if w.lower() not in _NO_FIRST_NAMES]) + " "
    found = re.search(r"((?:[A-Z][\w'’.]+[\s-]+)+(?:(?:al|el|as|ul|bin|de|van|von)[\s-])*)$", words)
    return found.group(1).strip(" -") if found else ""
