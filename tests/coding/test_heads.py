"""Heads: their file, and how they are fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from communique.coding.fitting import Known, fit_head, minimised, softmax
from communique.coding.heads import HEADS, Head, Heads, load_heads
from communique.model import SourceError

ANSWERS = {"types": 3, "direction": 1, "modes": 2, "contexts": 2, "families": 4}
WIDTH = 6


def heads() -> Heads:
    """Heads with numbers that tell them apart."""
    return Heads(
        {
            name: Head(
                np.full((ANSWERS[name], WIDTH), i + 1, np.float32),
                np.arange(ANSWERS[name], dtype=np.float32),
            )
            for i, name in enumerate(HEADS)
        }
    )


class TestFile:
    def test_comes_back_as_it_was(self, tmp_path: Path) -> None:
        heads().save(tmp_path / "heads.npz")
        found = load_heads(tmp_path / "heads.npz", ANSWERS)
        assert found.width == WIDTH
        pooled = np.eye(2, WIDTH, dtype=np.float32)
        for mine, theirs in zip(heads()(pooled), found(pooled), strict=True):
            assert np.array_equal(mine, theirs)

    def test_one_linear_map_a_head(self) -> None:
        types = heads()(np.ones((1, WIDTH), np.float32))[0]
        assert types.tolist() == [[6.0, 7.0, 8.0]]

    def test_shapes_that_do_not_fit_the_labels(self, tmp_path: Path) -> None:
        heads().save(tmp_path / "heads.npz")
        with pytest.raises(SourceError, match=r"modes is \(2, 6\).*asks for \(5, 6\)"):
            load_heads(tmp_path / "heads.npz", {**ANSWERS, "modes": 5})

    def test_a_head_that_is_missing(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "heads.npz", **{"types.weight": np.zeros((3, 6), np.float32)})
        with pytest.raises(SourceError, match="has no"):
            load_heads(tmp_path / "heads.npz", ANSWERS)

    @pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
    def test_no_archive(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "heads.npz").write_bytes(content)
        with pytest.raises(SourceError, match=r"heads\.npz: cannot be read"):
            load_heads(tmp_path / "heads.npz", ANSWERS)


def known(vectors: np.ndarray, answers: np.ndarray) -> Known:
    """Everything is known of the rows."""
    return Known(vectors.astype(np.float32), answers.astype(np.float64), np.ones(answers.shape))


NOBODY = Known(np.zeros((0, 2), np.float32), np.zeros((0, 2)), np.zeros((0, 2)))
ZERO = Head(np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
POINTS = np.array([[1.0, 0.2], [0.8, -0.1], [-0.9, 0.3], [-1.1, -0.2]])
SIDES = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


class TestFitting:
    def test_descent_finds_the_lowest_point(self) -> None:
        low = np.array([3.0, -2.0, 0.5])
        scale = np.array([1.0, 100.0, 0.01])

        def bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
            away = x - low
            return float((scale * away * away).sum()), 2 * scale * away

        *_, last = minimised(bowl, np.zeros(3))
        assert np.allclose(last, low, atol=1e-2)

    @pytest.mark.parametrize("exclusive", [True, False])
    def test_learns_what_the_rows_say(self, exclusive: bool) -> None:
        found = fit_head(ZERO, known(POINTS, SIDES), NOBODY, NOBODY, exclusive=exclusive)
        scores = found(POINTS.astype(np.float32))
        assert scores.argmax(axis=1).tolist() == [0, 0, 1, 1]

    def test_equal_rows_give_equal_heads(self) -> None:
        first, second = (
            fit_head(ZERO, known(POINTS, SIDES), NOBODY, NOBODY, exclusive=True) for _ in range(2)
        )
        assert np.array_equal(first.weight, second.weight)

    def test_the_nearer_to_the_base_the_dearer_the_distance(self) -> None:
        sizes = [
            np.abs(
                fit_head(
                    ZERO, known(POINTS, SIDES), NOBODY, NOBODY, exclusive=True, distance=distance
                ).weight
            ).sum()
            for distance in (10.0, 0.1, 0.001)
        ]
        assert sizes[0] < sizes[1] < sizes[2]

    def test_replay_holds_the_base_where_the_rows_say_otherwise(self) -> None:
        base = Head(np.array([[2.0, 0.0], [-2.0, 0.0]], np.float32), np.zeros(2, np.float32))
        against = known(POINTS, SIDES[::-1])
        taught = softmax(base(POINTS.astype(np.float32)).astype(np.float64))
        alone = fit_head(base, against, NOBODY, NOBODY, exclusive=True, distance=1e-4)
        held = fit_head(
            base, against, known(POINTS, taught), NOBODY, exclusive=True, distance=1e-4, replayed=9
        )
        probe = np.array([[1.0, 0.0]], np.float32)
        assert alone(probe).argmax() == 1
        assert held(probe).argmax() == 0

    def test_held_out_rows_end_the_fit(self) -> None:
        """Where the held-out rows say the opposite, the start is the best there is."""
        found = fit_head(
            ZERO, known(POINTS, SIDES), NOBODY, known(POINTS, SIDES[::-1]), exclusive=True
        )
        assert not found.weight.any()
