"""The tables themselves."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from communique.actors import ActorDataError, load_knowledge
from communique.actors.checks import check_folder, check_knowledge, offices_without_terms
from communique.actors.knowledge import ALWAYS, DATA, read_tables

HERE = Path(__file__).parent
AT_LEAST = {"country": 249, "organisation": 250, "group": 350, "agency": 500, "party": 500}


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def test_nothing_is_wrong():
    problems, conflicts = check_folder()
    assert problems == []
    assert conflicts == []


def test_as_much_as_was_promised(knowledge):
    kinds = Counter(e.kind for e in knowledge.entities)
    assert all(kinds[k] >= n for k, n in AT_LEAST.items()), kinds
    assert len(knowledge.roles) >= 600
    assert len(knowledge.terms) >= 3500
    with (DATA / "terms_history.csv").open(encoding="utf-8") as stream:
        assert sum(1 for _ in stream) > 500


def test_every_office_was_held(knowledge):
    assert offices_without_terms(knowledge) == []


def _day(when):
    if when.last:
        return (when.first and when.first.isoformat()) or when.last.isoformat()
    return max(when.first.isoformat(), "2015-06-01") if when.first else "2015-06-01"


def test_every_alias_means_its_entity_or_is_listed(resolver):
    with (HERE / "ambiguous.csv").open(encoding="utf-8", newline="") as stream:
        listed = {(r["id"], r["alias"]) for r in csv.DictReader(stream)}
    lost = set()
    for entity in resolver.knowledge.entities:
        names = [(entity.name, entity.when)]
        for value in entity.aliases + entity.metonyms + entity.capitals:
            when = value.when if value.when != ALWAYS else entity.when
            names.append((value.value, when))
        for name, when in names:
            found = resolver.resolve(
                name.removesuffix("?"), country=entity.country, date=_day(when)
            )
            where = found.country or next(iter(found.candidates), None)
            if where != entity.country:
                lost.add((entity.id, name))
    assert lost == listed


HEADERS = {
    "countries": "code,name,kind,aliases,adjectives,demonyms,capital,metonyms,former,note\n",
    "offices_x": "id,country,title,aliases,sectors,role,note\n",
    "terms_x": "office,person,start,end,status,note\n",
    "organisations": "id,code,name,aliases,kind,sectors,from,to,note\n",
}


def folder_with(tmp_path, **rows):
    for name, lines in rows.items():
        (tmp_path / f"{name}.csv").write_text(HEADERS[name] + lines, encoding="utf-8")
    return tmp_path


def test_what_is_wrong_is_named(tmp_path):
    office = "x-head,AAA,President,,GOV,head_of_state,\n"
    folder = folder_with(
        tmp_path,
        countries="AAA,Aland,country,,,,,,,\n",
        offices_x=office,
        terms_x="x-head,Ann Orr,2001,2004-05-02,,\nx-head,Bo Tan,2003-07,2008,,\n",
        organisations="a,ZZZ,Org,,,QQQ,,,\na,IGO,Other,,,,,,\n",
    )
    told = [f"{p.what}: {p.why}" for p in check_knowledge(read_tables(folder))]
    assert any("hold it at once" in t for t in told)
    assert any("ZZZ" in t for t in told)
    assert any("QQQ" in t for t in told)
    assert any("given twice" in t for t in told)


def test_meeting_in_a_month_is_no_overlap(tmp_path):
    folder = folder_with(
        tmp_path,
        countries="AAA,Aland,country,,,,,,,\n",
        offices_x="x-head,AAA,President,,GOV,head_of_state,\n",
        terms_x="x-head,Ann Orr,2001,2004-05,,\nx-head,Bo Tan,2004-05-20,2008,,\n",
    )
    assert check_knowledge(read_tables(folder)) == []


@pytest.mark.parametrize(
    ("rows", "line", "why"),
    [
        ({"terms_x": "none,Ann Orr,2001,,,\n"}, 2, "no office"),
        (
            {
                "offices_x": "x,AAA,President,,GOV,other,\n",
                "terms_x": "x,Ann Orr,2004,2001,,\n",
            },
            2,
            "before it begins",
        ),
        (
            {
                "offices_x": "x,AAA,President,,GOV,other,\nx,AAA,King,,GOV,other,\n",
            },
            3,
            "given twice",
        ),
        ({"organisations": "a,IGO,Org,Old@soon,,,,,\n"}, 2, "EDTF"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path, rows, line, why):
    with pytest.raises(ActorDataError) as told:
        read_tables(folder_with(tmp_path, **rows))
    assert told.value.line == line
    assert why in str(told.value)


def test_no_folder(tmp_path):
    with pytest.raises(ActorDataError, match="is not a folder"):
        read_tables(tmp_path / "none")
