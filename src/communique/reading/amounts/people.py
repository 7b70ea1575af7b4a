"""Nouns of people, and which nouns say by themselves what those counted are."""

from __future__ import annotations

from spacy.tokens import Token

_PEOPLE = frozenset(
    "people person man woman child boy girl baby infant toddler teenager youth kid adult other one"
    " civilian migrant family household worker resident villager islander townspeople inhabitant"
    " citizen national native foreigner expatriate tourist visitor passenger pedestrian motorist"
    " commuter bystander onlooker student pupil schoolchild schoolboy schoolgirl teacher nurse"
    " doctor medic patient paramedic farmer herder herdsman shepherd fisherman fisher miner trader"
    " shopkeeper vendor driver pilot crewman crew journalist reporter activist campaigner protester"
    " protestor demonstrator marcher striker rioter looter dissident opponent supporter follower"
    " member leader politician deputy lawmaker legislator senator mayor councillor minister"
    " official"
    " diplomat envoy ambassador judge prosecutor lawyer policeman policewoman police officer agent"
    " firefighter rescuer volunteer monk nun priest pastor bishop imam cleric pilgrim worshipper"
    " mourner parishioner believer christian muslim jew yazidi suspect smuggler trafficker dealer"
    " criminal fugitive thief gangster convict culprit accomplice attacker gunman assailant bomber"
    " terrorist extremist survivor victim relative brother sister son daughter father mother parent"
    " cousin widow orphan wife husband grandmother grandfather employee staff contractor consultant"
    " executive manager director engineer technician scientist academic scholar professor artist"
    " musician singer actor writer blogger athlete player fan spectator voter candidate hopeful"
    " delegate aide adviser advisor guest neighbour neighbor friend colleague comrade missionary"
    " aid-worker peasant labourer laborer servant slave sibling twin elder chief nomad settler"
    " asylum seeker seeker soul head admiral general colonel captain major lieutenant sergeant"
    " commander cadet clerk cook guard shopper diner reveller rival enemy foe opponent".split()
)
KINDS = {
    "killed": "dead death fatality body corpse life martyr killing murder execution slain",
    "injured": "injury wounded injured",
    "arrested": "arrest detention arrestee",
    "displaced": "refugee evacuee exile displaced idp homeless",
    "troops": "troop soldier personnel peacekeeper fighter marine serviceman servicewoman"
    " trooper guard"
    " reservist conscript paratrooper mercenary commando militiaman guardsman legionnaire recruit"
    " infantryman airman sailor rebel insurgent guerrilla jihadist jihadi militant combatant",
    "prisoners": "prisoner detainee inmate captive hostage internee abductee kidnapping abduction",
}
"""Nouns that say what those counted are, by role."""
BY_NOUN = {word: role for role, words in KINDS.items() for word in words.split()}
_THINGS = frozenset(
    "helicopter tower letter paper tanker container trailer computer number quarter order river"
    " charter cruiser fighter-bomber trawler freighter bomber chapter newspaper centre center"
    " meter metre liter litre kilometer kilometre border corner border hectare acre crater poster"
    " shelter server printer rocket-launcher launcher bulldozer tractor factor sector reactor door"
    " floor mirror projector senator-vote motor harbor mortar".split()
)
_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "men", "women", "eer")


def kind_of(noun: Token) -> str | None:
    """The role that a noun has by itself, if any ("three bodies", "some refugees")."""
    word = noun.lower_
    return BY_NOUN.get(noun.lemma_.lower()) or BY_NOUN.get(word) or BY_NOUN.get(word.rstrip("s"))


def is_people(noun: Token) -> bool:
    """Whether a noun is of people: by the word, its ending, or as the name of a people."""
    lemma = noun.lemma_.lower()
    if lemma in _PEOPLE or noun.lower_ in _PEOPLE or kind_of(noun) is not None:
        return True
    if noun.pos_ == "PROPN" or noun.text[:1].isupper():
        return True
    return len(lemma) > 4 and lemma not in _THINGS and lemma.endswith(_ENDINGS)
