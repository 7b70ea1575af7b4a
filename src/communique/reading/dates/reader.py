"""One document's dates: candidates, ranges, what counts from another date, open ends."""

from __future__ import annotations

from spacy.tokens import Doc

from communique.model import is_edtf
from communique.reading.dates.found import NEIGHBOURS, DateMention, Found
from communique.reading.dates.joining import Joining
from communique.reading.dates.patterns import COMPILED, MASTER


def find_dates(doc: Doc, published: str | None) -> list[DateMention]:
    """Every date expression of ``doc`` in order; spans never overlap.

    ``published`` is the page's EDTF date. Durations, ages and recurring days are not dates.
    """
    reader = Reader(doc, published)
    return [
        DateMention(reader.text[f.start : f.end], f.start, f.end, f.edtf, f.basis, f.reason)
        for f in reader.read()
    ]


class Reader(Joining):
    """Each kind of expression has the method ``on_`` with its name."""

    def read(self) -> list[Found]:
        """All dates of the document."""
        found: list[Found] = []
        for match in MASTER.finditer(self.text):
            kind = match.lastgroup or ""
            inner = COMPILED[kind].match(self.text, match.start())
            if inner is None:
                continue
            try:
                item: Found | None = getattr(self, f"on_{kind}")(inner, found)
            except (ValueError, OverflowError):
                item = Found(basis="none", reason="no such day")
            if item is None:
                continue
            item.kind, item.start, item.end = kind, match.start(), item.end or match.end()
            self.lead(item, found[-1].end if found else 0)
            if found and item.start < found[-1].end and found[-1].shift is None:
                continue
            if not (found and self.range(found[-1], item)):
                found.append(item)
        found = self._related(found)
        for item in found:
            self._close(item)
        return found

    def _related(self, found: list[Found]) -> list[Found]:
        """Resolve what counts from another date; a date inside such words is theirs."""
        taken: list[Found] = []
        for index, item in enumerate(found):
            if item.shift:
                near = found[max(0, index - NEIGHBOURS) : index + NEIGHBOURS]
                inside = self.relate(item, near)
                if inside is not None:
                    taken.append(inside)
        kept: list[Found] = []
        for item in found:
            hidden = any(item is other for other in taken)
            if not hidden and (not kept or item.start >= kept[-1].end):
                kept.append(item)
        return kept

    def _close(self, item: Found) -> None:
        """Apply the opening word; what is no EDTF is taken back."""
        edges = (item.edtf or "").split("/")
        if item.edtf and item.open and not item.edtf.endswith(".."):
            since = item.open[0] in "esf" or item.open.startswith(("beg", "as"))
            item.edtf = f"{edges[0]}/.." if since else f"../{edges[-1]}"
        if item.edtf is None or not is_edtf(item.edtf):
            item.edtf, item.basis = None, "none"
            item.reason = item.reason or "no such day"
