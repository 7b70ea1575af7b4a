"""Roles: "soldiers", "a spokesman", "the families of …", by whose they are."""

from __future__ import annotations

import re

from communique.actors.index import Index
from communique.actors.knowledge import ENTITY_CODES, Entity, Office
from communique.actors.names import Hit
from communique.actors.phrases import Phrase
from communique.actors.resolution import Resolution, resolved, unresolved
from communique.actors.title_rules import TitleRules, now
from communique.actors.whose import Whose
from communique.model import DateRange

_BYSTANDERS = frozenset("CVL REF JRN UNK".split())
"""Roles that do not take the side of the armed group they are named with ("Isis families")."""
_ARMED = frozenset("REB PRM PRE CRM".split())
_NO_KURDISH_ARMY = frozenset({"SYR", "TUR", "IRN"})
"""Countries whose Kurdish forces are not the state's; Iraq's are."""
_SEPARATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "REB", "UAF", "PRM", "PRE"})
"""What a breakaway entity's institutions are is PRE, whatever they call themselves."""


_STATES_OF = frozenset("member members ally allies partner partners".split())
"""Who is called so of an international body is a state, or somebody of one."""
_STANCES = frozenset("opposition resistance".split())
"""What is a party only where it is nobody's own and against nothing in particular."""
_COALITIONS = frozenset("coalition coalitions alliance alliances".split())
_PLACED = frozenset("in inside near around across at".split())


class RoleRules:
    """Decides roles."""

    def __init__(self, index: Index, titles: TitleRules) -> None:
        self.index = index
        self.titles = titles

    def role(self, head: Hit, phrase: Phrase, whose: Whose, day: DateRange) -> Resolution | None:
        roles = head.of("role")
        if not roles:
            return None
        role = self.index.roles[roles[0].key]
        sectors = role.sectors or self.inner_sectors(phrase)
        if sectors[:1] == ("JUD",) and "Hague" in phrase.text:
            return resolved("IGO", sectors, kind="role")
        owner = whose.owner
        word = head.text.lower()
        if word in ("camp", "camps") and sectors[:1] in (("REF",), ("CVL",), ("EDU",)):
            return unresolved(f"{phrase.words!r} is a place, not an actor", "place")
        if owner is not None and owner.kind not in ("country", "region"):
            if word in _STATES_OF and owner.country in ENTITY_CODES and owner.kind != "group":
                return unresolved(f"{phrase.words!r} are states of their own", "role")
            own = of_owner(owner, role.sectors, day)
            international = owner.country in ENTITY_CODES
            office = self._sent(head, phrase, owner.country) if international else None
            if office is not None and not phrase.former:
                return self.titles.office(office, phrase, day)
            return resolved(owner.country, now(own, phrase), owner.name, kind="role")
        if word in _STANCES and (whose.person is not None or phrase.link == "to"):
            return unresolved(f"{phrase.words!r} is what somebody thinks or does", "stance")
        if whose.person is not None and whose.country:
            theirs = whose.person.sectors
            if theirs[:1] and theirs[0] in _ARMED and role.sectors[:1] not in (("CVL",), ("REF",)):
                sectors = theirs
            else:
                sectors = sectors or role.default
            return resolved(whose.country, now(sectors, phrase), kind="role")
        if phrase.ethnic and not whose.named:
            reason = f"{phrase.words!r} names a people, not the country they live in"
            return unresolved(reason, "role", (), sectors or ("CVL",))
        if whose.disputed is not None:
            separate = not sectors or sectors[0] in _SEPARATE
            return resolved(
                whose.disputed.country, ("PRE",) if separate else now(sectors, phrase), kind="role"
            )
        if whose.country is None:
            return unresolved(f"no country is known for {head.text!r}", "role", (), sectors)
        if not whose.named and (phrase.wide or word.startswith("foreign fighter")):
            return unresolved(f"{phrase.words!r} need not be of the country at hand", "wide")
        if not whose.named and sectors[:1] == ("UNK",):
            return unresolved(f"{phrase.words!r} may be anybody", "wide")
        if word in _COALITIONS and _led(phrase):
            return unresolved(f"{phrase.words!r} is of several countries", "wide")
        if sectors[:1] == ("MIL",) and whose.named and _stationed(phrase, whose):
            return unresolved(f"{phrase.words!r} need not be of the country they are in", "wide")
        if whose.country in ENTITY_CODES:
            return resolved(whose.country, now(sectors, phrase), kind="role")
        office = self._sent(head, phrase, whose.country) if whose.named else None
        if office is not None and not phrase.former:
            return self.titles.office(office, phrase, day)
        if not sectors:
            if not whose.named:
                reason = f"{head.text!r} does not say whom it speaks for"
                return unresolved(reason, "role")
            if not role.default and phrase.tail and phrase.link in ("in", "at", "near", "around"):
                return unresolved(f"{head.text!r} does not say whose it is", "role")
            if whose.capital and word in ("group", "groups"):
                return unresolved(f"{phrase.words!r} is a name of its own", "role")
            sectors = () if whose.local or _is_name(head, phrase) else role.default
        if (
            sectors[:1] in (("MIL",), ("UAF",))
            and whose.country in _NO_KURDISH_ARMY
            and "Kurd" in phrase.text
        ):
            sectors = ("REB",)
        return resolved(whose.country, now(sectors, phrase), kind="role")

    def _sent(self, head: Hit, phrase: Phrase, sender: str) -> Office | None:
        """The office of the envoy that a mention describes by sender and destination."""
        word = head.text.lower().split()[-1]
        if word not in ("envoy", "representative", "emissary", "coordinator", "mediator"):
            return None
        if phrase.indefinite:
            return None
        places = [c for h in (*phrase.tail, *phrase.core) for c in self.index.countries(h)]
        about = next((c for c in places if c != sender), None)
        offices = self.index.envoys(sender, about) if about else []
        offices = [o for o in offices if "deputy" not in o.title.lower()]
        return offices[0] if len(offices) == 1 else None

    def inner_sectors(self, phrase: Phrase) -> tuple[str, ...]:
        """A neutral role's sectors: those of the other role it speaks for ("army spokesman")."""
        tail = phrase.tail[:3] if phrase.link in ("of", "for", "from", "with", "at", "in") else ()
        for hit in (*phrase.before, *tail):
            for meaning in hit.of("role"):
                if sectors := self.index.roles[meaning.key].sectors:
                    return sectors
        return ()


def of_owner(owner: Entity, role: tuple[str, ...], day: DateRange) -> tuple[str, ...]:
    """The sectors of a role in an organisation, group, agency or party."""
    own = owner.sectors_on(day)
    if not owner.sectors:
        return role
    if role and role[0] in _BYSTANDERS:
        return role
    if owner.kind == "party" and own[:1] in (("PTY",), ("OPP",)) and role[:1] == ("REB",):
        return role
    if owner.kind == "party" and role and role[0] in ("LEG", "GOV", "JUD"):
        return role
    return own


def _led(phrase: Phrase) -> bool:
    """Whether somebody leads others: "a Riyadh-led coalition"."""
    return re.search(r"[-‑ ]led\b", phrase.text) is not None


def _stationed(phrase: Phrase, whose: Whose) -> bool:
    """Whether the country is only where they are: "500 troops in Syria"."""
    own = any(h.of("adjective", "role") for h in phrase.before) or "Kurd" in phrase.text
    return phrase.link in _PLACED and whose.after and not own


def _is_name(head: Hit, phrase: Phrase) -> bool:
    """Whether the role ends a body's name that no table has ("Syrian Negotiating Committee")."""
    return head.text[:1].isupper() and bool(phrase.unknown_before)
