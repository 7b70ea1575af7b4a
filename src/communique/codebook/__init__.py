"""PLOVER as data: types, modes, contexts, scores, CAMEO, and the words that carry them.

::

    from communique.codebook import load_codebook
    book = load_codebook()
    book.event_code("SANCTION", modes=("withdraw",))   # EventCode with quad, intensity, CAMEO

Knows nothing of texts or databases.
"""

from communique.codebook.book import Codebook, EventType, load_codebook
from communique.codebook.lexicon import ActRule, Control, Lexicon, Reporting, load_lexicon
from communique.codebook.loading import CodebookError

__all__ = [
    "ActRule",
    "Codebook",
    "CodebookError",
    "Control",
    "EventType",
    "Lexicon",
    "Reporting",
    "load_codebook",
    "load_lexicon",
]
