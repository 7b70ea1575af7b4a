"""Communiqué: news about politics, diplomacy and peace processes as a sourced record of claims.

::

    import communique
    nlp = communique.load()
    for claim in nlp("Kenya asked Uganda for help with the talks.")._.claims:
        print(claim.event.type, claim.actors[0].code, claim.recipients[0].code)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from communique.pipeline import Coder, ModelMissing, load

__version__ = "0.1.0"
__all__ = ["Coder", "ModelMissing", "__version__", "load"]


def __getattr__(name: str) -> Any:
    """Load the pipeline only when it is asked for; importing the types stays quick."""
    if name in ("Coder", "ModelMissing", "load"):
        from communique import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'communique' has no attribute {name!r}")
