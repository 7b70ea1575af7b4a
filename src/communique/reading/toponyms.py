"""What a place name does in its sentence: where something is, whence, whereto, or nothing.

A name that only says who acts ("Kabul accuses", "the mayor of Lyon") has no role here.
"""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Doc, Span, Token

Role = Literal["place", "stop", "origin"]
Kind = Literal["country", "capital", "town", "region", "unknown"]
"""What kind of place a name would be, which decides how likely it stands for its government."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HERE = _words(
    "in at near inside outside across around throughout within into through along off via beneath"
)
THERE = _words("to from toward towards for")
PLACE_NOUNS = _words(
    "city town village province district region capital port state island county area camp suburb"
    " governorate municipality republic territory enclave peninsula north south east west border"
    " outskirts edge centre center heart streets street suburbs coast shore hills forest desert"
    " oblast prefecture half rest most part parts quarter neighbourhood neighborhood township"
    " mouth top airport way side northeast northwest southeast southwest kilometres km miles"
)
SITES = _words(
    "airport airfield dam bridge station barracks camp prison jail hospital square port harbour"
    " harbor valley river island islands border crossing province region district square market"
    " mosque church cathedral school university stadium mall theatre theater street road highway"
    " delta lake sea strait bay gulf coast mountain mountains hills forest desert plant refinery"
    " depot base garrison fort post checkpoint suburb suburbs outskirts streets neighbourhood"
    " neighborhood quarter area airspace skies corridor front crater pass canal tunnel mine field"
    " oilfield embassy factory warehouse basin peninsula governorate county city town village"
    " quarters territory soil waters"
)
"""Nouns that make a place of the name before them ("the Kakhovka dam", "Beirut's port")."""
_HAPPENINGS = _words(
    "referendum election elections vote coup war uprising crisis census earthquake flood floods"
    " drought famine protest protests unrest revolution"
)
"""What a country has within it, so that "Kenya's election" says where."""
_OFFICES = _words(
    "mayor governor government police council prosecutor court ambassador envoy bishop archbishop"
    " ministry minister regime authorities administration official officials parliament assembly"
    " president premier leader leaders spokesman spokeswoman diplomat diplomats embassy army"
    " government chief university bank newspaper daily paper club king emir sultan party interest"
    " recognition condemnation criticism support control knowledge kingdom republic people"
    " policy rule claim cause side version approval permission decision friend ally allies enemy"
    " view views fear hatred position treaty declaration convention agreement accord protocol"
    " statement peace battle name importance front pact"
)
_DONE_TO = _words(
    "shelling bombing bombardment siege fall capture recapture evacuation liberation destruction"
    " occupation invasion defence defense loss battle takeover seizure storming annexation flooding"
    " pounding encirclement burning retaking sack partition blockade"
)
_ATTACKS = _words(
    "attack strike assault raid offensive march advance bombardment airstrike shelling missile bomb"
    " shell rocket onslaught fire bombing incursion push thrust drive operation siege"
)
_MOTION = _words(
    "travel go fly return move march come arrive flee drive head depart sail journey proceed"
    " escape deport extradite transfer evacuate deploy send bring take ship dispatch invite"
    " withdraw retreat"
    " spread relocate migrate repatriate bus airlift be visit trip tour flight route road way"
    " convoy pull leave expel cross smuggle walk back withdrawal departure arrival exit advance"
    " carry line train plane bus fly convoy"
)
_BOUND = _words("leave depart head sail bound destined")
_CLOSE = _words("close next adjacent near opposite")
_FOUGHT = _words("battle fight struggle race fighting")
_DWELLERS = _words(
    "resident inhabitant dweller people villager survivor child family neighbour neighbor crowd"
)
_WORDS_SENT = _words("letter message signal aid weapon arm note statement warning help money")
_TOLD = _words(
    "write say speak talk appeal report complain explain send letter message answer reply"
    " respond according apologise apologize promise offer sell give belong loyal link tie"
    " threat debt ambassador envoy thank thanks owe refer object listen adviser advisor"
)
_FROM_ACTOR = _words(
    "buy take withhold import borrow obtain secure hack steal gas oil money dollar euro"
    " letter statement message help support pressure aid demand request call approval assistance"
    " answer response seek receive ask get win want need official"
)
_IN_ACTOR = _words("confidence trust faith interest stake belief believe")
_LEFT = _words("leave flee quit evacuate abandon escape exit depart vacate desert")
_REACHED = _words("reach enter visit tour skip")
_STRUCK = _words(
    "shell bomb bombard raid burn destroy flatten besiege surround encircle seize capture retake"
    " recapture liberate occupy devastate flood ravage loot storm invade shake rock pound overrun"
    " bury annex partition patrol torch blockade reoccupy secure encircle strafe mine level"
    " inundate swamp hammer batter lash relieve sweep"
)
_HELD = _words("take hold open close shut strike hit attack lose defend reopen keep control")
_STATES = _words("burn fall flood shake starve shut reel")
_VOTES = _words("vote shut mourn burn flood feel starve reel shake")
_SPOKEN = _words(
    "say tell warn ask accuse deny announce call insist claim want demand agree reject refuse hope"
    " offer promise vow urge blame sign write reply answer respond add argue think believe fear"
    " win beat draw condemn deplore welcome see understand expect"
)


def governing_preposition(doc: Doc, start: int) -> Token | None:
    """The preposition before a name, over its article, adjectives and "the city"."""
    at = start - 1
    while at >= 0 and start - at < 6:
        token = doc[at]
        low = token.lower_
        if token.pos_ == "ADP" or low in HERE or low in THERE:
            return token
        plain = token.pos_ in ("DET", "ADJ", "ADV", "NUM") or low in PLACE_NOUNS or low == "-"
        if token.text[:1].isupper() and token.i > 0 and token.pos_ == "PROPN":
            return None
        if not plain and not (token.tag_ in ("VBN", "VBG") and token.dep_ == "amod"):
            return None
        at -= 1
    return None


def role_of(span: Span, kind: Kind) -> Role | None:
    """What a name does where it stands; None where it only says who acts, or what is meant."""
    doc, root = span.doc, span.root
    owner = span.end < len(doc) and doc[span.end].text in ("'s", "’s", "'", "’")
    noun = _noun_after(span, owner)
    prep = governing_preposition(doc, span.start)
    if noun is not None:
        inside = prep is not None and prep.lower_ in HERE and prep.i < span.start - 1
        return _of_noun(noun, kind, owner, inside)
    if prep is not None:
        return preposition_role(prep, kind)
    return _clause_role(root, kind)


def is_put(span: Span) -> bool:
    """Whether its position alone makes a place of a name, whatever the recogniser took it for."""
    prep = governing_preposition(span.doc, span.start)
    if prep is not None:
        head = prep.head.lemma_.lower()
        moved = prep.lower_ in THERE and head in _MOTION
        of_site = prep.lower_ == "of" and prep.i and span.doc[prep.i - 1].lower_ in PLACE_NOUNS
        return prep.lower_ in HERE or moved or bool(of_site)
    root = span.root
    verb = root.head.lemma_.lower()
    if root.dep_ in ("dobj", "obj", "nsubjpass"):
        return verb in _LEFT or verb in _REACHED or verb in _STRUCK or verb in _HELD
    if root.dep_ == "nsubj":
        return verb in _STATES
    of_site = root.head.lower_ in SITES or root.head.lemma_.lower() in SITES
    return of_site and root.dep_ in ("poss", "compound", "nmod")


def _noun_after(span: Span, owner: bool) -> Token | None:
    """The noun that a name stands before ("Kakhovka dam", "Goma's camps")."""
    doc, root = span.doc, span.root
    end = span.end + owner
    if root.head.i >= end and root.dep_ in ("compound", "nmod", "amod", "poss"):
        if root.head.i < end + 5 and root.head.pos_ in ("NOUN", "PROPN"):
            return root.head
    if end < len(doc) and (owner or doc[end].lower_ in SITES) and doc[end].pos_ == "NOUN":
        return doc[end]
    return None


def _of_noun(noun: Token, kind: Kind, owner: bool, inside: bool) -> Role | None:
    """Before a noun: "in a Lagos hotel", "Goma's camps"; not "the Lagos police"."""
    low, lemma = noun.lower_, noun.lemma_.lower()
    party = lemma in _OFFICES or low in _OFFICES
    if owner and low in _HAPPENINGS:
        return "place"
    if inside and not owner and kind in ("capital", "town") and not party:
        return "place"
    if low in SITES or lemma in SITES:
        return "place"
    if kind == "region":
        return "place"
    return None if not owner or kind in ("country", "capital") or party else "place"


def preposition_role(prep: Token, kind: Kind) -> Role | None:
    """What a preposition makes of a name, or None where the name is a party."""
    word, head = prep.lower_, prep.head.lemma_.lower()
    if word == "of":
        return _of_role(prep, kind)
    if word in ("on", "against"):
        return "place" if head in _ATTACKS or (kind == "region" and word == "on") else None
    if word in ("past", "beyond", "behind"):
        return "place" if kind in ("town", "region") else None
    if word == "between":
        return "place" if kind == "town" else None
    if word in ("over", "above"):
        return "place" if kind in ("town", "region") or head == "take" else None
    if word == "in" and head in _IN_ACTOR:
        return None
    if word in HERE:
        return "stop" if word in ("into", "via") else "place"
    if word == "from":
        party = head in _FROM_ACTOR and kind in ("country", "capital")
        return None if party else "origin"
    if word == "for":
        fought = head in _FOUGHT and kind != "country"
        return "stop" if head in _BOUND else "place" if fought else None
    if word not in THERE:
        return None
    before = prep.doc[prep.i - 1].lemma_.lower() if prep.i else ""
    if word == "to" and before in _CLOSE:
        return "place"
    if head not in _MOTION and before not in _MOTION:
        return "stop" if kind in ("town", "region") and head not in _TOLD else None
    objects = {c.lemma_.lower() for c in prep.head.children if c.dep_ in ("dobj", "obj")}
    return None if objects & _WORDS_SENT and kind != "town" else "stop"


def _of_role(prep: Token, kind: Kind) -> Role | None:
    noun = prep.doc[prep.i - 1] if prep.i else prep
    low, lemma = noun.lower_, noun.lemma_.lower()
    if low == "way":
        return "stop"
    if low in PLACE_NOUNS or low in SITES or lemma in SITES or lemma in _DONE_TO:
        return "place"
    if kind == "capital" and lemma in _DWELLERS:
        return "place"
    if kind not in ("town", "region", "unknown") or lemma in _OFFICES or low in _OFFICES:
        return None
    return "place" if noun.pos_ == "NOUN" and kind != "unknown" else None


def _clause_role(root: Token, kind: Kind) -> Role | None:
    """By the verb that a name is subject or object of."""
    head, dep = root.head, root.dep_
    if dep == "conj":
        return None
    following = root.doc[root.i + 1].lower_ if root.i + 1 < len(root.doc) else ""
    if dep == "attr" and following == "where":
        return "place"
    if dep in ("dobj", "nsubjpass", "obj") and head.pos_ == "VERB":
        return _object_role(head, kind)
    if dep == "nsubj" and head.pos_ in ("VERB", "AUX"):
        return _subject_role(head, kind)
    return None


def _object_role(verb: Token, kind: Kind) -> Role | None:
    lemma = verb.lemma_.lower()
    if lemma in _LEFT:
        return "origin"
    if lemma in _REACHED:
        return "stop"
    if lemma in _STRUCK:
        return "place"
    if lemma in _HELD and kind != "country":
        with_ = any(c.dep_ == "prep" and c.lower_ == "with" for c in verb.children)
        said = any(c.dep_ in ("oprd", "acomp", "ccomp", "xcomp") for c in verb.children)
        return None if with_ or (said and kind == "capital") else "place"
    return "place" if kind == "region" else None


def _subject_role(verb: Token, kind: Kind) -> Role | None:
    lemma = verb.lemma_.lower()
    if kind == "country":
        return "place" if lemma in _VOTES else None
    if kind == "capital":
        return "place" if lemma in _STATES else None
    if lemma in _SPOKEN or any(c.dep_ == "ccomp" for c in verb.children):
        return None
    return "place"
