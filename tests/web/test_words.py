"""Labels, dates and codes in words; text made safe to look at."""

from __future__ import annotations

from typing import Any

import pytest

from communique.model import (
    Article,
    Claim,
    EventCode,
    Evidence,
    Factuality,
    Revision,
    Source,
    make_claim,
)
from communique.web import labels
from communique.web.dating import date_words, machine_date
from communique.web.labels import event_standing, standing, visible, web_address
from communique.web.naming import code_words, is_known, office_words, offices_of

ARTICLE = Article.make("Kenya sent help.", published="2018-12-06")
EVENT = EventCode(type="AID", quad="material cooperation", intensity=10.0)


def claim(kind: Any = "event", stance: Any = None, **flags: Any) -> Claim:
    """A claim with these flags, said with this stance (None: the page itself)."""
    source = Source(text="an aide", start=0, end=5, stance=stance or "asserts", reason="unnamed")
    return make_claim(
        kind=kind,
        article=ARTICLE.ref,
        evidence=(Evidence(0, 5, "Kenya"),),
        event=EVENT if kind == "event" else None,
        attribution=(source,) if stance else (),
        factuality=Factuality(**flags),
        revision=Revision(removed="x") if kind == "revision" else None,
    )


@pytest.mark.parametrize(
    ("made", "key", "label"),
    [
        (claim(), "happened", "happened"),
        (claim(stance="asserts"), "said", "said to have happened"),
        (claim(stance="believes"), "said", "believed"),
        (claim(stance="denies"), "denied", "denied"),
        (claim(stance="doubts"), "denied", "doubted"),
        (claim(stance="promises"), "planned", "promised"),
        (claim(stance="asks"), "planned", "asked for"),
        (claim(future=True), "planned", "planned"),
        (claim(stance="asserts", future=True), "planned", "planned"),
        (claim(hypothetical=True, future=True), "conditional", "conditional"),
        (claim(negated=True), "denied", "did not happen"),
        (claim(negated=True, future=True), "denied", "will not happen"),
        (claim(stance="asserts", negated=True), "denied", "said: did not happen"),
        (claim(historical=True), "past", "past"),
        (claim(certainty="possible"), "happened", "happened, possibly"),
        (claim(stance="asserts", certainty="probable"), "said", "said to have happened, probably"),
        (claim("assertion"), "happened", "stated"),
        (claim("assertion", negated=True), "denied", "not so"),
        (claim("assertion", stance="asserts"), "said", "said to be so"),
        (claim("quotation", stance="asserts"), "quoted", "quoted"),
        (claim("revision"), "said", "said to have been changed"),
    ],
)
def test_whether_it_happened(made: Claim, key: str, label: str) -> None:
    found = standing(made)
    assert (found.key, found.label) == (key, label)
    assert found.meaning


def test_an_event_is_only_said_where_no_page_says_it_by_itself() -> None:
    said, own = claim(stance="asserts"), claim()
    assert event_standing("certain", [said]).label == "said to have happened"
    assert event_standing("certain", [said, own]).label == "happened"
    assert event_standing("certain, future", [own]).label == "planned"
    assert event_standing("possible, negated", [own]).label == "did not happen, possibly"


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2018-12-03", "3 December 2018"),
        ("2018-12", "December 2018"),
        ("2018", "2018"),
        ("XXXX-12-03", "3 December, year not given"),
        ("2019-21", "spring 2019"),
        ("2018~", "about 2018"),
        ("2018-12?", "perhaps December 2018"),
        ("2018-12-03/2018-12-08", "3 to 8 December 2018"),
        ("2018-11-28/2018-12-08", "28 November to 8 December 2018"),
        ("2018-12-28/2019-01-02", "28 December 2018 to 2 January 2019"),
        ("2017/2018", "2017 to 2018"),
        ("2006/..", "since 2006"),
        ("../2019-03", "until March 2019"),
        ("/2019-03", "until March 2019"),
        ("[2018,2019]", "[2018,2019]"),
        (None, "no date"),
    ],
)
def test_dates_in_words(edtf: str | None, words: str) -> None:
    assert date_words(edtf) == words


def test_only_exact_dates_are_for_machines() -> None:
    assert machine_date("2018-12-03") == "2018-12-03"
    assert machine_date("2018-12") == "2018-12"
    assert machine_date("2018-12-03/2018-12-08") is None
    assert machine_date("2018~") is None


def test_codes_in_words() -> None:
    assert code_words("PAK GOV") == "Pakistan, government"
    assert code_words("UNO") == "United Nations"
    assert code_words("XQX ABC") == "XQX, ABC"
    assert is_known("PAK GOV") and is_known("IMG REB")
    assert not is_known("PAK ABC") and not is_known("") and not is_known("Guardian")


def test_offices_in_time() -> None:
    offices = {o.title: o for o in offices_of("PAK GOV")}
    holders = [h.person for h in offices["Prime Minister"].holders]
    assert "Imran Khan" in holders
    starts = [h.start for h in offices["Prime Minister"].holders if h.start]
    assert starts == sorted(starts, reverse=True)
    assert offices_of("XQX") == ()
    assert office_words("pak-foreign") == "Foreign Minister"
    assert office_words("nobody") == "nobody"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?y=1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("https:///nowhere", False),
        ("//a.example", False),
        ("https://[broken", False),
        ("https://a.example/\u202egnp.exe", False),
        ("text:1234", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, kept: bool) -> None:
    assert web_address(url) == (url if kept else None)


@pytest.mark.parametrize(
    "code", [0x00, 0x1B, 0x7F, 0x85, 0x200B, 0x200F, 0x202E, 0x2066, 0xFEFF, 0xD800]
)
def test_what_hides_or_turns_text_is_made_visible(code: int) -> None:
    assert visible(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


@pytest.mark.parametrize("text", ["déjà vu", "می‌خواهم", "नमस्ते", "a\tb\nc", "👩‍🚀"])
def test_what_letters_need_stays(text: str) -> None:
    assert visible(text) == text


def test_numbers() -> None:
    assert labels.number(1660000000) == "1\u202f660\u202f000\u202f000"
    assert labels.number(0.4) == "0.4"
    assert labels.plural(1, "page") == "1 page"
    assert labels.plural(0, "entry", "entries") == "0 entries"
