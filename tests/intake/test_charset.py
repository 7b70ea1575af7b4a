"""Bytes to text: every character set that pages come in, and what is no text."""

from __future__ import annotations

import pytest

from communique.intake.charset import DecodeError, binary_kind, decode

CURLY = "“Café”, she said – it’s over… and that is all."


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
def test_byte_order_mark_decides_and_is_no_part_of_the_text(encoding: str, mark: bytes) -> None:
    assert decode(mark + CURLY.encode(encoding)) == CURLY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(encoding: str) -> None:
    assert decode("A plain text of ours.".encode(encoding)) == "A plain text of ours."


def test_page_declaration_counts_for_html_only() -> None:
    page = '<html><meta charset="iso-8859-1"><p>Bogotá'.encode("latin-1")
    assert decode(page, html=True).endswith("Bogotá")
    with pytest.raises(DecodeError, match="broken UTF-8 at byte"):
        decode(page.replace(b"<", b"["))


def test_xml_declaration_counts() -> None:
    page = '<?xml version="1.0" encoding="windows-1252"?><html>“so”'.encode("cp1252")
    assert decode(page, html=True).endswith("“so”")


def test_server_declaration_goes_before_the_page() -> None:
    data = '<html><meta charset="utf-8"><p>Größe'.encode("latin-1")
    assert decode(data, html=True, declared="iso-8859-15").endswith("Größe")


def test_utf8_that_claims_to_be_latin_is_utf8() -> None:
    data = '<html><meta charset="iso-8859-1"><p>“Bogotá”'.encode()
    assert decode(data, html=True).endswith("“Bogotá”")


@pytest.mark.parametrize("label", ["no-such-set", "rot13", "hex", "utf-7", "utf-16"])
def test_a_declaration_that_is_none_is_passed_over(label: str) -> None:
    assert decode(f'<html><meta charset="{label}"><p>so'.encode(), html=True).endswith("so")


def test_windows_1252_text_is_proven_by_its_marks() -> None:
    assert decode(CURLY.encode("cp1252")) == CURLY


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"The caf\xe9 was closed by the police.", 7),  # letters alone prove nothing
        (b"He said \xff\xfe and left.", 8),
        (b"A lone \xe2\x80 tail", 7),
        ("“Good” and ".encode() + b"\x93bad", 15),
        (b"\xc3(", 0),
    ],
)
def test_broken_utf8_names_the_byte(data: bytes, offset: int) -> None:
    with pytest.raises(DecodeError, match=rf"broken UTF-8 at byte {offset} \(0x"):
        decode(data)


def test_windows_1252_letters_do_for_html() -> None:
    assert decode(b"<html><p>The caf\xe9 of Bogot\xe1", html=True).endswith("café of Bogotá")


def test_broken_utf16_names_the_byte() -> None:
    with pytest.raises(DecodeError, match="broken UTF-16-LE at byte 6"):
        decode(b"\xff\xfea\x00b\x00c")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"PK\x03\x04....", "zip archive or office document"),
        (b"\x1f\x8b\x08", "gzip archive"),
        (b"RIFF\x00\x00WAVE", "RIFF media file"),
    ],
)
def test_binary_files_are_named(data: bytes, kind: str) -> None:
    assert binary_kind(data) == kind
    with pytest.raises(DecodeError, match="binary file"):
        decode(data)


def test_a_text_may_begin_like_a_binary_format() -> None:
    assert decode(b"RIFFs are heard in Kabul.") == "RIFFs are heard in Kabul."


def test_nul_and_control_characters_are_binary() -> None:
    with pytest.raises(DecodeError, match="NUL byte at offset 4"):
        decode(b"abcd\x00efgh")
    with pytest.raises(DecodeError, match="control characters"):
        decode(b"\x01\x02\x03\x04abc")
