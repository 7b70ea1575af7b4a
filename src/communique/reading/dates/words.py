"""The words of dates: months, numbers, feasts, and patterns built of them."""

from __future__ import annotations

MONTHS = "January February March April May June July August September October November December"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
M = rf"(?:{MONTHS.replace(' ', '|')}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
MONTH = {name[:3]: number for number, name in enumerate(MONTHS.split(), 1)}
SEASON = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
ONES = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = [
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second"),
    *("twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh"),
    *("twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
]
NUMBER = {w: i for i, w in enumerate(ONES, 1)} | {w: i * 10 for i, w in enumerate(TENS, 2)}
NUMBER |= {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 4, "dozen": 12}
HEDGES = ("about", "around", "nearly", "almost", "some", "roughly", "more", "less", "over", "just")
VAGUE = ("few", "several", "couple", "some", "many", "dozens")
FIXED_DAYS = {
    "Christmas Eve": (12, 24),
    "Christmas Day": (12, 25),
    "Christmas": (12, 25),
    "Boxing Day": (12, 26),
    "New Year’s Eve": (12, 31),
    "New Year’s Day": (1, 1),
    "Orthodox Christmas": (1, 7),
    "May Day": (5, 1),
    "Victory Day": (5, 9),
    "Bastille Day": (7, 14),
    "Valentine’s Day": (2, 14),
    "All Saints’ Day": (11, 1),
}
"""Feasts on the same day every year (month, day)."""
EASTER_DAYS = {
    "Ash Wednesday": -46,
    "Palm Sunday": -7,
    "Maundy Thursday": -3,
    "Good Friday": -2,
    "Easter Saturday": -1,
    "Easter Sunday": 0,
    "Easter Monday": 1,
    "Easter": 0,
    "Ascension Day": 39,
    "Whit Monday": 50,
    "Pentecost": 49,
}
"""Days from Easter Sunday."""
MOVING = (
    *("Eid al-Fitr", "Eid al-Adha", "Eid", "Ramadan", "Ashura", "Nowruz", "Passover"),
    *("Yom Kippur", "Rosh Hashanah", "Hanukkah", "Diwali", "Tet", "Lunar New Year"),
)
"""Feasts by another calendar, or on the sight of the moon: no day is given for them."""
W = rf"(?:{'|'.join(WEEKDAYS)})"
Y = r"(?P<y>1[1-9]\d\d|20\d\d)"
D = r"(?:3[01]|[12]\d|0?[1-9])"
S = r"(?P<s>(?i:spring|summer|autumn|fall|winter))"
TH = r"(?:st|nd|rd|th)?"
NOT_MORE = r"(?!,?\d|\.\d|%|\w)"
DASH = r"(?P<sep>\s*[-–—]\s*| to | until | through | and )(?:the )?"
N = (
    rf"(?P<n>\d{{1,4}}|(?:a )?couple(?: of)?|(?:a |the )?few|several|many|dozens of|a dozen|an?"
    rf"|(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[:9])}))?|{'|'.join(reversed(ONES))})"
)
U = r"(?P<u>minute|hour|day|night|week|fortnight|month|year|decade)"
HEDGE = r"(?P<h>(?:about|around|nearly|almost|some|roughly|(?:more|less) than|(?:just )?over) )?"
NEAR = r"last|next|this coming|this past|this|the coming|the past"
OF_YEAR = r"(?: (?:of )?(?P<r>this|last|next) year(?!\w))?"
FEAST = "|".join(
    name.replace("’", "['’]")
    for name in sorted((*FIXED_DAYS, *EASTER_DAYS, *MOVING), key=len, reverse=True)
)
