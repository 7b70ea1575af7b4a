"""Bytes to text: which character set a page is in, proven and never guessed.

The order is that of browsers: byte order mark, then what the server or the page declares, then
UTF-8. What is left is Windows-1252 only where its own quotation marks and dashes prove it; all
else is an error that names the first bad byte. No character is ever replaced.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16-LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"PK\x03\x04", "zip archive or office document"),
    (b"PK\x05\x06", "zip archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"\xd0\xcf\x11\xe0", "old office document"),
    (b"RIFF", "RIFF media file"),
    (b"OggS", "Ogg media file"),
    (b"ID3", "MP3 file"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_:.\-]+)""")
_DECLARATION_BYTES = 8192  # browsers look at 1024; real pages put scripts before the declaration
_AS_CP1252 = frozenset({"iso8859-1", "ascii", "cp1252", "latin-1"})
_NOT_OF_THE_WEB = frozenset(
    {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# What the marks of Windows-1252 must stand beside to be marks.
_CP1252_FITS = re.compile(
    rb"""
    # an opening double mark before a word; a closing one after a word
      (?<![A-Za-z0-9\xc0-\xff])\x93(?=[A-Za-z0-9\xc0-\xff\x91\[(])
    | (?<=[A-Za-z0-9\xc0-\xff.,!?;:)\]])\x94(?![A-Za-z0-9\xc0-\xff])
    # an apostrophe; an opening single mark
    | (?<=[A-Za-z0-9\xc0-\xff])\x92(?=[A-Za-z\s.,;:!?)]|$)
    | (?<![A-Za-z0-9\xc0-\xff])\x91(?=[A-Za-z0-9\xc0-\xff])
    # a dash; an ellipsis
    | (?<=[A-Za-z0-9\xc0-\xff\s])[\x96\x97](?=[A-Za-z0-9\xc0-\xff\s]|$)
    | (?<=[A-Za-z.\s])\x85(?=\s|[A-Za-z]|$)
    """,
    re.VERBOSE,
)
_CP1252_LETTER = re.compile(
    rb"(?<=[a-z])[\xdf-\xf6\xf8-\xff]|[\xdf-\xf6\xf8-\xff](?=[a-z])"
    rb"|(?<![A-Za-z])[\xc0-\xd6\xd8-\xde](?=[a-z])|[\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb7\xbb]"
)


class DecodeError(Exception):
    """The bytes are no text that we can prove; the message is one line with the reason."""


def decode(data: bytes, *, html: bool = False, declared: str | None = None) -> str:
    """The text of ``data``, without its byte order mark.

    ``declared`` is the character set that a server named. For HTML the page's own declaration
    counts too, and Windows-1252 letters alone are proof enough (it is the web's default).

    Raises:
        DecodeError: binary data, or text that is broken in its character set (offset named).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, len(mark))
    kind = binary_kind(data)
    if kind:
        raise DecodeError(f"binary file ({kind})")
    wide = _unmarked_utf16(data)
    if wide is not None:
        return _strict(data, wide, 0)
    nul = data.find(b"\x00")
    if nul >= 0:
        raise DecodeError(f"binary file (NUL byte at offset {nul})")
    label = declared or (_page_declaration(data) if html else None)
    known = _known(label)
    if known and known != "utf-8":
        # A page that says Windows-1252 and is valid, non-ASCII UTF-8 is UTF-8: by chance alone
        # that does not happen.
        if known == "cp1252" and _MULTIBYTE.search(data) and _is_utf8(data):
            return data.decode("utf-8")
        return _strict(data, known, 0)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_cp1252(data, letters=html):
            return data.decode("cp1252")
        raise DecodeError(
            f"broken UTF-8 at byte {error.start} (0x{data[error.start]:02x})"
        ) from None
    controls = sum(1 for c in text[:4096] if c < " " and c not in "\t\n\r\f")
    if controls * 10 > len(text[:4096]):
        raise DecodeError("binary file (control characters)")
    return text


def binary_kind(data: bytes) -> str | None:
    """What binary format the first bytes name, or ``None``."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            if magic.isalnum() and b"\x00" not in data[:512]:
                continue  # "RIFF", "ID3" or "BZh" may begin a text; with a NUL they do not
            return name
    return None


def _strict(data: bytes, encoding: str, skip: int) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise DecodeError(
            f"broken {encoding.upper()} at byte {error.start + skip} ({error.reason})"
        ) from None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of a Latin-script text is zero, the others not."""
    head = data[:2048]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd = head[0::2], head[1::2]
    for zeros, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) * 10 >= len(zeros) * 8 and letters.count(0) == 0:
            return name
    return None


def _page_declaration(data: bytes) -> str | None:
    head = data[:_DECLARATION_BYTES]
    match = _XML_DECLARED.search(head) or _DECLARED.search(head)
    return match.group(1).decode("ascii") if match else None


def _known(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
        if b"a<".decode(name) != "a<":  # UTF-16 was looked for above; without it, it is not that
            return None
    except (LookupError, UnicodeDecodeError):  # unknown, or one of Python's codecs for no text
        return None
    if name in _NOT_OF_THE_WEB:
        return None
    return "cp1252" if name in _AS_CP1252 else name


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1252(data: bytes, *, letters: bool) -> bool:
    """True when every high byte is Windows-1252 in its right place, and none looks like UTF-8."""
    if _MULTIBYTE.search(data):
        return False
    marks = {m.start() for m in _CP1252_FITS.finditer(data)}
    fitting = marks | {m.start() for m in _CP1252_LETTER.finditer(data)}
    high = [i for i, byte in enumerate(data) if byte >= 0x80]
    return all(i in fitting for i in high) and (bool(marks) or letters)
