"""Whom a speaking pronoun stands for: the words of its antecedent, or nothing.

"The ledgers, *he* said, had burned" needs the person of the sentence before. A reader looks first
for who spoke last, then for the subject. Nothing is crossed but one paragraph's end, and that
only where a single person spoke in the paragraph before.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from communique.reading.phrases import phrase
from communique.reading.pronouns import NEUTER, PERSONAL, THEY
from communique.reading.sentences import sentence

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
SENTENCES_BACK = 3
PERSON_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "eer", "ant", "ier")
PEOPLE = frozenset(
    "president premier chief head envoy aide mayor bishop archbishop priest widow witness "
    "official ombudsman consul general colonel captain diplomat source spokesperson person "
    "critic analyst prince king queen sheikh emir deputy secretary judge clerk rebel "
    "colleague guard monk nurse doctor mother father brother sister uncle aunt son daughter "
    "wife husband boy girl driver expert resident student chair chairwoman chairman advocate "
    "attorney counsel pope patriarch mufti imam rabbi marshal sheriff leader speaker one host "
    "rival elect chancellor delegate congresswoman tycoon magnate candidate journalist "
    "whistleblower cook pilot activist detainee lady heir heiress friend neighbour neighbor "
    "mediator nuncio admiral".split()
)
FEMALE = frozenset("mother sister wife widow daughter queen lady girl aunt heiress duchess".split())
MALE = frozenset("father brother husband widower son king boy uncle imam monk duke heir".split())
THINGS = frozenset(
    "paper newspaper ministry power number letter border order water matter offer member "
    "river winter summer quarter error terror door floor sector factor motor labor labour "
    "harbour corner helicopter tanker carrier freighter steamer shelter centre center printer "
    "chapter transfer computer plant grant restaurant weather october november december "
    "september cover tower".split()
)


def antecedent(doc: Doc, token: Token, speaks: frozenset[str]) -> tuple[Span, bool] | None:
    """The words that a pronoun which speaks stands for, and whether they spoke themselves.

    ``speaks`` are the lemmas of saying.
    """
    lower = token.lower_
    if lower not in PERSONAL | NEUTER | THEY:
        return None
    here = sentence(token)
    found = _best(doc, here, token, speaks, before=token.i)
    if found is not None:
        return found
    start, back = here.start, 0
    while start > 0 and back < SENTENCES_BACK and not _breaks(doc, start):
        around = sentence(doc[start - 1])
        found = _best(doc, around, token, speaks, before=around.end)
        if found is not None:
            return found
        same = _same_pronoun(doc, around, token, speaks)
        if same is not None:
            return antecedent(doc, same, speaks)
        start, back = around.start, back + 1
    if start > 0 and _breaks(doc, start):
        return _paragraph_before(doc, start, token, speaks)
    return None


def _same_pronoun(doc: Doc, around: Span, token: Token, speaks: frozenset[str]) -> Token | None:
    """The same pronoun where it speaks in an earlier sentence: it is the same one still."""
    return next(
        (
            t
            for t in around
            if t.lower_ == token.lower_
            and t.dep_ == "nsubj"
            and _speaks(t, speaks)
            and not _quoted(doc, t)
        ),
        None,
    )


def _breaks(doc: Doc, start: int) -> bool:
    """True when a paragraph begins at a token."""
    before = doc[start - 1]
    return "\n" in before.text or "\n" in before.whitespace_


def _paragraph_before(
    doc: Doc, start: int, token: Token, speaks: frozenset[str]
) -> tuple[Span, bool] | None:
    """The only one who spoke there, or the only one there is."""
    heads: list[Token] = []
    at = start
    while at > 0 and (at == start or not _breaks(doc, at)):
        around = sentence(doc[at - 1])
        heads += _candidates(doc, around, token, around.end, speaks)
        at = around.start
    for pool in ([h for h in heads if _speaks(h, speaks)], heads):
        spans = {words_at(h).text.lower(): words_at(h) for h in pool}
        if len(spans) == 1:
            return next(iter(spans.values())), pool is not heads
    return None


def _best(
    doc: Doc, around: Span, token: Token, speaks: frozenset[str], before: int
) -> tuple[Span, bool] | None:
    fitting = _candidates(doc, around, token, before, speaks)
    if not fitting:
        return None
    speaking = [h for h in fitting if _speaks(h, speaks)]
    pool = speaking or fitting
    subjects = [h for h in pool if h.dep_ in SUBJECTS]
    chosen = min(subjects or pool, key=lambda h: (sum(1 for _ in h.ancestors), h.i))
    return words_at(chosen), bool(speaking)


def _candidates(
    doc: Doc, around: Span, token: Token, before: int, speaks: frozenset[str]
) -> list[Token]:
    """Heads of a sentence that the pronoun could stand for, outside quotations."""
    found = []
    for head in around:
        if head.i >= before or head.i == token.i or head.pos_ not in ("NOUN", "PROPN"):
            continue
        if _interrupted(head, token) or _of_his_own(head, token) or _bare(head):
            continue
        if token in head.children or head.i == last_of(head).i - 1:
            continue
        named = head.dep_ in SUBJECTS or (
            head.dep_ in ("dobj", "pobj", "poss", "attr", "appos", "ROOT", "npadvmod", "dep")
        )
        if not named or _quoted(doc, head) or not _fits(doc, head, token, speaks):
            continue
        if head.dep_ not in SUBJECTS and not _after_verb(head, speaks) and not _cited(head):
            if token.lower_ in NEUTER or head.dep_ not in ("poss", "pobj", "dobj", "ROOT", "dep"):
                continue
        found.append(head)
    subjects = [h for h in found if h.dep_ in SUBJECTS or _after_verb(h, speaks) or _cited(h)]
    if subjects:
        return subjects
    return found if len(found) == 1 else []


def _interrupted(head: Token, token: Token) -> bool:
    """ "Raúl Castro, he said, will lead": the one who is spoken of there does not speak."""
    end = words_at(head).end
    doc = head.doc
    return head.pos_ == "PROPN" and end + 1 == token.i and doc[end].text == ","


def _of_his_own(head: Token, token: Token) -> bool:
    """ "Using a slur for the premier, he said": whoever uses it is the one who speaks."""
    verb = token.head
    for node in (head, *head.ancestors):
        if node.head == verb and node.dep_ == "advcl" and node.tag_ in ("VBG", "VBN"):
            return head.dep_ not in SUBJECTS and node != head
    return False


def _bare(head: Token) -> bool:
    """ "Kept guard", "on air": a singular noun without a word before it names nobody."""
    if head.tag_ != "NN" or head.dep_ in SUBJECTS or head.dep_ == "appos":
        return False
    return not any(True for _ in head.lefts) and not any(
        c.dep_ in ("appos", "prep", "relcl") for c in head.rights
    )


def _after_verb(head: Token, speaks: frozenset[str]) -> bool:
    """True for "said the mayor", whatever the parser made of it."""
    left = head.left_edge.i
    if left == 0 or head.dep_ not in ("dobj", "nsubj"):
        return False
    before = head.doc[left - 1]
    return before.tag_ in ("VBD", "VBZ") and before.lemma_.lower() in speaks


def _cited(head: Token) -> bool:
    """True for "according to a signalman"."""
    return head.dep_ == "pobj" and head.head.head.lower_ == "according"


def _speaks(head: Token, speaks: frozenset[str]) -> bool:
    if _cited(head):
        return True
    verb = head.head
    return verb.lemma_.lower() in speaks and verb.pos_ in ("VERB", "AUX") and verb.tag_ != "VB"


def _quoted(doc: Doc, head: Token) -> bool:
    return any(q.inner_start <= head.idx < q.inner_end for q in doc._.quotes)


def _fits(doc: Doc, head: Token, token: Token, speaks: frozenset[str]) -> bool:
    plural = head.tag_ in ("NNS", "NNPS")
    lower = token.lower_
    if lower in THEY:
        return plural or any(c.dep_ == "conj" for c in head.children)
    if plural:
        return False
    person = is_person(doc, head)
    if lower in NEUTER:
        return not person
    return (person or _speaking_name(doc, head, speaks)) and not _other_sex(head, lower)


def _speaking_name(doc: Doc, head: Token, speaks: frozenset[str]) -> bool:
    """ "Ellwood said": a name that speaks and is in no table is a person's, whatever its label."""
    mention = doc._.mentions.get(head.i)
    known = mention is not None and mention.code
    return head.pos_ == "PROPN" and not known and not head.text.isupper() and _speaks(head, speaks)


def _other_sex(head: Token, pronoun: str) -> bool:
    """True where the noun itself says that the pronoun cannot mean it."""
    word = last_of(head).lower_
    female = word.endswith("woman") or word in FEMALE
    male = (word.endswith("man") and not female) or word in MALE
    he = pronoun in ("he", "him", "his", "himself")
    return female if he else male


def words_at(head: Token) -> Span:
    """The phrase at a head, "vice-president" whole and with the name that stands beside it."""
    doc, span = head.doc, phrase(head)
    end = span.end
    while end + 1 < len(doc) and doc[end].text == "-" and not doc[end - 1].whitespace_:
        end += 2
    return doc[span.start : end]


def last_of(head: Token) -> Token:
    """The last part of a hyphened word ("vice-president")."""
    doc = head.doc
    while head.i + 2 < len(doc) and doc[head.i + 1].text == "-" and not head.whitespace_:
        head = doc[head.i + 2]
    return head


def is_person(doc: Doc, head: Token) -> bool:
    """True for heads that name one human being."""
    mention = doc._.mentions.get(head.i)
    if head.ent_type_ == "PERSON":
        return True
    if head.pos_ == "PROPN":
        if head.ent_type_ in ("GPE", "ORG", "NORP", "LOC", "FAC", "DATE"):
            return bool(mention is not None and mention.office)
        return mention is None or bool(mention.office) or not mention.code
    lemma = last_of(head).lower_
    if head.lower_ in PEOPLE and lemma != head.lower_:
        return True
    if lemma in PEOPLE:
        return True
    if lemma in THINGS:
        return False
    return lemma.endswith(PERSON_ENDINGS)
