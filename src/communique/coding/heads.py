"""The heads of a reader: what turns a pair's pooled vector into answers.

The encoder gives one vector a pair: the mean over all tokens, over the source's and over the
target's, side by side. Each head is one linear map of it; all of them lie in ``heads.npz`` as
float32 (``types.weight``, ``types.bias``, …). They are apart from the encoder so that new ones can
be fitted without touching it (``communique train``).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from communique.model import SourceError

HEADS = ("types", "direction", "modes", "contexts", "families")
"""The order in which raw outputs are given everywhere."""

Floats = npt.NDArray[np.float32]


class Head(msgspec.Struct, frozen=True):
    """One linear map: ``weight`` has a row an answer, ``bias`` a number an answer."""

    weight: Floats
    bias: Floats

    def __call__(self, pooled: Floats) -> Floats:
        """The raw outputs, one row a pooled vector."""
        return pooled @ self.weight.T + self.bias


class Heads(msgspec.Struct, frozen=True):
    """All heads of a reader, by the names in ``HEADS``."""

    by_name: Mapping[str, Head]

    @property
    def width(self) -> int:
        """Length of the pooled vector that they take."""
        return int(self.by_name["types"].weight.shape[1])

    def __call__(self, pooled: Floats) -> list[Floats]:
        """The raw outputs of every head, in the order of ``HEADS``."""
        return [self.by_name[name](pooled) for name in HEADS]

    def save(self, file: Path) -> None:
        """Write ``heads.npz``; equal heads give equal bytes."""
        arrays: dict[str, Any] = {}
        for name in HEADS:
            arrays[f"{name}.weight"] = self.by_name[name].weight.astype(np.float32)
            arrays[f"{name}.bias"] = self.by_name[name].bias.astype(np.float32)
        with file.open("wb") as stream:
            np.savez(stream, **arrays)


def load_heads(file: Path, answers: Mapping[str, int]) -> Heads:
    """The heads of a file; ``answers`` says how many outputs each must have.

    Raises:
        SourceError: it is no such file, or its shapes do not fit the labels or each other.
    """
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            by_name = {
                name: Head(stored[f"{name}.weight"], stored[f"{name}.bias"]) for name in HEADS
            }
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise SourceError(str(file), f"cannot be read: {error}") from None
    except KeyError as error:
        raise SourceError(str(file), f"has no {str(error).strip(chr(34))}") from None
    width = by_name["types"].weight.shape[-1]
    for name, head in by_name.items():
        wanted = (answers[name], width)
        if head.weight.shape != wanted or head.bias.shape != wanted[:1]:
            raise SourceError(
                str(file),
                f"{name} is {head.weight.shape} with {head.bias.shape}, "
                f"labels.json asks for {wanted}",
            )
    return Heads(by_name)
