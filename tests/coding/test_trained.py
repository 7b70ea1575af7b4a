"""The trained reader: marking, the shipped weights' behaviour, and its errors."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from communique.coding.reader import Pair
from communique.coding.trained import FILES, LONG, WEIGHTS, TrainedReader, mark
from communique.model import SourceError

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "plv_train.tsv"


def pair(marked: str) -> Pair:
    """A pair from ``[s:…]`` and ``[t:…]``."""
    places: dict[str, tuple[int, int]] = {}
    text = ""
    rest = marked
    while "[" in rest:
        before, _, rest = rest.partition("[")
        inner, _, rest = rest.partition("]")
        name, _, words = inner.partition(":")
        text += before
        places[name] = (len(text), len(text) + len(words))
        text += words
    return Pair(text=text + rest, source=places.get("s", (0, 0)), target=places.get("t"))


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


needs_weights = pytest.mark.skipif(
    not (WEIGHTS / "model.onnx").is_file(),
    reason="no weights are shipped yet (training/README.md says why and how to build them)",
)


class TestMark:
    def test_marks_both_parties_and_says_where_they_stand(self) -> None:
        text, (source, target) = mark("Oslo met Rome.", (0, 4), (9, 13))
        assert text == "@ Oslo @ met # Rome #."
        assert source is not None and text[slice(*source)] == "@ Oslo "
        assert text[source[1]] == "@"
        assert target is not None and text[target[0]] == text[target[1]] == "#"

    def test_passive_order(self) -> None:
        text, _ = mark("Rome was told by Oslo", (17, 21), (0, 4))
        assert text == "# Rome # was told by @ Oslo @"

    def test_absent_parties(self) -> None:
        assert mark("It rained.", (0, 0), None) == ("It rained.", [None, None])

    def test_a_party_inside_the_other(self) -> None:
        text, spans = mark("Iran's army marched", (0, 11), (0, 4))
        assert text == "@ # Iran #'s army @ marched"
        assert all(s is not None and text[s[0]] == text[s[1]] for s in spans)

    def test_a_long_sentence_keeps_its_parties(self) -> None:
        filler = "and so on, " * 100
        text = filler + "Oslo met Rome" + filler
        start = len(filler)
        marked, spans = mark(text, (start, start + 4), (start + 9, start + 13))
        assert len(marked) < LONG + 20
        assert "@ Oslo @ met # Rome #" in marked
        assert all(s is not None and marked[s[0]] == marked[s[1]] for s in spans)


@needs_weights
class TestShipped:
    @pytest.mark.parametrize(
        ("marked", "kind"),
        [
            ("[s:Gunmen] shot dead [t:a village elder] near Kidal on Sunday.", "ASSAULT"),
            ("[t:Three journalists] were arrested by [s:Eritrean police].", "COERCE"),
            ("[s:Wellington] sent tents and medicine to [t:Vanuatu] after the storm.", "AID"),
            ("[s:Doctors] marched through Lima against [t:the health ministry].", "PROTEST"),
            ("[s:The EU] urged [t:Serbia] to change its election law.", "REQUEST"),
            ("[s:Chile] condemned [t:Peru]'s remarks.", "ACCUSE"),
        ],
    )
    def test_plain_acts(self, reader: TrainedReader, marked: str, kind: str) -> None:
        (found,) = reader.read([pair(marked)])
        assert found.type == kind
        assert 0.3 < found.confidence <= 1

    def test_nothing_happened(self, reader: TrainedReader) -> None:
        quiet = pair("[s:The weather office] expects snow in the hills of [t:Slovenia] this week.")
        assert reader.read([quiet])[0].type is None
        (forced,) = TrainedReader(allow_none=False).read([quiet])
        assert forced.type is not None

    def test_direction_follows_the_marks(self, reader: TrainedReader) -> None:
        there = pair("[s:Chad] expelled the ambassador of [t:Germany].")
        back = Pair(text=there.text, source=there.target or (0, 0), target=there.source)
        first, second = reader.read([there, back])
        assert first.forward > 0.7
        assert second.forward < 0.3

    def test_the_cameo_root_stands_beside_the_type(self, reader: TrainedReader) -> None:
        bombed = pair("[s:Rebels] shelled [t:a barracks] near Kidal.")
        quiet = pair("[s:The weather office] expects snow in the hills of [t:Slovenia] this week.")
        assert [r.cameo for r in reader.read([bombed, quiet])] == ["18", ""]
        assert TrainedReader(allow_none=False).read([quiet])[0].cameo != ""

    def test_modes_belong_to_the_type(self, reader: TrainedReader) -> None:
        (found,) = reader.read([pair("[s:Police] fired tear gas at [t:students] in Dakar.")])
        assert found.type == "ASSAULT"
        assert found.modes == ("crowd-control",)

    def test_answers_keep_their_order_and_repeat(self, reader: TrainedReader) -> None:
        pairs = [
            pair("[s:Mali] thanked [t:Qatar]."),
            pair("[s:Rebels], who had crossed the river at night, shelled [t:a barracks] there."),
            pair("[s:Oslo] gave [t:Malawi] wheat."),
        ]
        once, again = reader.read(pairs), reader.read(pairs)
        assert once == again
        assert [r.type for r in once] == ["SUPPORT", "ASSAULT", "AID"]
        assert [r.type for r in reader.read(pairs[::-1])] == ["AID", "ASSAULT", "SUPPORT"]

    def test_nothing_to_read(self, reader: TrainedReader) -> None:
        assert reader.read([]) == []

    def test_no_source_and_no_target(self, reader: TrainedReader) -> None:
        (found,) = reader.read([Pair(text="Rain.", source=(0, 0), target=None)])
        assert 0 <= found.confidence <= 1

    def test_weights_stay_small(self) -> None:
        assert sum(f.stat().st_size for f in WEIGHTS.iterdir()) <= 30_000_000
        card = (WEIGHTS / "MODEL_CARD.md").read_text(encoding="utf-8")
        assert "Rebuild" in card and "Licence" in card

    @pytest.mark.skipif(not GOLD.is_file(), reason=f"{GOLD} is absent")
    def test_floor_on_the_gold_file(self) -> None:
        from communique.evaluation.relations import score_relations

        figures = score_relations(GOLD, TrainedReader(allow_none=False, threads=2), "trained")
        assert figures["root_macro_f1"] >= FLOOR_ROOT
        assert figures["binary_macro_f1"] >= FLOOR_BINARY


FLOOR_ROOT = 0.64
FLOOR_BINARY = 0.89
"""A little under the shipped weights' figures (0.668, 0.914): an alarm. The goals are 0.80, 0.965."""


class TestErrors:
    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"model\.onnx"):
            TrainedReader(tmp_path)

    @needs_weights
    @pytest.mark.parametrize(
        ("name", "content"),
        [("labels.json", b"{}"), ("model.onnx", b"no model"), ("heads.npz", b"no heads")],
    )
    def test_a_broken_file_is_named(self, tmp_path: Path, name: str, content: bytes) -> None:
        for file in FILES:
            if file == name:
                (tmp_path / file).write_bytes(content)
            elif file == "model.onnx":
                os.symlink(WEIGHTS / file, tmp_path / file)
            else:
                shutil.copy(WEIGHTS / file, tmp_path / file)
        with pytest.raises(SourceError, match=name.replace(".", r"\.")):
            TrainedReader(tmp_path)
