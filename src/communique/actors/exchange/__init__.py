"""Actor tables from and to other people's forms: CSV, PETRARCH, Wikidata, FollowTheMoney."""

from communique.actors.exchange.ftm import read_ftm, write_ftm
from communique.actors.exchange.petrarch import read_petrarch_actors, read_petrarch_agents
from communique.actors.exchange.rows import Imported, Skipped, add_to_folder
from communique.actors.exchange.sources import FORMATS, guess_format, read_actors
from communique.actors.exchange.table import read_table
from communique.actors.exchange.wikidata import read_wikidata

__all__ = [
    "FORMATS",
    "Imported",
    "Skipped",
    "add_to_folder",
    "guess_format",
    "read_actors",
    "read_ftm",
    "read_petrarch_actors",
    "read_petrarch_agents",
    "read_table",
    "read_wikidata",
    "write_ftm",
]
