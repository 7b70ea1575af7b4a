"""Dates counted from the publication: "last month", "on Tuesday", "in three weeks"."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date, timedelta

from communique.reading.dates.arithmetic import easter, number
from communique.reading.dates.found import NO_BASE, Found, Tense
from communique.reading.dates.patterns import NOT_WEEKDAY, PAPER
from communique.reading.dates.said import Said
from communique.reading.dates.words import MONTH, SEASON, VAGUE, WEEKDAYS

Match = re.Match[str]
_STEP = {"yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_HOW_LONG = "how long is not said"
_FIRST_IN = re.compile(r"\b(?:times?|first|only|\w+est|once|twice)\s+\Z", re.IGNORECASE)


class Counted(Said):
    """Handlers of the kinds that count from the page, or from another date."""

    def on_near(self, m: Match, _: list[Found]) -> Found:
        """ "last June", "this winter"."""
        word = m["w"].lower().split()[-1]
        tense: Tense = {"last": "past", "past": "past"}.get(word, "future")  # type: ignore[assignment]
        code = MONTH[m["m"][:3]] if m["m"] else SEASON[m["s"].lower()]
        return self.year_of(code, None if word == "this" else tense, strict=True)

    def on_seasonsago(self, m: Match, _: list[Found]) -> Found:
        """ "two summers ago": of the year two years back."""
        count, code = number(m["n"]), SEASON[m["s"].lower()]
        year = self.anchor[0]
        if count is None:
            return Found(basis="none", reason=_HOW_LONG)
        return self.anchored(f"{year - count:04d}-{code}" if year else None)

    def on_today(self, m: Match, _: list[Found]) -> Found | None:
        """ "yesterday", "tonight", "overnight"."""
        words = m.group().lower()
        if m.group()[0] == "T" and re.search(r"\w\s\Z", self.before(m.start(), 3)):
            return None
        days = -1 if words in ("yesterday", "last night") else 1 if words == "tomorrow" else 0
        if words.startswith("the day"):
            days = -2 if "yesterday" in words else 2
        if words == "overnight":
            start, end = self.point("day", -1), self.point("day", 0)
            return self.anchored(start and end and f"{start}/{end}")
        return self.anchored(self.point("day", days))

    def on_fromday(self, m: Match, _: list[Found]) -> Found:
        """ "a week from tomorrow"."""
        count, unit = number(m["n"]), m["u"].lower()
        today = self.day()
        if count is None:
            return Found(basis="none", reason=_HOW_LONG)
        if m["b"].lower() == "now" or today is None:
            return self.anchored(self.back(unit, count, m["n"]))
        first = today + timedelta(days=_STEP[m["b"].lower()])
        size = {"day": 1, "week": 7}.get(unit)
        if size is None:
            return self.anchored(self.point(unit, count))
        return self.anchored(f"{first + timedelta(days=size * count)}")

    def on_this(self, m: Match, found: list[Found]) -> Found:
        """ "last month", "the end of the year"."""
        unit = (m["u"] or m["u2"] or m["u3"] or m["u4"]).lower()
        if (m["o2"] or "").lower() == "that" and found:
            named = [f.edtf for f in found if f.edtf and re.match(r"\d{4}", f.edtf)]
            if unit == "year" and named:
                return Found(named[-1][:4])
            return Found(basis="none", reason=NO_BASE)
        step = {"last": -1, "next": 1}.get((m["w"] or "").lower(), 0)
        return self.anchored(self.unit(unit, step))

    def on_beforelast(self, m: Match, _: list[Found]) -> Found:
        """ "the week before last"."""
        unit, step = m["u"].lower(), -2 if m["w"].lower().startswith("before") else 2
        today = self.day()
        if unit == "weekend":
            if today is None:
                return self.anchored(None)
            saturday = today + timedelta(days=5 - today.weekday() + step * 7)
            return self.anchored(f"{saturday}/{saturday + timedelta(days=1)}")
        return self.anchored(self.unit(unit, step))

    def on_ahead(self, m: Match, _: list[Found]) -> Found:
        """ "the weeks ahead"."""
        today = self.point("day", 0)
        return self.anchored(today and f"{today}/..")

    def on_future(self, m: Match, found: list[Found]) -> Found:
        """ "the near future"."""
        return self.on_ahead(m, found)

    def on_window(self, m: Match, _: list[Found]) -> Found | None:
        """ "the past three months", "recent days", "the coming weeks"."""
        word, unit, counted = m["w"].lower(), m["u"].lower(), m["n"]
        past = word in ("past", "last", "recent", "previous")
        if word == "last" and self.token(m.start("w")).pos_ == "VERB":
            return None
        if word == "previous" and not (counted and m["p"]):
            return None
        if not counted and (m["p"] if word in ("last", "next") else False):
            return None
        if not counted and not m["p"] and (word == "recent" or unit in ("day", "night", "minute")):
            return None
        count = number(counted) if counted else None if m["p"] else 1
        now = self.point(unit, 0)
        vague = "~" if counted and any(v in counted.lower() for v in VAGUE) else ""
        if now is None or count is None or (vague and not past):
            return self.anchored(now and (f"/{now}" if past else f"{now}/.."))
        other = self.point(unit, -count if past else count)
        return self.anchored(
            other and (f"{other}{vague}/{now}" if past else f"{now}/{other}{vague}")
        )

    def on_in(self, m: Match, _: list[Found]) -> Found | None:
        """ "in three weeks", "within ten days", "within the year"."""
        word, unit = m["w"].lower(), m["u"].lower()
        count = number(m["n"]) if m["n"] else None
        if word != "in":
            return self._within(m, count, unit)
        ahead = m["t"] or self.tense(m.start()) == "future"
        demand = m.start() == self.sentence(m.start())[0]
        if count is None or not (ahead or (demand and unit in ("hour", "day"))):
            return None
        if _FIRST_IN.search(self.before(m.start())):
            return None
        return self.anchored(self.back(unit, count, m["n"]))

    def _within(self, m: Match, count: int | None, unit: str) -> Found | None:
        if re.match(r"\s+of\b", self.text[m.end() : m.end() + 4]):
            return None
        now, today = self.point(unit, 0), self.point("day", 0)
        if count is None:
            if m["w"].lower() == "within the" and unit in ("year", "month", "week"):
                whole = self.unit(unit, 0)
                return self.anchored(today and whole and f"{today}/{whole.split('/')[-1]}")
            return self.anchored(today and f"{today}/..") if m["p"] else None
        end = self.point(unit, count)
        return self.anchored(end and now and f"{now}/{end}")

    def on_shift(self, m: Match, _: list[Found]) -> Found | None:
        """ "two weeks ago", "three days later", "a month after the vote"."""
        count, unit, word = number(m["n"]), m["u"].lower(), m["w"].lower()
        if word not in ("ago", "earlier") and self.text.endswith(("for ", "than "), 0, m.start()):
            return None
        if count is None:
            return Found(basis="none", reason=_HOW_LONG)
        if word == "ago":
            return self.anchored(self.back(unit, -count, (m["h"] or "") + m["n"]))
        back = word in ("earlier", "before", "prior to")
        compared = re.match(r"\s+than\b", self.text[m.end() : m.end() + 6])
        if compared:
            return Found(basis="none", reason="compared with a time that is not given")
        item = Found(basis="none", shift=(-count if back else count, unit, word == "earlier"))
        if word in ("before", "after", "prior to"):
            self.object_of(item, m.end())
        return item

    def on_barewith(self, m: Match, _: list[Found]) -> Found:
        """ "hours after his arrest": how many is not said."""
        item = Found(basis="none", reason=_HOW_LONG)
        self.object_of(item, m.end())
        item.reason = _HOW_LONG
        return item

    def on_relative(self, m: Match, _: list[Found]) -> Found:
        """ "the next day", "that night", "the day after the vote"."""
        word = (m["w"] or m["w2"] or "same").lower()
        unit = (m["u"] or m["u2"]).lower()
        unit = {"morning": "day", "evening": "day", "night": "day"}.get(unit, unit)
        step = {"following": 1, "next": 1, "after": 1, "same": 0}.get(word, -1)
        kind = "calendar week" if unit == "week" and not m["w2"] else unit
        item = Found(basis="none", shift=(step, kind, False))
        if unit in SEASON:
            previous = word in ("previous", "preceding")
            if previous:
                return self.year_of(SEASON[unit], "past", strict=True)
            return Found(basis="none", reason=NO_BASE)
        if m["w2"]:
            self.object_of(item, m.end())
        return item

    def object_of(self, item: Found, end: int) -> None:
        """Take in the noun phrase that a relative date counts from."""
        at = bisect_left(self.starts, end)
        last = at
        for token in self.doc[at : at + 7]:
            if token.pos_ not in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"):
                break
            last = token.i + 1
        words = self.doc[at:last]
        item.end = words.end_char if len(words) else end
        item.reason = f"relative to {words.text}" if len(words) else None

    def on_weekend(self, m: Match, _: list[Found]) -> Found:
        """ "the weekend", Saturday and Sunday."""
        day = self.day()
        if day is None:
            return self.anchored(None)
        word, now = m["w"].lower(), day.weekday()
        saturday = day + timedelta(days=5 - now)
        last_word = word.split()[-1]
        if last_word in ("last", "past"):
            saturday -= timedelta(days=7)
        elif word == "next" or (last_word == "coming" and now > 4):
            saturday += timedelta(days=7)
        elif (
            last_word not in ("coming", "this") and now < 5 and self.tense(m.start()) != "future"
        ) or (last_word == "this" and now < 5 and self.tense(m.start()) == "past"):
            saturday -= timedelta(days=7)
        return self.anchored(f"{saturday}/{saturday + timedelta(days=1)}")

    def on_weekday(self, m: Match, found: list[Found]) -> Found | None:
        """ "Tuesday", "next Monday", "Wednesday of last week"."""
        before = self.before(m.start(), 12)
        if NOT_WEEKDAY.search(before) or PAPER.match(self.text, m.end()):
            return None
        if re.search(r"\b[Aa]\s+\Z", before) and self.token(m.start()).dep_ in ("compound", "nmod"):
            return None
        index, word = WEEKDAYS.index(m["d"]), (m["w"] or "").lower().split()[-1:]
        if word in (["previous"], ["following"]):
            return Found(basis="none", reason=NO_BASE)
        day = self.day()
        if day is None:
            return self.anchored(None)
        if m["b"]:
            step = {"last": -7, "next": 7}.get(m["b"].lower(), 0)
            return self._on(day + timedelta(days=index - day.weekday() + step))
        tense = self.tense(m.start())
        if m["e"]:
            return self._by_easter(index, day, "after" in m["e"].lower(), tense)
        if m["t"]:
            return self._numbered(index, int(m["t"]), day, tense)
        strict = word in (["last"], ["past"], ["next"], ["coming"])
        ahead = word in (["next"], ["coming"])
        if word == ["this"]:
            return self._on(day + timedelta(days=index - day.weekday()))
        if not strict:
            ahead = tense == "future"
        delta = (index - day.weekday()) % 7 if ahead else -((day.weekday() - index) % 7)
        if strict and delta == 0:
            delta = 7 if ahead else -7
        return self._on(day + timedelta(days=delta))

    def _on(self, day: date) -> Found:
        return Found(f"{day}", ymd=(day.year, day.month, day.day))

    def _by_easter(self, index: int, today: date, after: bool, tense: Tense) -> Found:
        """ "the Tuesday after Easter"."""
        days = []
        for year in (today.year - 1, today.year, today.year + 1):
            sunday = easter(year)
            apart = (index - 6) % 7 or 7
            days.append(sunday + timedelta(days=apart if after else apart - 7 or -7))
        if tense == "future":
            return self._on(next(d for d in days if d >= today))
        return self._on(next(d for d in reversed(days) if d <= today))

    def _numbered(self, index: int, number_: int, today: date, tense: Tense) -> Found:
        """ "Thursday the 25th": the nearest such day, behind unless the verb looks ahead."""
        step = 1 if tense == "future" else -1
        for apart in range(0, 400):
            day = today + timedelta(days=apart * step)
            if (day.weekday(), day.day) == (index, number_):
                return self._on(day)
        return Found(basis="none", reason="no such day")
