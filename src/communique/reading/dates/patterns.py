"""One expression for all kinds of date, and what stands around them.

The order of the kinds is that of preference where two begin at the same place.
"""

from __future__ import annotations

import re

from communique.reading.dates.words import (
    DASH,
    FEAST,
    HEDGE,
    NEAR,
    NOT_MORE,
    OF_YEAR,
    ORDINALS,
    TH,
    D,
    M,
    N,
    S,
    U,
    W,
    Y,
)

_ORDINAL = rf"(?P<o>{'|'.join(reversed(ORDINALS))})"

PATTERNS = {
    "iso": rf"{Y}(?P<sep>[-/.])(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>\d\d){NOT_MORE}",
    "num": rf"(?P<a>\d\d?)(?P<sep>[./])(?P<b>\d\d?)(?P=sep){Y}{NOT_MORE}",
    "attack": r"9/11(?![\d/])",
    "md": rf"(?:{W},? )?(?P<m>{M}) (?P<d>{D}){TH}{NOT_MORE}"
    rf"(?:{DASH}(?P<d2>{D}){TH}{NOT_MORE}(?! {M}))?(?:,? {Y}{NOT_MORE}|{OF_YEAR})",
    "dm": rf"(?:{W},? )?(?:the )?(?P<d>{D}){TH}(?:{DASH}(?P<d2>{D}){TH})?"
    rf"(?: day)?(?: of)? (?P<m>{M})(?!\w)(?:,? {Y}{NOT_MORE}|{OF_YEAR})",
    "ordinal": rf"(?i:the {_ORDINAL}(?: day)? of) (?:(?P<m>{M})(?!\w)(?:,? {Y}{NOT_MORE})?"
    r"|(?P<w>(?i:this|last|next|the) month)(?!\w))",
    "monthweek": r"(?i:the (?P<o>first|second|third|fourth|last) week (?:of|in)) "
    rf"(?P<m>{M})(?!\w)(?:,? {Y}{NOT_MORE}|{OF_YEAR})",
    "my": rf"(?P<m>{M})(?:,| of)? {Y}{NOT_MORE}",
    "monthof": rf"(?P<m>{M}) (?i:(?:of )?(?P<r>this|last|next) year)(?!\w)",
    "near": rf"(?P<w>(?i:{NEAR})) (?:(?P<m>{M})(?! \d)|{S}(?! (?:in|of)\b))(?!\w)",
    "seasonsago": rf"(?i:{N} (?P<s>spring|summer|autumn|winter)s? ago)(?!\w)",
    "season": rf"{S}(?!\w)(?:(?: of|,)? {Y}(?:[-/–](?P<y2>\d\d(?:\d\d)?))?{NOT_MORE}|{OF_YEAR})",
    "decade": r"(?:the )?(?:(?P<c>1[5-9]|20)|['’])?(?P<d>\d)0['’]?s(?!\w)",
    "century": r"(?:the )?(?P<n>1\d|2[01]|20)(?:th|st)[- ](?i:century)",
    "quarter": rf"(?i:the (?P<o>first|second|third|fourth|last) (?P<k>quarter|half|(?P<n>three|six)"
    rf" months) of) (?:{Y}|(?i:(?P<r>the|this|last|next) year)(?!\w))",
    "q": rf"Q(?P<o>[1-4])(?: of)? {Y}",
    "sincethen": r"(?i:(?:ever )?since then)(?!\w)",
    "today": r"(?i:the day before yesterday|the day after tomorrow|yesterday|today|tonight"
    r"|tomorrow|last night|overnight|this (?:morning|afternoon|evening))(?!\w)",
    "fromday": rf"(?i:{N} (?P<u>day|week|month|year)s? from (?P<b>yesterday|today|tomorrow|now))"
    r"(?!\w)",
    "shift": rf"(?i:{HEDGE}{N} {U}s? (?P<w>ago|earlier|later|on(?=[,.;])|before|after"
    r"|prior to))(?!\w)",
    "barewith": r"(?i:(?:the )?(?P<u>minute|hour|day|night|week|month|year)s (?P<w>before|after"
    r"|following))(?! all)(?!\w)",
    "ahead": rf"(?i:(?:the )?{U}s (?:ahead|to come))(?!\w)",
    "future": r"(?i:the (?:near|immediate|foreseeable) future)(?!\w)",
    "beforelast": r"(?i:the (?P<u>week|weekend|month|year) (?P<w>before last|after next))(?!\w)",
    "this": r"(?i:(?P<w>last|next|this|the current) (?P<u>week|month|year|decade))(?!\w)"
    r"|(?i:(?P<w2>end|start|beginning|middle|close) of (?P<o2>the|that) "
    r"(?P<u2>week|month|year|decade))(?!\w)"
    r"|(?i:(?:the )?(?P<u3>year)(?:['’]s |-)end)(?!\w)"
    r"|(?i:the (?P<u4>year) is (?:out|over))(?!\w)",
    "newyear": r"(?i:the )?(?:[Nn]ew [Yy]ear)(?!['’\w])(?! Honours| honours)",
    "window": rf"(?i:(?P<t>the )?(?P<w>past|last|previous(?! (?:day|night|week|month|year|decade))"
    r"|recent|next(?! (?:day|morning|night)(?!s))|coming|upcoming)"
    rf" (?:{N} )?{U}(?P<p>s)?)(?!\w)",
    "in": rf"(?i:(?P<w>within(?: the next| the)?|in) (?:{N} )?{U}(?P<p>s)?)"
    r"(?P<t>['’] time)?(?![\w-])",
    "relative": r"(?i:(?:the (?P<w>following|previous|preceding|same|next(?= day| morning| night))"
    r"|that(?: same)?) (?P<u>day|night|morning|evening|week|month|year|spring|summer|autumn|winter)"
    r"|the (?P<u2>day|night|week|month|year) (?P<w2>after|before))(?!\w)",
    "weekend": rf"(?i:(?P<w>{NEAR}|the)) weekend(?!\w)",
    "weekday": rf"(?:(?P<w>(?i:{NEAR}|the previous|the following)) )?(?P<d>{W})(?!\w)"
    rf"(?: the (?P<t>{D})(?:st|nd|rd|th)(?!\w))?"
    r"(?: (?i:of )?(?P<b>last|this|next) week(?!\w))?(?P<e>(?i: (?:after|before) Easter)(?!\w))?",
    "feast": rf"(?P<f>{FEAST})(?: {Y}|{OF_YEAR})(?!\w)",
    "theday": rf"(?i:the )(?P<d>{D})(?:st|nd|rd|th)(?![-\w])",
    "year": rf"{Y}(?:[-–/](?P<y2>\d\d(?:\d\d)?))?(?![-–]?\w|,\d|\.\d|%)",
    "month": rf"(?P<m>{M})(?!\w)",
}
COMPILED = {kind: re.compile(p.replace(" ", r"\s+")) for kind, p in PATTERNS.items()}
_UNNAMED = re.compile(r"\?P<\w+>")
MASTER = re.compile(
    r"(?<![\w$£€,.:#])(?:"
    + "|".join(
        f"(?P<{kind}>{_UNNAMED.sub('?:', p.replace('(?P=sep)', '[-/.]'))})"
        for kind, p in PATTERNS.items()
    ).replace(" ", r"\s+")
    + ")"
)
LEAD = re.compile(
    r"(?<!\w)(?:(?P<open>(?:ever )?since|until|till|by|before|no later than|through(?!out)|up to"
    r"|from|(?:starting|beginning|effective)(?: on| in| from)?|as (?:of|from))\s+)?"
    r"(?:on\s+|in\s+)?"
    r"(?P<noun>(?:the\s+)?(?!start|beginning|middle|end|close|night|midnight|dawn|noon|dusk)"
    r"[a-z]+\s+(?:of|on|in)\s+)?"
    r"(?P<part>(?:the\s+)?(?:(?:very\s+)?(?:early|mid|late|earlier|later)(?:\s+(?:in|on)(?=\s))?"
    r"|(?:start|beginning|middle|end|close|night|morning|evening|eve)\s+of)[\s-]+"
    r"|midnight\s+(?:on\s+|of\s+)?|dawn\s+(?:on\s+)?)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_PREP = (
    "in|since|until|till|by|before|after|during|of|from|to|through|throughout|between|early|mid"
    "|late|for|around|circa|back|or"
)
BEFORE_YEAR = re.compile(
    rf"(?:(?<!\w)(?:{_PREP}|year|the|its|their|his|on|a)[\s-]+|\()\Z", re.IGNORECASE
)
BEFORE_MONTH = re.compile(rf"(?<!\w)(?:{_PREP}|and)[\s-]+(?:the\s+)?\Z", re.IGNORECASE)
COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|troops|soldiers|fighters|civilians|men|women|children|prisoners|refugees"
    r"|members|others|homes|houses|jobs|tonnes|tons|miles|km|met(?:er|re)s|dollars|euros|deaths)\b"
)
NOT_WEEKDAY = re.compile(
    r"(?:[Ee]very|[Ee]ach|Black|Good|Bloody|Easter|Ash|Palm|Super|Mail on|most|alternate)\s+\Z"
)
PAPER = re.compile(
    r"\s+(?:Times|Mail|Telegraph|Mirror|Express|Herald|Post|Agreement|newspaper|paper|tabloid"
    r"|[Pp]rayers|[Ss]ermons)\b"
)
AHEAD = re.compile(
    r"\b(?:ahead of|upcoming|(?:scheduled|planned|set|due|slated|expected|booked)"
    r"(?: to \w+)?(?: \w+){0,2}? (?:for|on|in|by)|called for)\b[^.;]*\Z"
    r"|\b(?:gave|given|give|extended|get|got)\b[^.;]{0,30}\b(?:until|till)\s+(?:midnight\s+on\s+)?\Z"
    r"|\b(?:has|have|had) (?:until|till)\s+\Z|\bdeadline\s+(?:is|was|of|on|for)\s+\Z"
    r"|\bunless\b[^.;]*\Z",
    re.IGNORECASE,
)
CLOSES = re.compile(r"\b(?:until|till|by|before)\s+(?:\w+\s+){0,3}\Z", re.IGNORECASE)
"""What makes a date the end of something, and so ahead of it where the verb does not say."""
SINCE = re.compile(r"\b[Ss]ince\s+(?:the\s+)?\Z")
RANGE = re.compile(r"\s*(?:(to|until|till|through|and)\s+(?:the\s+|on\s+)?|[-–—]\s*)\Z")
