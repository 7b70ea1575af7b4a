"""The exception tree and the nouns that carry reasons."""

from __future__ import annotations

import pytest

import communique.model as model
from communique.model import CommuniqueError, FormatError, Skip, SourceError


def test_everything_raised_on_purpose_has_one_base() -> None:
    for name in ("FormatError", "SourceError"):
        assert issubclass(getattr(model, name), CommuniqueError)
    assert not issubclass(CommuniqueError, (ValueError, OSError))


def test_a_source_error_names_its_source() -> None:
    error = SourceError("pages.jsonl:7", "no text")
    assert (error.source, error.reason) == ("pages.jsonl:7", "no text")
    assert str(error) == "pages.jsonl:7: no text"


def test_a_format_error_is_no_source_error() -> None:
    with pytest.raises(FormatError):
        raise FormatError("not EDTF")
    assert not issubclass(FormatError, SourceError)


def test_a_skip_fails_unless_said_otherwise() -> None:
    assert Skip(source="a", reason="unreadable").failed
    assert not Skip(source="a", reason="language: ur, not English", failed=False).failed


def test_the_public_face() -> None:
    assert sorted(model.__all__) == model.__all__
    for name in model.__all__:
        assert hasattr(model, name), name
