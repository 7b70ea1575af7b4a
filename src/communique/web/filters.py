"""The parameters of an address: declared once, for parsing, links, errors and the API description.

A page names a struct of its filters; their names are those of the command line
(``attributed_to`` is ``attributed-to``). What is not declared is refused, and a wrong value is
refused with what is allowed: a misspelt filter must not show everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, get_args
from urllib.parse import quote, quote_plus

import msgspec
from msgspec import inspect

from communique.codebook import load_codebook
from communique.codebook.book import QUADS
from communique.model import CommuniqueError, date_range
from communique.model.record import LedgerKind, LedgerStatus
from communique.web.errors import wrong

F = TypeVar("F")

MAX_WORDS = 300
"""Characters of one parameter."""
MAX_SIZE = 500
"""Rows on one page."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_TEXT = r"^[^\x00-\x1f\x7f]+$"
_CODE = r"^[A-Za-z0-9]{2,12}( [A-Za-z0-9_+&/.-]{1,20})*$"
_KEY = r"^[A-Za-z0-9_.~=-]{1,400}$"
_WHOLE = re.compile(r"-?[0-9]{1,9}")
SAFE = "~!$'()*,:;@"
"""What may stand in a part of a path beside letters, digits and -._"""
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
_DATE_PATTERN = "^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"


class NoFilters(msgspec.Struct, frozen=True):
    """For pages that have none."""


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a list a page begins or ends, how many rows it has, and their order."""

    after: str | None = None
    before: str | None = None
    size: int = 50
    sort: str | None = None


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter as the API description shows it."""

    name: str
    field: str
    schema: dict[str, Any]
    description: str
    required: bool = False


_WORDS_OF: dict[str, str] = {
    "type": "PLOVER type: REQUEST, AID, …",
    "mode": "PLOVER mode: meet, withdraw, …",
    "context": "PLOVER context.",
    "quad": "Verbal or material cooperation or conflict.",
    "kind": "One kind.",
    "status": "What became of it.",
    "actor": "Who acts; USA finds USA GOV and USA MIL as well.",
    "recipient": "Towards whom.",
    "source": "According to whom.",
    "party": "On either side.",
    "by": "Who asks, offers, promises, refuses.",
    "to": "Of whom or to whom.",
    "place": "A place's GeoNames number or name.",
    "attributed_to": "Code of who says so.",
    "factuality": "happened: certain, neither negated nor planned; or one flag.",
    "since": "On or after this date (EDTF: 2018-12, …).",
    "until": "On or before this date.",
    "search": 'All of these words; a "phrase" as it stands.',
    "object": "Words of what it is about.",
    "within": "Only what lies wholly between since and until.",
    "article": "What this article says.",
    "page": "What the versions of this page say.",
    "negated": "Only what is said not to be so, or only what is.",
    "certainty": "How sure the words are.",
    "min_confidence": "The coder's confidence, at least.",
    "publisher": "Pages of this publisher.",
    "basis": "reported: a page tells of it; seen: between two versions of a page.",
    "change": "Changes of meaning, or of typography.",
    "version": "The content hash of one version.",
    "old": "The content hash of the older version.",
    "new": "The content hash of the newer version.",
    "show": "What to show.",
    "journey": "Only this journey: its claim's id.",
    "all": "What was planned, denied or uncertain as well.",
    "limit": "How many at most.",
    "target": "About this claim, event or entry.",
    "who": "By this reviewer.",
    "queue": "open: judged by nobody; mine: not judged by me; all: every claim.",
    "id": "The claim with this id.",
    "done": "The judgement that was made last.",
    "after": "The key of the row before the page.",
    "before": "The key of the row after the page.",
    "size": "Rows on the page.",
    "sort": "Order; - turns it round.",
}
_CODES = frozenset("actor recipient source party by to attributed_to".split())
_DATES = frozenset(("since", "until"))
_SEARCHED = frozenset(("search", "object"))


@cache
def _allowed(struct: type, field: str) -> tuple[str, ...]:
    book = load_codebook()
    names: dict[str, Iterable[str]] = {
        "type": book.types,
        "mode": {m for t in book.types.values() for m in t.modes},
        "context": book.contexts,
        "quad": QUADS.values(),
        "certainty": ("certain", "probable", "possible"),
        "ClaimFilter.kind": ("event", "quotation", "assertion", "revision", "journey"),
        "LedgerFilter.kind": get_args(LedgerKind),
        "LedgerFilter.status": get_args(LedgerStatus),
        "RevisionFilter.basis": ("reported", "seen"),
        "RevisionFilter.change": ("meaning", "typographic", "all"),
        "factuality": (
            "happened certain probable possible negated future hypothetical historical"
        ).split(),
    }
    # The filters of a page may build on those of a list: ReviewFilter on ClaimFilter.
    keys = [f"{kind.__name__}.{field}" for kind in struct.__mro__]
    return tuple(next((names[key] for key in (*keys, field) if key in names), ()))


def word(field: str) -> str:
    """The parameter's name in an address."""
    return field.replace("_", "-")


@cache
def parameters(filters: Any, *, paged: bool, sorts: tuple[str, ...]) -> tuple[Parameter, ...]:
    """All the parameters of a page, in the order of their declaration."""
    found = list(_of(filters))
    if paged:
        found += [p for p in _of(Paging) if p.field != "sort"]
    if sorts:
        found += [p for p in _of(Paging) if p.field == "sort"]
        found[-1].schema["enum"] = list(sorts)
    return tuple(found)


def _of(struct: type) -> Iterable[Parameter]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        yield Parameter(
            name=word(field.name),
            field=field.name,
            schema=_schema(struct, field.name, field.type),
            description=_WORDS_OF.get(field.name, ""),
            required=field.required,
        )


def _schema(struct: type, field: str, type: inspect.Type) -> dict[str, Any]:
    kinds = type.types if isinstance(type, inspect.UnionType) else (type,)
    (kind,) = (k for k in kinds if not isinstance(k, inspect.NoneType))
    if isinstance(kind, inspect.BoolType):
        return {"type": "boolean"}
    if isinstance(kind, inspect.IntType):
        return {"type": "integer", "minimum": kind.ge or 1, "maximum": kind.le or MAX_SIZE}
    if isinstance(kind, inspect.FloatType):
        return {"type": "number", "minimum": 0, "maximum": 1}
    if isinstance(kind, inspect.LiteralType):
        return {"type": "string", "enum": list(kind.values)}
    if allowed := _allowed(struct, field):
        return {"type": "string", "enum": list(allowed)}
    if field in _DATES:
        return {"type": "string", "pattern": _DATE_PATTERN}
    if field in _CODES:
        return {"type": "string", "pattern": _CODE}
    if field in ("after", "before"):
        return {"type": "string", "pattern": _KEY}
    if field in _SEARCHED:
        return {"type": "string", "format": "words", "minLength": 1, "maxLength": MAX_WORDS}
    return {"type": "string", "pattern": _TEXT, "maxLength": MAX_WORDS}


def parse(
    given: Iterable[tuple[str, str]],
    filters: type[F],
    *,
    paged: bool = False,
    sorts: tuple[str, ...] = (),
    form: bool = False,
) -> tuple[F, Paging]:
    """The filters and the paging that an address asks for.

    With ``form`` an empty value is none: a browser sends every field of a form.

    Raises:
        WebError: 422, a parameter is unknown, given twice, or has a value it cannot have.
    """
    kind: Any = filters
    known = {p.name: p for p in parameters(kind, paged=paged, sorts=sorts)}
    values: dict[str, Any] = {}
    for name, value in given:
        if name not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "this page has none"
            raise wrong(name[:60], f"no parameter {name[:60]!r}; {there}")
        if name in values:
            raise wrong(name, f"{name} is given twice")
        if value != "" or not form:
            values[name] = checked(known[name], value)
    for name, parameter in known.items():
        if parameter.required and name not in values:
            raise wrong(name, f"{name} is needed: {parameter.description}")
    if "after" in values and "before" in values:
        raise wrong("before", "after and before cannot both be given")
    fields = {known[name].field: value for name, value in values.items()}
    own = kind.__struct_fields__
    mine = {field: value for field, value in fields.items() if field in own}
    rest = {field: value for field, value in fields.items() if field not in own}
    return msgspec.convert(mine, filters), msgspec.convert(rest, Paging)


def checked(parameter: Parameter, value: str) -> Any:
    """The value in its type.

    Raises:
        WebError: 422, with what is allowed.
    """
    name, schema, field = parameter.name, parameter.schema, parameter.field
    if len(value) > MAX_WORDS + 100 or _CONTROL.search(value):
        raise wrong(name, f"{name} is too long or holds control characters")
    match schema["type"]:
        case "boolean":
            if value.lower() not in ("true", "false", "1", "0"):
                raise wrong(name, f"{name} is true or false, not {value!r}")
            return value.lower() in ("true", "1")
        case "integer" | "number" as kind:
            return _number(name, value, schema, whole=kind == "integer")
    if "enum" in schema:
        by_fold = {str(v).casefold(): v for v in schema["enum"]}
        if value.casefold() not in by_fold:
            there = ", ".join(map(str, schema["enum"]))
            raise wrong(name, f"no {name} {value!r}; there are {there}")
        return by_fold[value.casefold()]
    if field in _DATES:
        return _date(name, value)
    if field in _CODES:
        if not re.match(_CODE, value):
            raise wrong(name, f"{name} is a code such as USA or USA GOV, not {value!r}")
        return value.upper()
    if field in ("after", "before"):
        if not re.match(_KEY, value):
            raise wrong(name, f"{name} is no key of a page")
        return value
    if not 0 < len(value) <= MAX_WORDS:
        raise wrong(name, f"{name} is 1 to {MAX_WORDS} characters long")
    if field in _SEARCHED and not re.search(r"\w", value):
        raise wrong(name, f"{name} holds no word")
    return value


def _number(name: str, value: str, schema: Mapping[str, Any], *, whole: bool) -> float | int:
    low, high = schema["minimum"], schema["maximum"]
    kind = "whole number" if whole else "number"
    try:
        number = float(value)
    except ValueError:
        raise wrong(name, f"{name} is a {kind}, not {value!r}") from None
    if whole:
        if not _WHOLE.fullmatch(value):
            raise wrong(name, f"{name} is a {kind}, not {value!r}")
        number = int(value)
    if not low <= number <= high:
        raise wrong(name, f"{name} is a {kind} from {low} to {high}, not {value}")
    return number


def _date(name: str, value: str) -> str:
    try:
        known = date_range(value)
    except CommuniqueError as error:
        raise wrong(name, f"{name}: {error}") from None
    if (known.first if name == "since" else known.last) is None:
        raise wrong(name, f"{name} needs a date with a year, not {value!r}")
    return value


class Links:
    """Addresses within the room, under its prefix; parameters sorted, so that one view has one."""

    def __init__(self, prefix: str, path: str, given: Iterable[tuple[str, str]]) -> None:
        self.prefix = prefix
        self.path = path
        """The page's path without its suffix and the prefix."""
        self.given = {name: value for name, value in given if value != ""}

    def to(self, path: str, **parameters: Any) -> str:
        """``to("/events", actor="USA", attributed_to="PAK")``; None and "" are left out."""
        return self._address(path, {word(k): v for k, v in parameters.items()})

    def at(self, *parts: str, **parameters: Any) -> str:
        """``at("events", id)``: an address whose parts may hold any character."""
        path = "".join([f"/{p if _PLAIN(p) else quote(p, safe=SAFE)}" for p in parts])
        return self.to(path, **parameters)

    def with_(self, **changes: Any) -> str:
        """This page with other parameters, from its first row on (unless paging is among them)."""
        kept = {k: v for k, v in self.given.items() if k not in ("after", "before")}
        return self._address(self.path, kept | {word(k): v for k, v in changes.items()})

    def without(self, *names: str) -> str:
        """This page without these parameters, from its first row on."""
        return self.with_(**dict.fromkeys(names))

    def twin(self, suffix: str) -> str:
        """This very page as ``json`` or ``csv``."""
        return self._address(self.path, self.given, f".{suffix}")

    def with_suffix(self, suffix: str, **changes: Any) -> str:
        """This page in another form (``.json``) with other paging."""
        kept = {k: v for k, v in self.given.items() if k not in ("after", "before")}
        return self._address(self.path, kept | changes, suffix)

    def here(self) -> str:
        """This very page's canonical address."""
        return self._address(self.path, self.given)

    def _address(self, path: str, parameters: Mapping[str, Any], suffix: str = "") -> str:
        pairs = sorted(
            (name, value if isinstance(value, str) else _text(value))
            for name, value in parameters.items()
            if value is not None and value != ""
        )
        if suffix and path == "/":
            path = "/home"
        if not pairs:
            return f"{self.prefix}{path}{suffix}"
        # A page may have thousands of links: what needs no quoting is not looked at twice.
        query = "&".join([f"{n}={v if _PLAIN(v) else quote_plus(v)}" for n, v in pairs])
        return f"{self.prefix}{path}{suffix}?{query}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
