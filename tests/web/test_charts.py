"""The charts' specifications, and the script that draws them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from communique.web import bundle as bundling
from communique.web import charts
from communique.web.periods import Drawn, Series


def drawn(most: int = 7) -> Series:
    """One line over two periods."""
    line = Drawn(direction="A → B", quad=charts.QUADS[0], begun="/events?actor=A", counts=(most, 0))
    return Series(
        periods=("2018-12-03", "2018-12-10"),
        words=("3 December 2018", "10 December 2018"),
        when=("week of 3 December 2018", "week of 10 December 2018"),
        ended=("&since=2018-12-03", "&since=2018-12-10"),
        lines=(line,),
    )


def test_a_specification_has_its_series_and_no_colour_of_its_own() -> None:
    spec = charts.curves(drawn(), "week", ("A → B", "B → A"))
    assert msgspec.convert(spec["series"], Series) == drawn()
    text = json.dumps(spec)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", text)
    assert [f"var:quad-{i}" in text for i in (1, 2, 3, 4)] == [True] * 4


def test_only_points_with_events_are_links() -> None:
    spec = charts.curves(drawn(), "month", ("A → B", "B → A"))
    lines, dots = spec["spec"]["layer"]
    assert "href" not in lines["encoding"]
    assert dots["encoding"]["href"]["field"] == "href"
    assert dots["transform"] == [{"filter": "datum.n > 0"}]


@pytest.mark.parametrize("most", [0, 1, 2, 5, 6, 49, 51, 1000, 123456])
def test_the_axis_counts_whole_events(most: int) -> None:
    spec = charts.curves(drawn(most), "week", ("A → B", "B → A"))
    ticks = spec["spec"]["layer"][0]["encoding"]["y"]["axis"]["values"]
    assert ticks[0] == 0 and ticks[-1] >= most and len(ticks) <= 7
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test alone."""
    monkeypatch.setenv("COMMUNIQUE_CACHE", str(tmp_path))
    return tmp_path


def test_the_script_is_made_once_and_needs_no_eval(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("vl_convert")
    script = bundling.bundle()
    assert b"vegaEmbed" in script and b"expressionInterpreter" in script
    file = kept_in / bundling.bundle_name()
    assert [p.name for p in kept_in.iterdir()] == [file.name]

    def fail() -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr(bundling, "_made", fail)
    assert bundling.bundle() == script


@pytest.mark.parametrize("harm", ["damage", "others"])
def test_a_script_that_is_not_ours_is_made_again(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    monkeypatch.setattr(bundling, "_made", lambda: b"good")
    monkeypatch.setattr(bundling, "bundle_name", lambda: "vega-0.js")
    assert bundling.bundle() == b"good"
    file = kept_in / "vega-0.js"
    if harm == "damage":
        file.write_bytes(file.read_bytes() + b"; evil()")
    else:
        file.chmod(0o666)
    monkeypatch.setattr(bundling, "_made", lambda: b"made again")
    assert bundling.bundle() == b"made again"
    assert b"evil" not in file.read_bytes()


def test_without_a_cache_folder_the_script_is_made_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMMUNIQUE_CACHE", "")
    monkeypatch.setattr(bundling, "_made", lambda: b"good")
    assert bundling.bundle() == b"good"


def test_without_the_package_the_tables_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "PACKAGE", "no-such-package")
    bundling.bundle_name.cache_clear()
    try:
        assert charts.script_name() is None
        with pytest.raises(bundling.BundleError, match="not installed"):
            bundling.bundle_name()
    finally:
        bundling.bundle_name.cache_clear()
