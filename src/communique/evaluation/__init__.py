"""Scorers and the quality gate.

Each scorer takes a file and a coder and returns one plain mapping that is printed as JSON.
"""

from communique.evaluation.events import score_events
from communique.evaluation.facts import score_facts
from communique.evaluation.relations import score_relations
from communique.evaluation.stories import score_stories

__all__ = ["score_events", "score_facts", "score_relations", "score_stories"]
