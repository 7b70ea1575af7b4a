"""What becomes of dates that stand together: openings, parts, ranges, counting from each other."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.reading.dates.arithmetic import iso_date, point, week
from communique.reading.dates.counted import Counted
from communique.reading.dates.found import NO_ANCHOR, NO_BASE, Found, Ymd
from communique.reading.dates.patterns import LEAD, RANGE

_NEVER_OPENED = ("shift", "in", "window", "ahead", "relative", "barewith", "future", "sincethen")
_NEAR = 80


class Joining(Counted):
    """Relations between the dates of a text."""

    def lead(self, item: Found, floor: int) -> None:
        """Words before a date that open it ("since") or name a part of it ("early")."""
        low = max(floor, item.start - 45)
        lead = LEAD.search(self.text[low : item.start])
        if lead is None or (item.kind in _NEVER_OPENED and not self._is_season(item)):
            return
        opened = lead["open"]
        if opened and opened.lower() == "from" and "/" in (item.edtf or ""):
            opened = None
        if opened and opened.lower() == "from" and not self._runs_on(item):
            opened = None
        part = (lead["part"] or "").lower().lstrip()
        if opened and opened.lower() == "before" and part.startswith(("midnight", "dawn")):
            opened = None
        if opened and not (lead["noun"] and not opened.lower().endswith("since")):
            item.open, item.start = opened.lower(), low + lead.start("open")
        elif lead["part"]:
            exact = item.ymd is not None and item.ymd[2] is not None
            night = lead["part"].lower().lstrip().startswith(("the night", "the morning", "night"))
            if not exact or night:
                item.start = low + lead.start("part")

    def _is_season(self, item: Found) -> bool:
        return item.kind == "relative" and item.shift is None and item.edtf is not None

    def _runs_on(self, item: Found) -> bool:
        """Whether "from Monday" opens a time, and does not say whence a thing is."""
        if re.match(r"\s*(?:to|until|till|through)\b|\s*[-–—]", self.text[item.end :][:10]):
            return True
        head = self.token(item.start)
        fronted = not self.before(item.start - 5, 3).strip() or self.before(
            item.start - 5, 2
        ).strip() in (".", "\n")
        return fronted or self.tense(item.start) == "future" or head.head.lemma_ in ("run", "rule")

    def range(self, first: Found, last: Found) -> bool:
        """Join "March" and "May 2019" when the words between make them a range."""
        gap = self.text[first.end : last.start]
        until = last.open in ("until", "till", "through")
        joint = RANGE.match(gap) or (until and not gap.strip())
        if not joint or not first.edtf or not last.edtf or "/" in first.edtf + last.edtf:
            return False
        before = self.before(first.start, 12).lower()
        word = (joint[1] if isinstance(joint, re.Match) else "to") or "-"
        opened = re.search(r"\b(from|between)\s+(?:the\s+)?\Z", before)
        opener = first.open if first.open == "from" else opened[1] if opened else None
        needed = {"and": "between", "to": "from"}.get(word)
        if needed and opener != needed and (word == "and" or not first.ymd):
            return False
        if first.kind == last.kind == "weekday":
            if word == "and" and "week" in self.text[first.start : first.end]:
                return False
            self._weekdays(first, last)
        self._years(first, last)
        if not first.edtf or not is_joined(first.edtf, last.edtf):
            return False
        if first.open == "from":
            led = re.match(r"from\s+(?:on\s+|in\s+)?(?:the\s+)?", self.text[first.start :], re.I)
            first.start += led.end() if led else 0
        first.edtf, first.end, first.open = f"{first.edtf}/{last.edtf}", last.end, ""
        first.basis = last.basis if "said" in (first.basis, last.basis) else first.basis
        first.reason, first.ymd = last.reason, None
        return True

    def _weekdays(self, first: Found, last: Found) -> None:
        if not first.edtf or not last.edtf or first.edtf <= last.edtf:
            return
        start, stop = date.fromisoformat(first.edtf), date.fromisoformat(last.edtf)
        gone = self.day() is not None and str(self.day()) >= first.edtf
        first.edtf = str(start - timedelta(days=7)) if gone else first.edtf
        last.edtf = last.edtf if gone else str(stop + timedelta(days=7))

    def _years(self, first: Found, last: Found) -> None:
        """Give both ends of a range the year that one of them has."""
        low, high = first.ymd, last.ymd
        if not low or not high or (low[0] == high[0] and first.basis == last.basis):
            return
        turns = low[1] and high[1] and (low[1], low[2] or 0) > (high[1], high[2] or 0)
        if first.basis == last.basis == "anchored" and low[0] and high[0] and low[0] > high[0]:
            first.edtf = iso_date(high[0] - bool(turns), low[1], low[2])
            return
        year = high[0] if last.basis == "said" and high[0] else low[0]
        if (last.basis == "said" and high[0] and first.basis != "said") or low[0] is None:
            first.edtf = iso_date(high[0] - bool(turns) if high[0] else None, low[1], low[2])
        elif first.basis == "said" and year is not None and last.basis != "said":
            last.edtf = iso_date(year + ((low[1] or 0) > (high[1] or 0)), high[1], high[2])

    def relate(self, item: Found, found: list[Found]) -> Found | None:
        """Count from another date of the sentence, or of the one before it.

        Returns the date that stands inside the words of ``item`` and was counted from.
        """
        count, unit, earlier = item.shift or (0, "day", False)
        start, end = self.sentence(item.start)
        follows = item.reason is not None and item.kind != "sincethen"
        base: Found | None = None
        inside: Found | None = None
        for other in found:
            if not other.ymd or other is item or not start <= other.start < end:
                continue
            gap = self.text[item.end : other.start]
            if follows and other.start >= item.start and "," not in gap and len(gap) < _NEAR:
                base = base or other
                inside = other if other is base and gap.strip() in ("", "of", "on", "in") else None
            elif not follows and other.start < item.start:
                base = other
        if base is None and not follows and not earlier:
            base = self._from_sentence_before(start, found)
        ymd: Ymd | None = base.ymd if base else None
        edtf = self._moved(ymd, unit, count) if ymd else None
        if edtf is None and earlier and base is None:
            edtf = self.back(unit, count, self.text[item.start : item.end])
            item.reason = None if edtf else NO_ANCHOR
        if edtf is None:
            item.reason = item.reason or NO_BASE
            return None
        item.edtf, item.basis, item.reason = edtf, "anchored", None
        exact = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", edtf)
        item.ymd = (int(exact[1]), int(exact[2]), int(exact[3])) if exact else None
        if inside is not None:
            item.end = max(item.end, inside.end)
        return inside

    def _from_sentence_before(self, start: int, found: list[Found]) -> Found | None:
        """The last date of the sentence before, in the same paragraph."""
        at = start - 1
        while at > 0 and self.text[at] == " ":
            at -= 1
        if at <= 0 or self.text[at] == "\n":
            return None
        first, last = self.sentence(at)
        named = [f for f in found if f.ymd and first <= f.start < last]
        return named[-1] if named else None

    def _moved(self, ymd: Ymd, unit: str, count: int) -> str | None:
        if unit == "then":
            return iso_date(*ymd)
        if unit == "calendar week":
            day = point(ymd, "week", count)
            return week(date.fromisoformat(day)) if day else None
        return point(ymd, unit, count)


def is_joined(first: str, last: str | None) -> bool:
    """Whether two dates make a valid interval."""
    from communique.model import is_edtf

    return last is not None and is_edtf(f"{first}/{last}")
