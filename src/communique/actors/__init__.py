"""Who is who on a date: countries, organisations, groups, offices and their holders.

::

    from communique.actors import load_resolver
    load_resolver().resolve("the Pakistani prime minister", date="2018-12-03").code   # 'PAK GOV'

Knows nothing of events.
"""

from communique.actors.knowledge import (
    ActorDataError,
    Entity,
    Knowledge,
    Office,
    Role,
    Term,
    load_knowledge,
)
from communique.actors.names import Hit, Names
from communique.actors.resolution import Resolution
from communique.actors.resolver import Resolver, load_resolver

__all__ = [
    "ActorDataError",
    "Entity",
    "Hit",
    "Knowledge",
    "Names",
    "Office",
    "Resolution",
    "Resolver",
    "Role",
    "Term",
    "load_knowledge",
    "load_resolver",
]
