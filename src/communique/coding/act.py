"""The act: a word of the lexicon with its parties, before flags and attribution."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from communique.codebook import ActRule
from communique.model import Mention

COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"})
YIELDING = frozenset({"CONCEDE", "RETREAT"})


@dataclass(frozen=True, slots=True)
class Act:
    """An act found in a sentence.

    ``trigger`` is its word; ``content`` the complement verb whose act it is about ("threatened
    to attack"); ``object`` the head of what it is done with; ``flags`` set by governing verbs.
    """

    trigger: Token
    type: str
    mode: str | None
    rule: ActRule
    actors: tuple[Mention, ...]
    recipients: tuple[Mention, ...]
    third_parties: tuple[Mention, ...] = ()
    agent_heads: tuple[Token, ...] = ()
    object: Token | None = None
    content: Token | None = None
    flags: frozenset[str] = frozenset()
    document: Token | None = None
    absorbed: tuple[int, ...] = field(default=())
