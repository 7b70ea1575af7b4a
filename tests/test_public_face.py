"""The public face of each room: nothing comes or goes without this list being changed.

What is here can be relied on from one version to the next; a name that leaves is a breaking change
and belongs in CHANGELOG.md.
"""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import communique

FACES = {
    "communique": """
        Coder ModelMissing __version__ load
    """,
    "communique.model": """
        Amount Article ArticleRef Claim CommuniqueError Cue DateRange Event EventCode Evidence
        Factuality FormatError LedgerChange LedgerEntry Mention Place Revision RevisionRow Skip
        Source SourceError Span When claim_id claim_schema date_range dump_claim is_edtf
        load_claim make_claim
    """,
    "communique.codebook": """
        ActRule Codebook CodebookError Control EventType Lexicon Reporting load_codebook
        load_lexicon
    """,
    "communique.actors": """
        ActorDataError Entity Hit Knowledge Names Office Resolution Resolver Role Term
        load_knowledge load_resolver
    """,
    "communique.intake": """
        MAX_PAGE_BYTES article_from_bytes check_date mark_furniture read_sources
    """,
    "communique.record": """
        Difference NotFound Problem Record RecordError SCHEMA_VERSION Stats assemble_events
        assemble_ledger back_up open_record reported_revisions restore seen_revisions
    """,
    "communique.evaluation": """
        score_events score_facts score_relations score_stories
    """,
    "communique.cli": """
        main
    """,
}


@pytest.mark.parametrize("room", FACES)
def test_the_face_is_what_it_was(room):
    module = importlib.import_module(room)
    assert sorted(module.__all__) == FACES[room].split()


@pytest.mark.parametrize("room", FACES)
def test_everything_on_it_exists_and_says_what_it_is(room):
    module = importlib.import_module(room)
    assert module.__doc__
    for name in module.__all__:
        thing = getattr(module, name)
        if callable(thing):
            assert thing.__doc__, f"{room}.{name}"


def test_importing_the_package_loads_no_pipeline():
    script = "import communique, sys; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = communique.nonsense
