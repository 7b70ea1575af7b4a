"""Words that make, join and end the tags of a sentence (see ``tags``)."""

from __future__ import annotations

from collections.abc import Mapping

from communique.model.claim import Stance

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "JJS", "DT"})
MODIFIED_AFTER = frozenset({"DT", "JJ", "JJS", "CD", "PRP$", "POS", "RB", "IN"})
"""What a participle before its noun follows."""
RELATIVE = frozenset({"who", "which", "whom", "whose", "that"})
NO_SPEAKER = frozenset({"who", "which", "that", "there", "what", "whom", "whose", "whoever"})
NEVER = frozenset(
    {"call", "describe", "hold", "speak", "quote", "cite", "accuse", "charge", "hail", "praise"}
    | {"mock", "answer", "count", "question", "ask", "demand", "request", "want", "have"}
    | {
        "appeal",
        "deny",
        "dispute",
        "doubt",
        "refute",
        "dismiss",
        "contradict",
        "rebut",
        "swear in",
        "provide",
        "rule",
    }
)
"""Verbs of saying that make no aside ("X, Y called," says nothing)."""
TOLD = frozenset({"tell", "assure", "inform", "remind", "warn", "brief", "ask"})
"""Verbs whose aside may have an object: the one who is told."""
UNINVERTED = frozenset({"tell", "assure", "inform", "remind", "brief"})
"""Verbs that whoever is told follows, never the speaker ("told the BBC")."""
ADDRESSED = frozenset(
    {"say", "complain", "explain", "write", "report", "shout", "confess", "repeat", "predict"}
    | {"reveal", "whisper", "mutter", "boast", "joke", "suggest", "recall"}
)
"""Verbs whose aside may go on with "to" or "of"."""
OWNING = frozenset({"admit", "own", "confess", "agree", "refer", "object", "react", "respond"})
"""Verbs whose "to" brings what is said, not who is told."""
VIEWS: Mapping[str, Stance] = {
    "view": "believes",
    "opinion": "believes",
    "eyes": "believes",
    "assessment": "believes",
    "estimate": "believes",
    "estimates": "believes",
    "guess": "believes",
    "words": "asserts",
    "account": "asserts",
    "telling": "asserts",
    "reading": "asserts",
    "version": "asserts",
    "reckoning": "asserts",
    "count": "asserts",
    "tally": "asserts",
    "figures": "asserts",
    "admission": "asserts",
    "authority": "asserts",
    "word": "asserts",
}
PAPERS = frozenset({"daily", "weekly", "monthly", "quarterly"})
VIEW_PREPS = frozenset({"in", "by", "on", "from", "to", "going"})
BREAKS = frozenset({",", ";", ":", "–", "—", "(", ")", ".", "?", "!", "--"})
SUBORDINATE = frozenset(
    {"that", "because", "if", "when", "although", "since", "while", "until", "before", "after"}
)
JOINING = frozenset({"and", "but", "nor", "or", "while", "though", "although", "so", "yet"})
