"""Finite verb forms by list: enough to tell a headline from a section label.

Intake has no parser. A short line that holds one of these forms may be a sentence and is never
taken for page furniture; a label whose noun happens to be here ("Talks", "Reports") is only left
in, which costs nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

_AUXILIARIES = """
am is are was were be been has have had do does did will would shall should can could may might
must won't can't cannot isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't
couldn't wouldn't shouldn't it's he's she's we're they're i'm you're that's there's who's what's
i've we've i'll we'll they'll
"""

# What is done in news about politics: base forms, regularly inflected below.
_REGULAR_FORMS = """
abandon abduct abolish accept accuse achieve acknowledge act add admit adopt advance advise affirm
agree aim allege allow ambush announce answer apologize apologise appeal appear appoint approve
argue arrest arrive ask assassinate assault assert assist attack attend authorize authorise avoid
back ban bar believe blame block bomb boycott brief bury call cancel capture cause cease censure
challenge change charge claim clash close collapse commit complain concede conclude condemn confirm
confront consider convene convict cooperate coordinate criticize criticise cross curb cut decide
declare decline decry defect defend defy delay deliver demand denounce deny depart deploy deport
describe destroy detain die disarm discuss dismiss dispatch dispute dissolve donate doubt drag
drop ease elect embrace emerge end endorse engage enter escape evacuate exchange exclude execute
expel explain explode express extend extradite face fail fear fire flock follow force free fund gain
grant greet guarantee hail halt help hint host impose impeach imprison inaugurate increase injure
insist inspect invade investigate invite involve issue jail join kidnap kill land launch lift list
lock look loot lower maintain march mark mediate mobilize mobilise move mull murder mourn name need
negotiate nominate note object obstruct occupy offer open oppose order oust pardon pass pause plan
play pledge point postpone praise prepare press pressure prevent proclaim promise propose prosecute
protest provide pull punish push question quiz raid rally ratify reach react reaffirm reassure
rebuff rebuke recall receive recognize recognise reduce refuse regret reiterate reject release
remain remove renew renounce reopen repatriate repeat replace report request rescue resign resist
resolve respond restore restrict resume retaliate return reveal revoke rule sanction say secure
seem seize sentence share shell sign slam slap slay snub stage start state stay step stone stop
storm stress struggle succeed sue suffer suggest summon supply support surrender surround suspect
suspend tell threaten torture tour trade train travel try turn unveil urge use veto visit vote vow
wait walk want warn watch welcome withhold witness worry wound yield hold keep lead leave lose make
meet pay put quit run see seek sell send set shoot show shut sit speak spend split spread stand
strike swear take think win withdraw write become begin break bring build choose come draw drive
eat fall feel fight find flee fly forbid forgive get give go grow hear hit hurt know lay let lie
mean read rise stick stall hinge loom mount top hope trigger spark stun test thank weigh wane vie
"""

_IRREGULAR_FORMS = """
abandoned became began broke brought built chose came drew drove ate fell felt fought found fled
flew forbade forgave got gave went grew heard held hit hurt kept knew laid led left let lay lost
made meant met paid put quit read rose ran said saw sought sold sent set shot showed shut sat spoke
spent split spread stood struck stuck swore took told thought understood won withdrew withheld
wrote slew dealt begun broken written taken given gone done seen shown beaten bought caught cut
"""

# Forms above that labels use as nouns or adjectives: alone they do not make a sentence.
_NOUN_LIKE_FORMS = """
state states list lists top trade report reports read share shares watch play question questions
answer answers support visit visits tour open close closed related join follow call calls test
vote votes act acts rule rules end ends plan plans update mark force forces order orders land
train trains look looks point points step steps sign signs move moves march talk talks need needs
attack attacks help comment change changes charge charges claim claims clash clashes collapse
fear fears fire fund funds gain gains host hosts increase issue issues launch offer offers pass
pause press pressure promise promises protest protests raid rally return release releases request
requests rescue review sanction sanctions sentence shell show shows stage start stone storm
strike strikes struggle trigger spread split stand supply turn turns use views work works wound
wounds meeting set run runs back bar bars brief briefs face faces hope hopes hit hits win wins
rise fall fight build break draw drive let lead leads name names note notes object objects
shot shots cut cuts exchange delay appeal appeals advance arrest arrests assault ban bans
boycott challenge condemn demand demands dispute disputes doubt escape free guarantee halt
murder murders pledge pledges praise pull push rebuke recall regret regrets resolve veto vow vows
welcome yield yields left found built lost made broken given written taken said
"""
_NOUN_LIKE = frozenset(_NOUN_LIKE_FORMS.split())
_DETERMINERS = "the a an our your this these and of for in on to latest more most"
_BEFORE_NOUN = frozenset(_DETERMINERS.split())
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


@lru_cache(maxsize=1)
def finite_forms() -> frozenset[str]:
    """Every listed form, lower case."""
    forms = set(_AUXILIARIES.split()) | set(_IRREGULAR_FORMS.split())
    for base in _REGULAR_FORMS.split():
        forms |= {base, _with_s(base), _with_ed(base)}
    return frozenset(forms)


def has_finite_verb(line: str) -> bool:
    """True when a word of ``line`` may be its finite verb.

    A form that labels use as a noun counts only between two other words ("Pakistan offers help"),
    where a verb stands and a label's head noun does not.
    """
    words = [w.lower().replace("’", "'") for w in _WORD.findall(line)]
    forms = finite_forms()
    for position, word in enumerate(words):
        if word not in forms:
            continue
        if word not in _NOUN_LIKE:
            return True
        if 0 < position < len(words) - 1 and words[position - 1] not in _BEFORE_NOUN:
            return True
    return False


def _with_s(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"
