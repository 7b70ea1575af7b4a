"""Page furniture: lines of a text that belong to the page and not to the article.

They are marked, never cut out, so that every offset stays that of the source. Marked is:

1. a line that is a known label or starts as one ("Read more", "Share this", "Related: …");
2. a section label: a few capitalised words without closing punctuation and without a finite verb;
3. a line that stands on the page more than once: every one of them if it is short and has no
   closing punctuation, all but the first otherwise;
4. a pull quote: an open line whose very words stand in another paragraph;
5. the end of a line where a label is glued to a sentence ("refused.More on Sirte").

When in doubt a line stays: a label in the text yields no claim, a sentence lost loses one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from communique.intake.verbs import has_finite_verb
from communique.model import Span

_LABEL_WORDS = 5  # the longest section labels of the pages we looked at have four
_LABEL_CHARS = 45
_BYLINE_CHARS = 80
_PULL_QUOTE_WORDS = (5, 30)
_PULL_QUOTE_TEXT = 200_000  # characters; a longer text is no article, and the search is quadratic
_REPEATED_WORDS = 25  # a longer line that comes twice is a paragraph, and stays

_CLOSING = re.compile(r"""[.!?…;,:][\s"'”’»)\]]*$|["”’»]$""")
_KNOWN_WHOLE = re.compile(
    r"""^(?:[-–—•*»>\s]*)(?:
    (?:latest|breaking|top|more|related|recent|trending|popular|featured|live|all|other|recommended)
      \s(?:news|stories|story|headlines|articles?|posts?|topics?|coverage|updates?|videos?|content|reading)
      (?:\s(?:on|from|about|for)\s.{1,40})?
    | most\s(?:read|viewed|popular|shared|recent|commented)
    | (?:read|see|watch|listen|show|load|view)\s(?:more|also|next|all|comments|now|on)
      (?:\s(?:on|about|here|comments|stories).{0,40})?
    | keep\sreading | continue\sreading(?:\sthe\smain\sstory)?
    | story\scontinues(?:\sbelow)?(?:\sadvertisement)?
    | (?:article|story)\scontinues\s(?:below|after).{0,30}
    | share(?:\s(?:this|on|via|the|with).{0,40})? | tweet | e-?mail(?:\sthis)? | print(?:\sthis)?
    | copy\slink | whatsapp | facebook | twitter | linkedin | telegram | save | bookmark | listen
    | advert(?:isement|ising)? | sponsored(?:\s(?:content|by).{0,30})? | promoted | ad
    | (?:sign\sup|subscribe|register|log\s?in|donate|(?:follow|join|support|contact|about)\sus)
      (?:\s.{0,60})?
    | newsletter(?:\s.{0,40})? | comments?(?:\s\(\d+\))? | \d+\scomments?
    | leave\sa\s(?:comment|reply)
    | tags?:?\s.{0,80} | topics?:?(?:\s.{0,80})? | filed\sunder:?.{0,60} | categories:?.{0,60}
    | (?:all\srights\sreserved|copyright|©).{0,80}
    | terms\s(?:of\s(?:use|service)|and\sconditions).{0,30}
    | (?:privacy|cookie)s?\s(?:policy|notice|settings|preferences).{0,30}
    | accept(?:\sall)?(?:\scookies)? | skip\sto\s.{0,30}
    | home | menu | search | close | back\sto\stop | previous | next | newsroom | opinion | live
    | editor'?s?[’']?s?\spicks? | \d+\s?min(?:ute)?s?\sread
    | (?:published|updated|last\s(?:updated|modified)|posted)(?:\s(?:on|at))?:?\s
      .{0,40}\d.{0,30}
    | (?:photo|image|picture|file\sphoto|credit|photograph)s?(?:\s(?:by|credit))?:.{0,80}
    )[\s:»›>→]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_KNOWN_START = re.compile(
    r"^[-–—•*»>\s]*(?:related|read more|read also|also read|see also|read next|more on this|"
    r"more on|watch|listen|recommended|don[’']t miss|you may also like|in pictures|"
    r"further reading|also see|sponsored|advertisement|promoted|paid content)\s*[:|»›→]"
    r"|^(?:©|\(c\) \d{4}|copyright ©?\s*\d{4})|^this page (?:updates|refreshes) automatically"
    r"|^this (?:page|article) (?:will|is) (?:be )?updated|^reproduced with permission",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<=[.!?”\"])(?:More on|More about|Read more|Read also|Also read|See also|Related|Share this|"
    r"Advertisement|Watch|Continue reading)(?=$|[\s:])[^.!?]{0,60}$"
)
_BYLINE = re.compile(
    r"^(?:(?:By|BY) [A-Z][\w.’'-]*(?:[, ]+(?:[A-Z][\w.’'-]*|and|in|for|of|the|de|al))*"
    r"|(?:[A-Z][\w .’'-]{1,30}, )?\d{1,2} [A-Z][a-z]{2,8} \d{4}(?:,? \d\d[:.]\d\d.{0,5})?)$"
)
_TRAIL = re.compile(r"^[^.!?]{1,25}(?:\s*[>»›/|·•]\s*[^.!?>»›/|·•]{1,40}){1,6}$")
_BULLET = re.compile(r"^\s*(?:[-–—•*▪◦]|\d+[.)])\s")
_BREAKS = "\r\n\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SMALL_WORDS = "a an and as at by for from in into of on or over the to vs with & per"
_SMALL = frozenset(_SMALL_WORDS.split())


class _Line(NamedTuple):
    start: int
    end: int
    words: str
    """Without the white space at both ends."""
    after_gap: bool
    before_gap: bool


def mark_furniture(text: str) -> tuple[Span, ...]:
    """The spans of ``text`` that are page furniture, in order, one a line.

    The first line is marked only if it is a known label or stands on the page again; a text of
    one line never has any.
    """
    lines = _lines(text)
    if len(lines) < 2:
        return ()
    counts = Counter(_key(line.words) for line in lines)
    whole = _bare(text) if len(text) <= _PULL_QUOTE_TEXT else ""
    seen: set[str] = set()
    marked: list[Span] = []
    previous_closed = True
    for number, line in enumerate(lines):
        key = _key(line.words)
        first_of_its_kind = key not in seen
        seen.add(key)
        opens_block = line.after_gap or previous_closed
        is_furniture = (
            _is_known(line.words)
            or (counts[key] > 1 and _repeats(line.words, first_of_its_kind, number == 0))
            or (number > 0 and opens_block and _is_label(line.words) and _ends_here(lines, number))
            or (
                counts[key] == 1
                and number > 0
                and opens_block
                and _is_pull_quote(line.words, whole)
            )
        )
        if is_furniture:
            marked.append(Span(line.start, line.end))
        elif glued := _GLUED.search(line.words):
            marked.append(Span(line.start + glued.start(), line.end))
        previous_closed = is_furniture or bool(_CLOSING.search(line.words)) or line.before_gap
    if {span.start for span in marked} >= {line.start for line in lines}:
        return ()
    return tuple(marked)


def reads_as_headline(line: str) -> bool:
    """True for a line that may be a title: short, no full stop, and no known label."""
    words = line.strip()
    return (
        0 < len(words) <= 220
        and not words.endswith((".", ",", ";", ":"))
        and 3 <= len(_WORD.findall(words)) <= 30
        and not _is_known(words)
    )


def has_sentence(text: str, furniture: tuple[Span, ...]) -> bool:
    """True when something is left that may be an article: a line of eight words, or one closed."""
    hidden = {span.start for span in furniture}
    for line in _lines(text):
        if line.start in hidden:
            continue
        count = len(_WORD.findall(line.words))
        if count >= 8 or (count >= 3 and _CLOSING.search(line.words)):
            return True
    return False


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    gap = True
    for match in _LINE.finditer(text):
        raw = match.group()
        words = raw.strip()
        if not words:
            continue
        start = match.start() + raw.index(words)
        if found:
            between = text[found[-1].end : start].replace("\r\n", "\n")
            gap = sum(between.count(c) for c in _BREAKS) > 1
            found[-1] = found[-1]._replace(before_gap=gap)
        found.append(_Line(start, start + len(words), words, gap, True))
    return found


def _key(words: str) -> str:
    return " ".join(words.casefold().split())


def _is_known(words: str) -> bool:
    if len(words) > 140:
        return False
    if _KNOWN_START.match(words):
        return True
    return bool(_KNOWN_WHOLE.match(words)) and not _CLOSING_SENTENCE.search(words)


_CLOSING_SENTENCE = re.compile(r"\w{2,}[.!?][\"'”’]?$")


def _repeats(words: str, first: bool, is_first_line: bool) -> bool:
    count = len(_WORD.findall(words))
    if count > _REPEATED_WORDS:
        return False
    if _CLOSING.search(words) or is_first_line or count > _LABEL_WORDS:
        return not first
    return True


def _is_pull_quote(words: str, whole: str) -> bool:
    if words.endswith((".", "!", "?", ",", ";", ":")):
        return False
    bare = _bare(words)
    return _PULL_QUOTE_WORDS[0] <= bare.count(" ") - 1 <= _PULL_QUOTE_WORDS[1] and (
        whole.count(bare) > 1
    )


def _bare(words: str) -> str:
    """The words in lower case with one space around each: for finding words in words."""
    return f" {' '.join(_WORD.findall(words.casefold()))} "


def _is_label(words: str) -> bool:
    if len(words) <= _BYLINE_CHARS and _BYLINE.match(words):
        return True
    if len(words) > _LABEL_CHARS or _CLOSING.search(words) or _BULLET.match(words):
        return False
    if _TRAIL.match(words) and not has_finite_verb(words):
        return True
    tokens = [t for t in words.split() if any(c.isalnum() for c in t)]
    if not 0 < len(tokens) <= _LABEL_WORDS or any(c.isdigit() for c in words):
        return False
    if words[0] in "\"'“‘«([":
        return False
    content = [t for t in tokens if t.lower() not in _SMALL]
    capitalised = all(t[0].isupper() or not t[0].isalpha() for t in content)
    return bool(content) and capitalised and not has_finite_verb(words)


def _ends_here(lines: list[_Line], number: int) -> bool:
    """False when the next line goes on with this one (hard-wrapped text)."""
    line = lines[number]
    if line.before_gap or number + 1 == len(lines):
        return True
    return not lines[number + 1].words[0].islower()
