"""GeoNames dumps, compiled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from communique.gazetteer import compile_dump, load_gazetteer, open_compiled
from communique.gazetteer.compiled import FILE, GazetteerError, write_compiled
from communique.model import SourceError


def test_places_are_found_by_all_their_latin_names(dump: Path, tmp_path: Path) -> None:
    target, count = compile_dump(dump, tmp_path / "own")
    assert (target.name, count) == (FILE, 8)
    own = open_compiled(tmp_path / "own")
    assert [s.geonames_id for s in own.sites("saida ouest")] == [2]
    assert [s.geonames_id for s in own.sites("saida west")] == [2]
    assert [s.country for s in own.sites("qasimabad")] == ["PAK", "IND"]


@pytest.mark.parametrize(
    ("key", "precision"),
    [
        ("sindh", "province"),
        ("ngarbuh", "city"),
        ("litani", "region"),
        ("zam zam", "city"),
        ("tyre district", "region"),
    ],
)
def test_precision_is_that_of_the_feature(
    dump: Path, tmp_path: Path, key: str, precision: str
) -> None:
    compile_dump(dump, tmp_path / "own")
    (site,) = open_compiled(tmp_path / "own").sites(key)
    assert site.precision == precision


@pytest.mark.parametrize("key", ["corner shop", "oldtown"])
def test_shops_and_places_that_are_no_more_are_left_out(
    dump: Path, tmp_path: Path, key: str
) -> None:
    compile_dump(dump, tmp_path / "own")
    assert open_compiled(tmp_path / "own").sites(key) == []


def test_a_zipped_dump_gives_the_same(dump: Path, tmp_path: Path) -> None:
    zipped = tmp_path / "XX.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(dump, "XX.txt")
        archive.writestr("readme.txt", "what the columns are")
    compile_dump(dump, tmp_path / "plain")
    compile_dump(zipped, tmp_path / "zipped")
    plain, other = open_compiled(tmp_path / "plain"), open_compiled(tmp_path / "zipped")
    assert plain.about["digest"] == other.about["digest"]
    assert plain.sites("ngarbuh") == other.sites("ngarbuh")


def test_progress_is_told_to_the_end(dump: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    compile_dump(dump, tmp_path / "own", lambda done, total: told.append((done, total)))
    assert told[-1] == (dump.stat().st_size, dump.stat().st_size)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: text + "12\tOnly\tThree\n", "3 columns"),
        (lambda text: text.replace("\t6.5\t", "\tnorth\t"), "north"),
        (lambda text: text.replace("\t6.5\t", "\t99.5\t"), "no place on earth"),
        (lambda text: text.replace("\t800\t", "\tmany\t"), "many"),
    ],
)
def test_a_malformed_line_is_named_and_leaves_no_file(
    dump: Path, tmp_path: Path, spoil: object, why: str
) -> None:
    assert callable(spoil)
    text = dump.read_text(encoding="utf-8")
    dump.write_text(spoil(text), encoding="utf-8")
    number = 11 if why == "3 columns" else 1
    with pytest.raises(SourceError) as caught:
        compile_dump(dump, tmp_path / "own")
    assert f"{dump}:{number}" in str(caught.value)
    assert why in str(caught.value)
    assert list((tmp_path / "own").iterdir()) == []


def test_what_is_no_utf_8_is_a_malformed_line(dump: Path, tmp_path: Path) -> None:
    dump.write_bytes(dump.read_bytes().replace("ï".encode(), b"\xef"))
    with pytest.raises(SourceError, match=":2"):
        compile_dump(dump, tmp_path / "own")


def test_a_zip_of_two_dumps_is_refused(tmp_path: Path) -> None:
    zipped = tmp_path / "XX.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "")
        archive.writestr("b.txt", "")
    with pytest.raises(SourceError, match="2 text files"):
        compile_dump(zipped, tmp_path / "own")


def test_an_empty_dump_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "XX.txt"
    file.write_text("")
    with pytest.raises(SourceError, match="no place"):
        compile_dump(file, tmp_path / "own")


def test_another_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / FILE
    write_compiled(file, [], {})
    import sqlite3

    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE about SET value = '0' WHERE key = 'format'")
    connection.close()
    with pytest.raises(GazetteerError, match="import it again"):
        open_compiled(tmp_path)


def test_what_is_no_gazetteer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="places import"):
        open_compiled(tmp_path)
    (tmp_path / FILE).write_text("hello")
    with pytest.raises(GazetteerError, match="is no gazetteer"):
        open_compiled(tmp_path)


def test_an_imported_place_stands_beside_the_embedded_ones(dump: Path, tmp_path: Path) -> None:
    compile_dump(dump, tmp_path / "own")
    gazetteer = load_gazetteer(tmp_path / "own")
    assert gazetteer.version
    assert [s.geonames_id for s in gazetteer.sites("ngarbuh")] == [1]
    assert load_gazetteer().sites("ngarbuh") == []


def test_the_setting_names_a_gazetteer(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compile_dump(dump, tmp_path / "own")
    monkeypatch.setenv("COMMUNIQUE_PLACES", str(tmp_path / "own"))
    assert [s.geonames_id for s in load_gazetteer().sites("ngarbuh")] == [1]
