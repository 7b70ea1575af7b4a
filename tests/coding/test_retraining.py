"""Labels of a user's own: their file, and heads for them, on an encoder made of words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from communique.codebook import CodebookError, load_codebook
from communique.coding import retraining
from communique.coding.gold import marked_pair, read_gold
from communique.coding.heads import Floats, Head, Heads, load_heads
from communique.coding.reader import Pair
from communique.coding.retraining import MIN_ROWS, retrain, save_replay
from communique.coding.trained import Labels, codebook_of
from communique.model import SourceError

WIDTH = 256
BOOK = load_codebook()
RANSOM = """\
RANSOM:
  quad: 4
  score: -7
  recipient: true
  meaning: money for what is held
  modes: {demand: -8, payment: -5}
"""
WORDS = {
    "AID": "sent grain tents medicine flour".split(),
    "ASSAULT": "shelled bombed shot killed burned".split(),
    "NONE": "weather football prices films music".split(),
    "RANSOM": "ransom kidnappers captive price release".split(),
}


def sentence(kind: str, number: int) -> str:
    """A sentence that only its label's words make what it is."""
    words = WORDS[kind]
    picked = [words[(number + i) % len(words)] for i in range(2)]
    return f"<s>Party {number}</s> {' '.join(picked)} <t>side {number % 7}</t> no {number}"


def vector(pair: Pair) -> Floats:
    """Words hashed to places."""
    found = np.zeros(WIDTH, np.float32)
    for word in pair.text.lower().split():
        found[zlib.crc32(word.encode()) % WIDTH] += 1.0
    return found


class WordReader:
    """Stands for the trained reader: the folder's heads over ``vector``."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.labels = msgspec.json.decode((path / "labels.json").read_bytes(), type=Labels)
        self.heads = load_heads(path / "heads.npz", self.labels.answers)
        self.version = self.labels.version

    def pooled(self, pairs: Sequence[Pair]) -> Floats:
        """The vectors."""
        return np.array([vector(p) for p in pairs], np.float32)

    def types(self, marked: Sequence[str]) -> list[str]:
        """The likeliest type of each sentence."""
        scores = self.heads(self.pooled([marked_pair(m) for m in marked]))[0]
        return [self.labels.types[i] for i in scores.argmax(axis=1)]


OLD = ("AID", "ASSAULT", "NONE")


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder that tells AID, ASSAULT and NONE by their words."""
    monkeypatch.setattr(retraining, "TrainedReader", WordReader)
    folder = tmp_path / "base"
    folder.mkdir()
    labels = Labels(
        version="reader-1",
        types=OLD,
        modes=("ASSAULT:firearms",),
        contexts=("diplomatic",),
        families=("07", "18", "00"),
        temperature=1.0,
        direction_temperature=1.0,
        family_temperature=1.0,
        mode_threshold=0.5,
        context_threshold=0.5,
    )
    (folder / "labels.json").write_bytes(msgspec.json.encode(labels))
    weight = np.zeros((3, WIDTH), np.float32)
    for i, kind in enumerate(OLD):
        for word in WORDS[kind]:
            weight[i, zlib.crc32(word.encode()) % WIDTH] += 2.0

    def head(rows: int) -> Head:
        return Head(np.zeros((rows, WIDTH), np.float32), np.zeros(rows, np.float32))

    heads = {"direction": head(1), "modes": head(1), "contexts": head(1), "families": head(3)}
    Heads({"types": Head(weight, np.zeros(3, np.float32)), **heads}).save(folder / "heads.npz")
    pairs = [marked_pair(sentence(k, n)) for k in OLD for n in range(200, 230)]
    save_replay(folder / "replay.npz", np.array([vector(p) for p in pairs], np.float32))
    for name in ("model.onnx", "tokenizer.json"):
        (folder / name).write_bytes(b"as it was")
    return folder


@pytest.fixture
def codebook(tmp_path: Path) -> Path:
    """The meaning of RANSOM."""
    file = tmp_path / "own.yaml"
    file.write_text(RANSOM, encoding="utf-8")
    return file


def gold_file(folder: Path, kinds: Sequence[str], n: int = 30) -> Path:
    """A table of sentences."""
    file = folder / "gold.tsv"
    lines = ["sentence\tlabel\tmodes"]
    for kind in kinds:
        mode = "payment" if kind == "RANSOM" else "-"
        lines += [f"{sentence(kind, i)}\t{kind}\t{mode}" for i in range(n)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


class TestRetrain:
    def test_a_new_label_is_learnt_and_the_old_ones_are_kept(
        self, base: Path, codebook: Path, tmp_path: Path
    ) -> None:
        gold = gold_file(tmp_path, ["RANSOM"])
        found = retrain(base, gold, tmp_path / "mine", codebook=codebook)
        assert found.figures["labels"]["RANSOM"]["f1"] > 0.9
        assert found.figures["scored"] == 30
        assert found.figures["base_kept"] > 0.95
        reader = WordReader(tmp_path / "mine")
        assert reader.labels.types == ("AID", "ASSAULT", "RANSOM", "NONE")
        assert "RANSOM:payment" in reader.labels.modes
        unseen = [sentence(k, 300 + i) for i, k in enumerate(["RANSOM", *OLD])]
        assert reader.types(unseen) == ["RANSOM", *OLD]

    def test_the_folder_has_all_and_the_encoder_untouched(
        self, base: Path, codebook: Path, tmp_path: Path
    ) -> None:
        found = retrain(base, gold_file(tmp_path, ["RANSOM"]), tmp_path / "mine", codebook=codebook)
        mine = tmp_path / "mine"
        assert sorted(f.name for f in mine.iterdir()) == [
            "MODEL_CARD.md", "codebook.yaml", "heads.npz", "labels.json", "model.onnx",
            "replay.npz", "tokenizer.json",
        ]  # fmt: skip
        assert (mine / "model.onnx").read_bytes() == b"as it was"
        assert found.version.startswith("reader-1+")
        assert found.version in (mine / "MODEL_CARD.md").read_text(encoding="utf-8")
        assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []

    def test_again_gives_the_same(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        gold = gold_file(tmp_path, ["RANSOM", "NONE"])
        first, second = (
            retrain(base, gold, tmp_path / name, codebook=codebook) for name in ("a", "b")
        )
        assert first.version == second.version
        one, other = (tmp_path / n / "heads.npz" for n in ("a", "b"))
        assert one.read_bytes() == other.read_bytes()

    def test_extended_again(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        retrain(base, gold_file(tmp_path, ["RANSOM"]), tmp_path / "once", codebook=codebook)
        more = gold_file(tmp_path, ["AID", "ASSAULT"])
        retrain(tmp_path / "once", more, tmp_path / "twice")
        reader = WordReader(tmp_path / "twice")
        assert reader.types([sentence("RANSOM", 301)]) == ["RANSOM"]
        assert codebook_of(tmp_path / "twice").event_code("RANSOM", ("payment",)).intensity == -5

    def test_only_the_labels_of_the_file(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        gold = gold_file(tmp_path, ["RANSOM", "NONE"])
        retrain(base, gold, tmp_path / "mine", codebook=codebook, only=True)
        reader = WordReader(tmp_path / "mine")
        assert reader.labels.types == ("RANSOM", "NONE")
        assert reader.types([sentence("RANSOM", 301), sentence("NONE", 302)]) == ["RANSOM", "NONE"]


class TestRefused:
    def test_a_label_that_nobody_described(self, base: Path, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"gold\.tsv:2: 'RANSOM' is no type.*--codebook"):
            retrain(base, gold_file(tmp_path, ["RANSOM"]), tmp_path / "mine")
        assert not (tmp_path / "mine").exists()

    def test_too_few_rows(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        gold = gold_file(tmp_path, ["RANSOM"], n=MIN_ROWS - 1)
        with pytest.raises(SourceError, match=f"RANSOM: 9 rows; a new label needs {MIN_ROWS}"):
            retrain(base, gold, tmp_path / "mine", codebook=codebook)

    def test_a_folder_that_is_there(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="exists already"):
            retrain(base, gold_file(tmp_path, ["RANSOM"]), base, codebook=codebook)

    def test_a_base_without_replay(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        (base / "replay.npz").unlink()
        with pytest.raises(SourceError, match=r"replay\.npz: not found"):
            retrain(base, gold_file(tmp_path, ["RANSOM"]), tmp_path / "mine", codebook=codebook)

    def test_one_label_alone(self, base: Path, codebook: Path, tmp_path: Path) -> None:
        gold = gold_file(tmp_path, ["RANSOM"])
        with pytest.raises(SourceError, match="add NONE rows"):
            retrain(base, gold, tmp_path / "mine", codebook=codebook, only=True)

    def test_a_codebook_that_redefines_ours(self, tmp_path: Path) -> None:
        file = tmp_path / "own.yaml"
        file.write_text("# mine\n" + RANSOM.replace("RANSOM", "AID"), encoding="utf-8")
        with pytest.raises(CodebookError, match=r"own\.yaml:3: AID: .*new name"):
            BOOK.extended(file)


class TestCodebook:
    def test_a_type_of_ones_own_has_no_cameo_unless_given(self, codebook: Path) -> None:
        code = BOOK.extended(codebook).event_code("RANSOM", ("demand",))
        assert (code.quad, code.intensity, code.cameo) == ("material conflict", -8, None)
        codebook.write_text(RANSOM + '  cameo: "181"\n', encoding="utf-8")
        assert BOOK.extended(codebook).event_code("RANSOM", ("demand",)).cameo == "181"


GOOD = "<s>Oslo</s> sent <t>Malawi</t> grain"


class TestGold:
    def test_a_table_and_json_lines_say_the_same(self, tmp_path: Path) -> None:
        table, lines = tmp_path / "g.tsv", tmp_path / "g.jsonl"
        table.write_text(
            f"label\tcontexts\tsentence\tmodes\nAID\tdiplomatic, military\t{GOOD}\t\n", "utf-8"
        )
        lines.write_text(
            f'{{"sentence": "{GOOD}", "label": "AID", "contexts": ["diplomatic", "military"]}}\n',
            encoding="utf-8",
        )
        (one,), (other,) = read_gold(table, BOOK), read_gold(lines, BOOK)
        assert one.pair == other.pair and one.pair.text == "Oslo sent Malawi grain"
        assert one.contexts == other.contexts == ("diplomatic", "military")
        assert (one.pair.source, one.pair.target) == ((0, 4), (10, 16))

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("Oslo sent grain\tAID\t", "no <s>…</s>"),
            ("<s>Oslo</s> and <s>Rome</s> met\tCONSULT\t", "stands there twice"),
            ("<s>Oslo met <t>Rome</t>\tCONSULT\t", "not closed"),
            ("<s></s> met <t>Rome</t>\tCONSULT\t", "empty"),
            ("<s>The <t>Rome</t> office</s> met\tCONSULT\t", "overlap"),
            (f"{GOOD}\tGIFT\t", "'GIFT' is no type"),
            (f"{GOOD}\tAID\tvisit", "no mode of AID: visit"),
            (f"{GOOD}\tAID", "2 cells, not 3"),
        ],
    )
    def test_a_wrong_row_is_named_with_its_line(
        self, tmp_path: Path, row: str, reason: str
    ) -> None:
        file = tmp_path / "g.tsv"
        file.write_text(f"sentence\tlabel\tmodes\n\n{GOOD}\tAID\t\n{row}\n", encoding="utf-8")
        with pytest.raises(SourceError, match=reason) as caught:
            read_gold(file, BOOK)
        assert caught.value.source == f"{file}:4"

    def test_two_labels_for_one_sentence(self, tmp_path: Path) -> None:
        file = tmp_path / "g.tsv"
        file.write_text(f"sentence\tlabel\n{GOOD}\tAID\n{GOOD}\tNONE\n", encoding="utf-8")
        with pytest.raises(SourceError, match=r"labelled NONE here and AID in .*:2"):
            read_gold(file, BOOK)

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("g.tsv", b"text\tkind\nx\ty\n", "needs the columns"),
            ("g.tsv", b"sentence\tlabel\n", "holds no labelled sentence"),
            ("g.tsv", b"sentence\tlabel\n\xff\xfe\tAID\n", "not UTF-8"),
            ("g.jsonl", b'{"sentence": 1}\n', "both text"),
            ("g.jsonl", b"[1]\n", "no JSON object"),
        ],
    )
    def test_a_wrong_file(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(SourceError, match=reason):
            read_gold(file, BOOK)

    def test_copies_of_a_sentence_never_part(self) -> None:
        from communique.coding.gold import GoldRow

        rows = [
            GoldRow(pair=marked_pair(m), label="AID")
            for m in (GOOD, f"{GOOD}.", GOOD.replace("<t>", "").replace("</t>", ""))
        ]
        assert len({r.fold for r in rows}) == 1
