"""The user's tables over ours."""

from __future__ import annotations

import pytest

from communique.actors import load_resolver
from communique.actors.checks import check_folder
from communique.actors.resolver import FOLDER_VARIABLE


def write(folder, **files):
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path):
    return write(
        tmp_path,
        agencies=(
            "id,country,name,aliases,sectors,from,to,note\n"
            "lakes,UGA,Central Institute of Aquaculture,CIA,AGR,2001,,\n"
        ),
        terms_x=(
            "office,person,start,end,status,note\n"
            "pak-head-of-government,Test Holder,2018-11,2018-12,,\n"
        ),
        people_x="person,aliases,short\nTest Holder,T. Holder,Holder\n",
        roles="noun,plural,sectors\nprotester,protesters,OPP\n",
    )


def test_theirs_win(own):
    resolver = load_resolver(own)
    assert resolver.resolve("the CIA").code == "UGA AGR"
    assert resolver.resolve("the Central Intelligence Agency").code == "USA SPY"
    assert resolver.resolve("the Pakistani prime minister", date="2018-12-03").name == "Test Holder"
    assert resolver.resolve("T. Holder", date="2018-12-03").code == "PAK GOV"
    assert resolver.resolve("Kenyan protesters").code == "KEN OPP"


def test_ours_stay_as_they_are(own, resolver):
    load_resolver(own)
    assert resolver.resolve("the CIA").code == "USA SPY"
    assert resolver.resolve("the Pakistani prime minister", date="2018-12-03").name == "Imran Khan"


def test_what_yields_is_listed(own):
    problems, conflicts = check_folder(own)
    assert problems == []
    told = {c.what: c for c in conflicts}
    assert "agency:cia" in told["the name 'CIA'"].ours
    assert "Imran Khan" in told["term pak-head-of-government"].ours
    assert told["role protester"].theirs == "OPP"


def test_the_environment_names_the_folder(own, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(own))
    assert load_resolver().resolve("the CIA").code == "UGA AGR"


def test_an_entity_of_the_same_id_replaces(tmp_path):
    folder = write(
        tmp_path,
        groups=(
            "id,name,countries,sectors,aliases,from,to,note\n"
            "taliban,The Movement of Students,AFG,PTY,Taliban,1994,,\n"
        ),
    )
    found = load_resolver(folder).resolve("the Taliban", date="2018-12-03")
    assert (found.code, found.name) == ("AFG PTY", "The Movement of Students")
