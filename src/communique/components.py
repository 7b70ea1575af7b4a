"""Importing this module registers every ``communique_*`` component with spaCy."""

from communique.coding import coder as _coder
from communique.reading import (
    coreference as _coreference,
)
from communique.reading import (
    headlines as _headlines,
)
from communique.reading import (
    mentions as _mentions,
)
from communique.reading import (
    paragraphs as _paragraphs,
)
from communique.reading import (
    titles as _titles,
)
from communique.reading import (
    values as _values,
)

COMPONENTS = (
    _paragraphs.paragraphs,
    _mentions.names,
    _titles.make_titles,
    _headlines.headlines,
    _mentions.make_mentions,
    _coreference.coreference,
    _values.quotes,
    _values.dates,
    _values.amounts,
    _values.make_places,
    _coder.make_claims,
)
