"""The embedded gazetteer, its regions and its small towns."""

from __future__ import annotations

from pathlib import Path

import pytest

from communique.gazetteer import folded, load_gazetteer
from communique.gazetteer import small as small_module
from communique.gazetteer.site import bare, is_latin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sana'a", "sanaa"),
        ("Tecún Umán", "tecun uman"),
        ("Guinea-Bissau", "guinea bissau"),
        ("St. Louis", "st louis"),
        ("KABUL", "kabul"),
    ],
)
def test_folding(name: str, key: str) -> None:
    assert folded(name) == key


def test_ciudad_and_city_may_be_left_out() -> None:
    assert bare("ciudad juarez") == {"ciudad juarez", "juarez"}
    assert bare("marawi city") == {"marawi city", "marawi"}


def test_names_in_other_scripts_are_not_latin() -> None:
    assert is_latin("Łódź")
    assert not is_latin("Київ")
    assert not is_latin("lower")


def test_a_country_comes_before_a_state_of_its_name() -> None:
    assert [s.precision for s in load_gazetteer().sites("georgia")] == ["country", "province"]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Donbas", "UKR"), ("Sindh", "PAK"), ("Cabo Delgado", "MOZ"), ("Galicia", None)],
)
def test_regions_have_their_country_or_none(name: str, country: str | None) -> None:
    region = load_gazetteer().region(folded(name))
    assert region is not None
    assert region.country == country


def test_every_region_is_written_under_a_country_that_exists() -> None:
    gazetteer = load_gazetteer()
    known = {s.country for s in gazetteer.countries.values()}
    assert {r.country for r in gazetteer.regions.values() if r.country} <= known


def test_small_towns_are_compiled_once_into_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(small_module, "LEAST", 5_000)
    small_module.small_towns.cache_clear()
    try:
        (site,) = small_module.small_towns().sites("dadaab", small=True)
        assert (site.geonames_id, site.country, site.small) == (199209, "KEN", True)
        assert [f.suffix for f in (tmp_path / "communique").iterdir()] == [".sqlite"]
    finally:
        small_module.small_towns.cache_clear()
