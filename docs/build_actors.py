"""Write the counts in ``docs/actors.md`` from the tables themselves: ``make docs``."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from communique.actors import load_knowledge
from communique.actors.knowledge import DATA, read_rows
from communique.model import date_range
from communique.model.errors import FormatError

PAGE = Path(__file__).with_name("actors.md")
BLIND = Path(__file__).with_name("actors-blind.csv")
FIRST_SHEET = Path(__file__).with_name("actors-sheet-1.csv")
SHEET = Path(__file__).with_name("actors-sheet.csv")
PRIVATE = "private person"
BEGIN, END = "<!-- {} -->", "<!-- end of {} -->"
PRONOUNS = frozenset("he she it they him her them his its their themselves himself both".split())


def page() -> str:
    """The page with its figures made anew."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("counts", counts()), ("agreement", agreement()), ("sheet", sheet())):
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


def counts() -> str:
    """How much the tables hold."""
    knowledge = load_knowledge()
    kinds = Counter(e.kind for e in knowledge.entities)
    kinds_of_country = Counter(
        row["kind"] for _, row in read_rows(DATA / "countries.csv", {"kind"})
    )
    precision = Counter(_precision(t.start) for t in knowledge.terms)
    history = sum(1 for _ in read_rows(DATA / "terms_history.csv", {"office"}))
    names = sum(1 + len(e.aliases) for e in knowledge.entities)
    rows = [
        (
            "countries and territories",
            f"{kinds['country']} (of them disputed: {kinds_of_country['disputed']})",
        ),
        ("organisations and courts", kinds["organisation"]),
        ("armed groups and movements", kinds["group"]),
        ("agencies, ministries, parliaments, media", kinds["agency"]),
        ("parties and coalitions", kinds["party"]),
        ("regions and cities", kinds["region"]),
        ("names of all these, aliases included", names),
        ("offices", len(knowledge.offices)),
        ("terms of office", len(knowledge.terms)),
        ("of them before 2000 (`terms_history.csv`)", history),
        ("people", len({t.person for t in knowledge.terms})),
        ("role nouns", len(knowledge.roles)),
        (
            "starts known to the day / month / year",
            f"{precision['day']} / {precision['month']} / {precision['year']}",
        ),
    ]
    return "\n".join(["| what | how many |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])


def _precision(edtf: str) -> str:
    return {4: "year", 7: "month"}.get(len(edtf.rstrip("~?%")), "day")


def agreement() -> str:
    """How often the second, blind writing of dates agrees with the first."""
    same = near = total = whole = rows = 0
    for row in _rows(BLIND):
        rows += 1
        sides = [_agree(row[side], row[f"again_{side}"]) for side in ("start", "end")]
        known = [s for s in sides if s is not None]
        total += len(known)
        same += sum(days == 0 for days in known)
        near += sum(0 < days <= 45 for days in known)
        whole += bool(known) and all(days == 0 for days in known)
    return (
        f"Of {rows} terms drawn, {total} dates were written twice: {same} agree "
        f"({same / total:.1%}), {near} more lie within 45 days ({(same + near) / total:.1%}); "
        f"{whole} terms ({whole / rows:.1%}) agree in both their dates."
    )


def _agree(first: str, again: str) -> int | None:
    """Days between two dates at the precision of the coarser; ``None`` where one is not known."""
    if again == "?" or first == "..":
        return None
    if not first or not again:
        return 0 if first == again else 99_999
    try:
        one, other = date_range(first), date_range(again)
    except FormatError:
        return None
    if one.overlaps(other):
        return 0
    assert one.first and one.last and other.first and other.last
    return (
        (other.first - one.last).days if other.first > one.last else (one.first - other.last).days
    )


def sheet() -> str:
    """What the readings of the two sheets came to."""
    counted = [
        Counter(r["judgement"] for r in _rows(file) if every or not _is_pronoun(r))
        for file in (FIRST_SHEET, SHEET)
        for every in (False, True)
    ]
    lines = [
        "| | first sheet, without pronouns | all | second sheet, without pronouns | all |",
        "|---|---|---|---|---|",
    ]
    for judgement in ("right", "sector wrong", "wrong", "missed", "rightly unresolved"):
        lines.append(_line(judgement, (str(c[judgement]) for c in counted)))
    lines.append(_line("precision of resolved codes, with sector", map(_right, counted)))
    lines.append(_line("precision of resolved codes, country alone", map(_country, counted)))
    lines.append(_line("of those a reader could resolve, resolved", map(_share, counted)))
    private = [
        sum(r["note"].startswith(PRIVATE) for r in _rows(SHEET) if every or not _is_pronoun(r))
        for every in (False, True)
    ]
    shares = [_share(c, but=n) for c, n in zip(counted[2:], private, strict=True)]
    lines.append(_line("missed: private persons", ["not counted"] * 2 + [str(n) for n in private]))
    lines.append(_line("resolved of the resolvable, but for these", ["", "", *shares]))
    return "\n".join(lines)


def _line(name: str, cells: Iterable[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _is_pronoun(row: dict[str, str]) -> bool:
    if "pronoun" in row:
        return row["pronoun"] == "yes"
    return row["words"].lower() in PRONOUNS


def _resolved(counted: Counter[str]) -> int:
    return counted["right"] + counted["wrong"] + counted["sector wrong"]


def _right(counted: Counter[str]) -> str:
    return f"{counted['right'] / _resolved(counted):.1%}"


def _country(counted: Counter[str]) -> str:
    return f"{(counted['right'] + counted['sector wrong']) / _resolved(counted):.1%}"


def _share(counted: Counter[str], but: int = 0) -> str:
    resolved = _resolved(counted)
    return f"{resolved / (resolved + counted['missed'] - but):.1%}"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
