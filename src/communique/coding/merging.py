"""PLOVER's rules on types with flags, and on acts that are one act in the sentence."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from communique.coding.act import COOPERATIVE, YIELDING, Act
from communique.model import Factuality
from communique.reading.sentences import sentence

MATERIAL_CONFLICT = frozenset({"SANCTION", "COERCE", "ASSAULT"})


def settle(kind: str, flags: Factuality) -> str:
    """PLOVER's rule where a type already says type + flag.

    What is only planned: a cooperative act is AGREE, a concession CONCEDE, a material conflict
    THREATEN.
    """
    planned = any(cue.flag == "future" for cue in flags.cues) or flags.future
    if planned and flags.negated:
        return "REJECT" if kind in COOPERATIVE | YIELDING else kind
    if planned:
        if kind in COOPERATIVE:
            return "AGREE"
        if kind in YIELDING:
            return "CONCEDE"
        if kind in MATERIAL_CONFLICT:
            return "THREATEN"
    return kind


def merge(acts: Iterable[Act]) -> list[tuple[Act, tuple[Act, ...]]]:
    """Acts of one sentence with the same type and parties are one act ("fund and arm")."""
    groups: dict[tuple[object, ...], list[Act]] = {}
    for act in acts:
        key = (
            sentence(act.trigger).start,
            act.type,
            tuple(sorted(m.code or f"{m.start}" for m in act.actors)),
            tuple(sorted(m.code or f"{m.start}" for m in act.recipients)),
        )
        groups.setdefault(key, []).append(act)
    merged: list[tuple[Act, tuple[Act, ...]]] = []
    for group in _by_boundary_rules(groups).values():
        clusters: list[list[Act]] = []
        for act in group:
            for cluster in clusters:
                if _joined(cluster[0].trigger, act.trigger):
                    cluster.append(act)
                    break
            else:
                clusters.append([act])
        merged += [(c[0], tuple(c[1:])) for c in clusters]
    return sorted(merged, key=lambda pair: pair[0].trigger.i)


def _by_boundary_rules(
    groups: dict[tuple[object, ...], list[Act]],
) -> dict[tuple[object, ...], list[Act]]:
    """PLOVER's rules on acts that another act of the same actors in the sentence contains.

    What protesters demand is no separate REQUEST (16); moves within an attack are no MOBILIZE (15),
    nor is mobilising for relief (14);
    an injury that an attack causes is that attack.
    """
    kept: dict[tuple[object, ...], list[Act]] = {}
    present = {(key[0], key[1], key[2]): key for key in groups}
    for key, group in groups.items():
        sentence, kind, actors = key[0], key[1], key[2]
        if kind == "REQUEST" and (sentence, "PROTEST", actors) in present:
            continue
        if kind == "MOBILIZE" and any(
            (sentence, other, actors) in present for other in ("ASSAULT", "AID")
        ):
            continue
        main = [
            other
            for other, acts in groups.items()
            if other != key
            and other[:3] == key[:3]
            and any(
                a.trigger.head == b.trigger
                and a.trigger.dep_ == "advcl"
                and a.trigger.tag_ == "VBG"
                for a in group
                for b in acts
            )
        ]
        if main and actors:
            continue
        kept[key] = group
    return kept


def _joined(first: Token, second: Token) -> bool:
    """True when the two words are one act: joined verbs, or one inside the other."""
    if second.head == first or first.head == second:
        return True
    if first.head == second.head and first.dep_ == second.dep_ == "conj":
        return True
    return second in first.subtree and second.pos_ == "NOUN"
