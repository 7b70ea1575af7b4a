"""A study whose weights are not shipped: what the reader reaches when PLV's own sentences are added.

    python -m training.study_plv --start s2 --base minilm

Three folds over ``../shared/gold/plv_train.tsv``, by hash of the sentence; in each, the trained
build goes on over two thirds of it (the family head and the encoder) and is scored on the rest.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
from pathlib import Path

import torch
from torch.nn import functional as F

from communique.evaluation.counts import macro_f1
from communique.evaluation.relations import ROOT_OF_CAMEO, pair_of
from training import examples as ex
from training.cameo import FAMILIES
from training.fit import BUILD, build, prepare_tokenizer

PLV = Path(__file__).parents[2] / "shared/gold/plv_train.tsv"
FOLDS, BATCH, EPOCHS = 3, 16, 6
RATES = {"minilm": (8e-5, 5e-4), "mpnet": (3e-5, 3e-4)}
FAMILY_OF_ROOT = {root: family for family, root in ROOT_OF_CAMEO.items()}


def examples() -> list[tuple[int, ex.Example, str]]:
    """Fold, example and gold root of every row."""
    found = []
    with PLV.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pair = pair_of(row["marked_sentence"])
            fold = int(hashlib.sha256(pair.text.encode()).hexdigest(), 16) % FOLDS
            family = FAMILIES.index(FAMILY_OF_ROOT[row["gold_root"]])
            one = ex.Example(pair.text, pair.source, pair.target, family=family)
            found.append((fold, one, row["gold_root"]))
    return found


def run(start: str, base: str, fold: int, rows: list[tuple[int, ex.Example, str]]) -> list[str]:
    """The roots that a build gives for a fold after it has seen the others."""
    torch.manual_seed(fold)
    rng = random.Random(fold)
    reader, text = build(base, torch.load(BUILD / f"{start}.pt"))
    tokenizer, pad = prepare_tokenizer(text)
    train = ex.encoded([e for f, e, _ in rows if f != fold], tokenizer)
    rate, head_rate = RATES[base]
    reader.encoder.words.requires_grad_(False)
    slow = [p for k, p in reader.named_parameters() if k.startswith("encoder.") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate, "base": rate}]
        + [{"params": list(reader.family.parameters()), "lr": head_rate, "base": head_rate}],
        weight_decay=0.01,
    )
    total, step = EPOCHS * (len(train) // BATCH + 1), 0
    reader.train()
    for _ in range(EPOCHS):
        for part in ex.batches(train, BATCH, pad, rng):
            batch = ex.collate(part, pad)
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * min((step + 1) / 20, 1 - step / (total + 1))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = reader(batch.ids, batch.mask, batch.source, batch.target)[4]
            loss = F.cross_entropy(out.float(), batch.family, label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            step += 1
    reader.eval()
    told = []
    with torch.inference_mode():
        for part in ex.encoded([e for f, e, _ in rows if f == fold], tokenizer):
            batch = ex.collate([part], pad)
            out = reader(batch.ids, batch.mask, batch.source, batch.target)[4][0]
            out[FAMILIES.index("00")] = -torch.inf
            told.append(ROOT_OF_CAMEO[FAMILIES[int(out.argmax())]])
    return told


def main() -> None:
    """Print the cross-validated figure as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", default="student")
    parser.add_argument("--base", default="minilm", choices=sorted(RATES))
    args = parser.parse_args()
    rows = examples()
    gold: list[str] = []
    told: list[str] = []
    for fold in range(FOLDS):
        told += run(args.start, args.base, fold, rows)
        gold += [root for f, _, root in rows if f == fold]
        print(json.dumps({"folds": fold + 1, "root_macro_f1": round(macro_f1(gold, told), 4)}))


if __name__ == "__main__":
    main()
