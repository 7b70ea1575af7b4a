"""Actors from and to other people's forms."""

from __future__ import annotations

import json

import pytest

from communique.actors import ActorDataError, Resolver, load_resolver
from communique.actors.checks import check_folder
from communique.actors.exchange import (
    add_to_folder,
    guess_format,
    read_actors,
    write_ftm,
)
from communique.actors.knowledge import read_tables

ACTORS = """\
# a comment
JANE_EXAMPLE_MULAMBO_ ; someone
+JANE_MULAMBO
\t[UGAGOV 150101-181231]
\t[UGAELI >181231]
KIVU_PEOPLES_FRONT [CODREB]
+KPF
UNION_OF_LAKES [IGO]
TV_LAKE [NGMMED <20150101]
WEIRD_THING [ZZZGOV]
NOTHING_AT_ALL
BAD_DATE [UGAGOV 99]
"""
AGENTS = """\
!MINIST! = MINISTER , MINISTRY
BEEKEEPER {BEEKEEPERS} [~AGR]
PLANNING_!MINIST! [~GOV]
MODERATE_PERSON [~MOD]
NOISE
ODD [~XYZ]
"""
TABLE = """\
name,code,aliases,from,to,kind,title
Lake Fishers Union,UGA LAB,LFU,2001,,,
Rosa Kintu,UGA GOV,R. Kintu,2020-02,,person,Fisheries Minister
Odd Code,UGANDA,,,,,
Odd Sector,UGA QQQ,,,,,
"""


def item(key):
    return {"mainsnak": {"datavalue": {"value": {"id": key}}}, "rank": "normal"}


def label(text):
    return {"en": {"value": text}}


def time(day, precision=11):
    return [{"datavalue": {"value": {"time": f"+{day}T00:00:00Z", "precision": precision}}}]


WIKIDATA = {
    "entities": {
        "Q900001": {
            "id": "Q900001",
            "labels": label("Lea Mbonga"),
            "aliases": {"en": [{"value": "Léa Mbonga-Nsele"}]},
            "claims": {
                "P31": [item("Q5")],
                "P27": [item("Q900009")],
                "P39": [
                    {
                        **item("Q900002"),
                        "qualifiers": {
                            "P580": time("2019-03-00", 10),
                            "P582": time("2021-06-30"),
                        },
                    },
                    item("Q900003"),
                ],
            },
        },
        "Q900002": {"id": "Q900002", "labels": label("Minister of Lakes"), "claims": {}},
        "Q900009": {
            "id": "Q900009",
            "labels": label("Zambia"),
            "claims": {"P298": [{"mainsnak": {"datavalue": {"value": "ZMB"}}}]},
        },
        "Q900004": {
            "id": "Q900004",
            "labels": label("Party of the Lakes"),
            "claims": {"P31": [item("Q7278")], "P17": [item("Q900009")]},
        },
        "Q900005": {
            "id": "Q900005",
            "labels": label("A Lake"),
            "claims": {"P31": [item("Q23397")]},
        },
        "Q900006": {"id": "Q900006", "labels": label("A Painter"), "claims": {"P31": [item("Q5")]}},
        "Q900007": {"id": "Q900007", "labels": {}, "claims": {}},
    }
}
FTM = [
    {"id": "p1", "schema": "Person", "properties": {"name": ["Ola Tembo"], "alias": ["O. Tembo"]}},
    {
        "id": "j1",
        "schema": "Position",
        "properties": {
            "name": ["Minister of Bridges"],
            "country": ["zm"],
            "topics": ["gov.national"],
        },
    },
    {
        "id": "o1",
        "schema": "Occupancy",
        "properties": {"holder": ["p1"], "post": ["j1"], "startDate": ["2016-09-01"]},
    },
    {"id": "o2", "schema": "Occupancy", "properties": {"holder": ["p9"], "post": ["j1"]}},
    {
        "id": "c1",
        "schema": "Company",
        "properties": {"name": ["Lake Copper Ltd"], "country": ["zm"]},
    },
    {"id": "c2", "schema": "Organization", "properties": {"name": ["Nowhere Club"]}},
    {"id": "p2", "schema": "Person", "properties": {"name": ["Nobody Special"]}},
    {"id": "v1", "schema": "Vessel", "properties": {"name": ["Boat"]}},
]
SOURCES = {
    "csv": ("t.csv", TABLE),
    "petrarch-actors": ("a.txt", ACTORS),
    "petrarch-agents": ("g.txt", AGENTS),
    "wikidata": ("w.json", json.dumps(WIKIDATA)),
    "ftm": ("f.jsonl", "\n".join(map(json.dumps, FTM))),
}


@pytest.fixture
def source(tmp_path):
    def write(form):
        name, content = SOURCES[form]
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        return file

    return write


def whys(found):
    return [s.why for s in found.skipped]


@pytest.mark.parametrize("form", SOURCES)
def test_the_form_is_guessed(source, form):
    assert guess_format(source(form)) == form


def test_no_form(tmp_path):
    file = tmp_path / "x"
    file.write_text("nothing of the kind")
    with pytest.raises(ActorDataError, match="is none of"):
        guess_format(file)
    with pytest.raises(ActorDataError, match="cannot be read"):
        guess_format(tmp_path / "none")


@pytest.mark.parametrize(
    ("form", "left_out"),
    [("csv", 2), ("petrarch-actors", 3), ("petrarch-agents", 2), ("wikidata", 4), ("ftm", 4)],
)
def test_what_is_left_out_is_told(source, form, left_out):
    found = read_actors(source(form))
    assert len(found.skipped) == left_out, found.skipped
    assert all(whys(found))


def test_all_together(source, tmp_path):
    own = tmp_path / "own"
    for form in SOURCES:
        add_to_folder(read_actors(source(form)), own)
    problems, conflicts = check_folder(own)
    assert (problems, conflicts) == ([], [])
    resolver = load_resolver(own)

    def code(text, date):
        return resolver.resolve(text, date=date).code

    assert code("Jane Mulambo", "2016-05-05") == "UGA GOV"
    assert code("Jane Mulambo", "2019-05-05") == "UGA ELI"
    assert code("the KPF", "2019-05-05") == "COD REB"
    assert code("the Union of Lakes", "2019-05-05") == "IGO"
    assert code("Ugandan beekeepers", "2019-05-05") == "UGA AGR"
    assert code("Uganda's planning ministry", "2019-05-05") == "UGA GOV"
    assert code("LFU", "2019-05-05") == "UGA LAB"
    assert resolver.resolve("Uganda's fisheries minister", date="2021").name == "Rosa Kintu"
    assert resolver.resolve("Zambia's minister of lakes", date="2020").name == "Lea Mbonga"
    assert code("Lea Mbonga", "2022-05-05") == "ZMB ELI"
    assert code("the Party of the Lakes", "2022-05-05") == "ZMB PTY"
    assert code("O. Tembo", "2018-05-05") == "ZMB GOV"
    assert code("Lake Copper Ltd", "2018-05-05") == "ZMB BUS"
    assert code("the Pakistani prime minister", "2018-12-03") == "PAK GOV"


def test_importing_again_changes_nothing(source, tmp_path):
    own = tmp_path / "own"
    counts = add_to_folder(read_actors(source("csv")), own)
    before = {f.name: f.read_bytes() for f in own.iterdir()}
    assert add_to_folder(read_actors(source("csv")), own) == counts
    assert {f.name: f.read_bytes() for f in own.iterdir()} == before


def test_wikidata_in_lines_and_lists(tmp_path):
    for number, content in enumerate(
        (
            json.dumps(list(WIKIDATA["entities"].values())),
            "[\n" + ",\n".join(map(json.dumps, WIKIDATA["entities"].values())) + "\n]",
            "\n".join(map(json.dumps, WIKIDATA["entities"].values())),
        )
    ):
        file = tmp_path / f"{number}.json"
        file.write_text(content)
        assert read_actors(file, "wikidata").rows["terms_imported"][0]["start"] == "2019-03"
    broken = tmp_path / "broken.json"
    broken.write_text('{"id": "Q1"}\n{"id"')
    with pytest.raises(ActorDataError, match=":2: is no JSON"):
        read_actors(broken, "wikidata")


def test_ours_as_followthemoney_and_back(resolver: Resolver, tmp_path):
    file = tmp_path / "ours.jsonl"
    file.write_bytes(b"\n".join(write_ftm(resolver.knowledge)))
    entities = [json.loads(line) for line in file.read_text().splitlines()]
    assert len({e["id"] for e in entities}) == len(entities)
    back = read_actors(file)
    assert len(back.rows["terms_imported"]) > 0.95 * len(resolver.knowledge.terms)
    add_to_folder(back, tmp_path / "own")
    again = read_tables(tmp_path / "own")
    spans = {(t.person, t.start.rstrip("~")) for t in resolver.knowledge.terms}
    assert {(t.person, t.start) for t in again.terms} <= spans


def test_ftm_must_be_entities(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_text('{"schema": "Person"}\n')
    with pytest.raises(ActorDataError, match="no entity with an id"):
        read_actors(file, "ftm")
    file.write_text("[1,\n")
    with pytest.raises(ActorDataError, match="is no JSON"):
        read_actors(file, "ftm")
