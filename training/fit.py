"""Fine-tuning: bfloat16 compute over float32 master weights, on one or more processes.

Each process takes its share of every batch; the gradients are averaged in shared memory, so the
result depends on the number of processes only through rounding. Word embeddings stay as they are.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from communique.coding.trained import MAX_TOKENS
from training import examples as ex
from training.cameo import FAMILIES, OF_TYPE
from training.corpus import TYPES, Row
from training.model import Encoder, Reader, minilm, mpnet

BUILD = Path(__file__).parent / "build"
BASES: dict[str, Callable[[], tuple[Encoder, str]]] = {"minilm": minilm, "mpnet": mpnet}
LABEL_SMOOTHING = 0.1
CLASS_WEIGHT_POWER = 0.3
SHARES = {"direction": 0.5, "modes": 0.8, "contexts": 0.15, "family": 0.7}
"""Weights of the other heads' losses beside the type's."""
ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "68719476736",
    "MALLOC_TOP_PAD_": "268435456",
    "MALLOC_ARENA_MAX": "1",
    "THP_MEM_ALLOC_ENABLE": "1",
}
"""Keep freed memory: giving it back costs half the time in page faults."""
DISTILL_TEMPERATURE, DISTILL_SHARE = 2.0, 0.7


@dataclass(frozen=True)
class Settings:
    """Everything a run depends on besides the corpus."""

    base: str
    epochs: float
    rate: float
    head_rate: float
    batch: int = 32
    frozen: int = 0
    seed: int = 7
    processes: int = 2
    start: str = ""


def tokenizer_of(base: str) -> tuple[Any, int]:
    """The base's tokenizer, without padding, and its padding id."""
    return prepare_tokenizer(BASES[base]()[1])


def prepare_tokenizer(text: str) -> tuple[Any, int]:
    """A tokenizer without padding that truncates, and its padding id."""
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    pad = tokenizer.token_to_id("[PAD]")
    return tokenizer, tokenizer.token_to_id("<pad>") if pad is None else pad


def build(base: str, state: dict[str, Tensor] | None = None) -> tuple[Reader, str]:
    """A reader over a base, with trained weights where given."""
    encoder, text = BASES[base]()
    reader = Reader(encoder)
    if state is not None:
        if "family.weight" not in state:
            _start_families(reader, state)
        reader.load_state_dict(state)
    return reader, text


def _start_families(reader: Reader, state: dict[str, Tensor]) -> None:
    """An older build has no head for CAMEO's families: start it from the types' head."""
    for part in ("weight", "bias"):
        rows = []
        for name in FAMILIES:
            own = [state[f"kind.{part}"][TYPES.index(t)] for t, f in OF_TYPE.items() if f == name]
            rows.append(torch.stack(own).mean(0))
        state[f"family.{part}"] = torch.stack(rows)


def fit(
    name: str,
    settings: Settings,
    rows: Sequence[Row],
    soft: tuple[Sequence[ex.Example], list[Tensor]] | None = None,
) -> Path:
    """Train; the weights go to ``build/NAME.pt``. ``soft``: examples with a teacher's outputs."""
    BUILD.mkdir(exist_ok=True)
    for name_, value in ALLOCATOR.items():  # read by the workers' allocator when they start
        os.environ.setdefault(name_, value)
    n = settings.processes
    context = torch.multiprocessing.get_context("spawn")
    barrier = context.Barrier(n)
    width = sum(p.numel() for _, p in trained(build(settings.base)[0], settings.frozen))
    shared = [torch.zeros(width, dtype=torch.bfloat16).share_memory_() for _ in range(n)]
    args = (name, settings, list(rows), soft, shared, barrier)
    torch.multiprocessing.spawn(_work, args, nprocs=n)
    return BUILD / f"{name}.pt"


def trained(reader: Reader, frozen: int) -> list[tuple[str, nn.Parameter]]:
    """The parameters that are trained."""
    skip = ("encoder.words.", *(f"encoder.layers.{i}." for i in range(frozen)))
    if frozen:
        skip += ("encoder.positions.", "encoder.norm.")
    return [(k, p) for k, p in reader.named_parameters() if not k.startswith(skip)]


def _work(
    rank: int,
    name: str,
    settings: Settings,
    rows: list[Row],
    soft: tuple[Sequence[ex.Example], list[Tensor]] | None,
    shared: list[Tensor],
    barrier: Any,
) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)
    state = torch.load(BUILD / f"{settings.start}.pt") if settings.start else None
    reader, text = build(settings.base, state)
    tokenizer, pad = prepare_tokenizer(text)
    chosen = trained(reader, settings.frozen)
    names = {id(p) for _, p in chosen}
    for p in reader.parameters():
        p.requires_grad = id(p) in names
    masters = [p.detach().clone().float() for _, p in chosen]
    reader.encoder.to(torch.bfloat16)
    grads = torch.zeros(sum(m.numel() for m in masters))
    place = 0
    for master in masters:
        master.grad = grads[place : place + master.numel()].view_as(master)
        place += master.numel()
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for (key, _), master in zip(chosen, masters, strict=True):
        rate = settings.rate if key.startswith("encoder.") else settings.head_rate
        decay = 0.01 if master.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(master)
    optimizer = torch.optim.AdamW(
        [{"params": p, "lr": r, "weight_decay": d, "base": r} for (r, d), p in groups.items()],
        fused=True,
    )
    pool = ex.name_pool(rows)
    counts = Counter(TYPES.index(r.label) for r in rows)
    weights = torch.tensor(
        [(len(rows) / len(TYPES) / max(counts[i], 1)) ** CLASS_WEIGHT_POWER for i in range(17)]
    ).clamp(max=2.0)
    n = settings.processes
    per_epoch = (len(rows) if soft is None else len(soft[0])) / settings.batch
    total = int(per_epoch * settings.epochs)
    warm = max(1, total // 15)
    step, started, epoch, losses = 0, time.time(), 0, 0.0
    reader.train()
    while step < total:
        if soft is None:
            listed = [ex.augmented(r, pool, rng, rows) for r in rows] + ex.definitions()
            items = ex.encoded(listed, tokenizer)
        else:
            items = ex.encoded(soft[0], tokenizer)
        for part in ex.batches(items, settings.batch, pad, rng):
            if step >= total:
                break
            rate = min((step + 1) / warm, (total - step) / max(1, total - warm))
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * rate
            torch.manual_seed(settings.seed * 1_000_003 + step * 64 + rank)
            mine = part[rank::n]
            flat = shared[rank]
            if mine:
                batch = ex.collate(mine, pad)
                loss = _loss(reader, batch, weights, soft, settings) * (len(mine) * n / len(part))
                loss.backward()  # type: ignore[no-untyped-call]
                losses += loss.item()
            _gather(flat, chosen, bool(mine))
            if n > 1:
                barrier.wait()
            grads.copy_(shared[0])
            for other in shared[1:]:
                grads.add_(other)
            grads.mul_(1.0 / n)
            if n > 1:
                barrier.wait()
            torch.nn.utils.clip_grad_norm_(masters, 1.0)
            optimizer.step()
            with torch.no_grad():
                for (_, p), master in zip(chosen, masters, strict=True):
                    p.copy_(master)
            step += 1
            if rank == 0 and step % 20 == 0:
                seconds = time.time() - started
                print(
                    f"{name} step {step}/{total} loss {losses / 20:.3f} {seconds:.0f}s", flush=True
                )
                losses = 0.0
            if rank == 0 and (step % 100 == 0 or step == total):
                _save(name, settings, reader, chosen, masters, time.time() - started, step)
        epoch += 1
    if n > 1:
        barrier.wait()


def _gather(flat: Tensor, chosen: list[tuple[str, nn.Parameter]], any_rows: bool) -> None:
    place = 0
    for _, p in chosen:
        piece = flat[place : place + p.numel()]
        if p.grad is None or not any_rows:
            piece.zero_()
        else:
            piece.copy_(p.grad.reshape(-1))
            p.grad.zero_()
        place += p.numel()


def _save(
    name: str,
    settings: Settings,
    reader: Reader,
    chosen: list[tuple[str, nn.Parameter]],
    masters: list[Tensor],
    seconds: float,
    step: int,
) -> None:
    state = {k: v.detach().float() for k, v in reader.state_dict().items()}
    state["encoder.words.weight"] = BASES[settings.base]()[0].words.weight.detach()
    state.update({k: m.clone() for (k, _), m in zip(chosen, masters, strict=True)})
    torch.save(state, BUILD / f"{name}.part")
    (BUILD / f"{name}.part").rename(BUILD / f"{name}.pt")
    facts = {**asdict(settings), "seconds": round(seconds), "steps": step}
    (BUILD / f"{name}.json").write_text(json.dumps(facts, indent=1))


def _loss(
    reader: Reader,
    batch: ex.Batch,
    weights: Tensor,
    soft: tuple[Sequence[ex.Example], list[Tensor]] | None,
    settings: Settings,
) -> Tensor:
    kinds, direction, modes, contexts, families = reader(
        batch.ids,
        batch.mask.to(torch.bfloat16),
        batch.source.to(torch.bfloat16),
        batch.target.to(torch.bfloat16),
        settings.frozen,
    )
    n = len(batch.kind)
    hard = batch.kind >= 0
    loss = torch.zeros(())
    scale = 1.0 if soft is None else 1.0 - DISTILL_SHARE
    if hard.any():
        loss = loss + scale * F.cross_entropy(
            kinds[hard], batch.kind[hard], weight=weights, label_smoothing=LABEL_SMOOTHING
        ) * (int(hard.sum()) / n)
        known = batch.family >= 0
        if known.any():
            loss = loss + scale * SHARES["family"] * F.cross_entropy(
                families[known], batch.family[known], label_smoothing=LABEL_SMOOTHING
            ) * (int(known.sum()) / n)
        directed = batch.direction >= 0
        if directed.any():
            loss = loss + SHARES["direction"] * F.binary_cross_entropy_with_logits(
                direction[directed, 0], batch.direction[directed].float()
            )
        raw = F.binary_cross_entropy_with_logits(modes, batch.modes, reduction="none")
        loss = loss + SHARES["modes"] * (raw * batch.mode_mask).sum() / n
        raw = F.binary_cross_entropy_with_logits(contexts, batch.contexts, reduction="none")
        loss = loss + SHARES["contexts"] * (raw * batch.context_mask).sum() / n
    if soft is not None:
        taught = [o[batch.soft] for o in soft[1]]
        t = DISTILL_TEMPERATURE
        loss = loss + DISTILL_SHARE * t * t * F.kl_div(
            F.log_softmax(kinds / t, -1),
            F.log_softmax(taught[0] / t, -1),
            log_target=True,
            reduction="batchmean",
        )
        loss = loss + DISTILL_SHARE * SHARES["family"] * t * t * F.kl_div(
            F.log_softmax(families / t, -1),
            F.log_softmax(taught[4] / t, -1),
            log_target=True,
            reduction="batchmean",
        )
        for share, mine, theirs in (
            (SHARES["direction"] * 0.5, direction, taught[1]),
            (SHARES["modes"] * 0.5, modes, taught[2]),
            (SHARES["contexts"] * 0.5, contexts, taught[3]),
        ):
            raw = F.binary_cross_entropy_with_logits(mine, torch.sigmoid(theirs), reduction="none")
            loss = loss + share * raw.sum() / n
    return loss
