"""The recipe, one command: ``python -m training.train``, about two hours on two quiet cores.

Steps by name: ``baseline`` (the student on hard labels alone), ``teacher``, ``wire`` (the teacher
goes on with the plain wire rows weighing more), ``label`` (the teacher reads the corpus and its
unlabelled variants), ``student`` (distillation on from ``baseline``), ``export`` (with ``--name`` of
the build). The shipped weights came of the same steps in stages, while the corpus grew:
``training/README.md``.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch

from communique.coding.trained import WEIGHTS
from training import examples as ex
from training.corpus import Row, held_out, load
from training.fit import BUILD, Settings, build, fit, prepare_tokenizer

SETTINGS = {
    "baseline": Settings("minilm", epochs=8, rate=2e-4, head_rate=1e-3),
    "teacher": Settings("mpnet", epochs=4, rate=4e-5, head_rate=5e-4, frozen=4),
    "wire": Settings("mpnet", epochs=2, rate=3e-5, head_rate=5e-4, frozen=4, start="teacher"),
    "student": Settings("minilm", epochs=5.5, rate=1.5e-4, head_rate=1e-3, start="baseline"),
}
STEPS = ("baseline", "teacher", "wire", "label", "student", "export")
EMPHASIS = {"wire": (2, 0.3), "label": (2, 0.85)}
"""How often a plain wire row counts, and which share of the others is taken."""
UNLABELLED_SEED = 11
VARIANTS, AUGMENTED = 0.25, 0.5
"""Random phrase pairs, and renamed or joined rows, read by the teacher, a row."""


def main() -> None:
    """Run the steps named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", nargs="*", default=list(STEPS))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--epochs", type=float)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--frozen", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--start", help="a build to go on from")
    parser.add_argument("--name", help="name of the build, for experiments")
    parser.add_argument("--to", type=Path, help="export: the folder, the package's own by default")
    parser.add_argument("--variants", type=float, default=VARIANTS)
    parser.add_argument("--wire", type=int, help="how often each plain wire row counts")
    parser.add_argument("--share", type=float, help="share of the other rows")
    args = parser.parse_args()
    rows = [r for r in load() if not held_out(r.text)]
    for step in args.steps:
        started = time.time()
        wire, share = EMPHASIS.get(step, (1, 1.0))
        wire, share = args.wire or wire, args.share or share
        if step in SETTINGS:
            given = {k: v for k, v in vars(args).items() if v is not None}
            keep = ("processes", "epochs", "rate", "frozen", "start", "batch", "seed")
            settings = Settings(
                **{**vars(SETTINGS[step]), **{k: given[k] for k in keep if k in given}}
            )
            soft = None
            if step == "student":
                saved = torch.load(BUILD / "soft.pt", weights_only=False)
                soft = (saved["examples"], saved["outputs"])
            fit(args.name or step, settings, weighed(rows, wire, share), soft)
        elif step == "label":
            label(
                args.processes,
                args.variants,
                args.name or "wire",
                weighed(rows, wire, share),
            )
        elif step == "export":
            from training.export import export

            export(args.name or "student", args.to or WEIGHTS)
        else:
            parser.error(f"no step {step!r}")
        print(f"{step}: {time.time() - started:.0f}s", flush=True)


def weighed(rows: list[Row], wire: int, share: float) -> list[Row]:
    """The plain wire rows ``wire`` times, and a share of the others."""
    rng = random.Random(UNLABELLED_SEED)
    plain = [r for r in rows if "wire_" in r.place]
    others = [r for r in rows if "wire_" not in r.place]
    return plain * wire + rng.sample(others, int(len(others) * share))


def label(processes: int, variants: float, teacher: str, rows: list[Row]) -> None:
    """The teacher's outputs over the corpus, both ways round, and over unlabelled variants."""
    rng = random.Random(UNLABELLED_SEED)
    pool = ex.name_pool(rows)
    found: list[ex.Example] = []
    for row in rows:
        found.append(ex.plain(row, swapped=row.target is not None and rng.random() < 0.4))
        if rng.random() < AUGMENTED:
            found.append(ex.augmented(row, pool, rng, rows))
        if rng.random() < variants:
            one = ex.random_pair(row, rng)
            if one is not None:
                found.append(one)
    found = [ex.replace(e, soft=i) for i, e in enumerate(found)]
    n = processes
    context = torch.multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_read, args=(teacher, found[i::n], BUILD / f"soft{i}.pt"))
        for i in range(n)
    ]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    outputs: list[torch.Tensor] = []
    parts = [torch.load(BUILD / f"soft{i}.pt") for i in range(n)]
    for head in range(len(parts[0])):
        whole = torch.zeros(len(found), parts[0][head].shape[1])
        for i in range(n):
            whole[i::n] = parts[i][head]
        outputs.append(whole)
    torch.save({"examples": found, "outputs": outputs}, BUILD / "soft.pt")


def _read(name: str, found: list[ex.Example], to: object) -> None:
    torch.set_num_threads(1)
    torch.save(outputs_of(name, "mpnet", found), to)  # type: ignore[arg-type]


def outputs_of(name: str, base: str, found: list[ex.Example]) -> list[torch.Tensor]:
    """The outputs of a build for examples, in order."""
    reader, text = build(base, torch.load(BUILD / f"{name}.pt"))
    reader.encoder.to(torch.bfloat16)
    reader.eval()
    tokenizer, pad = prepare_tokenizer(text)
    items = ex.encoded([ex.replace(e, soft=i) for i, e in enumerate(found)], tokenizer)
    wholes: list[torch.Tensor] = []
    with torch.inference_mode():
        for part in ex.batches(items, 32, pad, None):
            batch = ex.collate(part, pad)
            half = [m.to(torch.bfloat16) for m in (batch.mask, batch.source, batch.target)]
            outs = reader(batch.ids, *half)
            if not wholes:
                wholes = [torch.zeros(len(found), o.shape[1]) for o in outs]
            for whole, out in zip(wholes, outs, strict=True):
                whole[batch.soft] = out.float()
    return wholes


if __name__ == "__main__":
    main()
