"""What writes: entering the token, leaving, and judging, by form or as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from communique.model.record import Judgement
from communique.record import Record
from communique.web.access import COOKIE, MAX_WHO, SESSION_SECONDS, Access
from communique.web.asking import limited, person_of, seen
from communique.web.errors import WebError, wrong
from communique.web.filters import Links, parse
from communique.web.openapi import Operation
from communique.web.pages.review import ReviewFilter
from communique.web.respond import Person, render
from communique.web.reviewing import Progress, Reviews, reviews_of

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=2000)]
Name = Annotated[str, Meta(min_length=1, max_length=MAX_WHO)]
Act = Literal["accept", "reject", "correct", "merge", "split", "note", "withdraw"]
_FORM = "application/x-www-form-urlencoded"


class ToJudge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision: about what, which, and what it needs.

    ``correct`` needs ``field`` and ``value``, ``merge`` an ``other``, ``note`` a ``text``; to
    ``withdraw``, ``target`` is the id of your own judgement. ``who`` is needed with a bearer
    token; a session says it itself.
    """

    target: Id
    action: Act
    field: Words | None = None
    value: Words | None = None
    other: Words | None = None
    text: Words | None = None
    why: Words = ""
    who: Name | None = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept, what others decided about the same claims, and how far everybody is."""

    judgement: Judgement
    message: str
    others: tuple[Judgement, ...]
    progress: Progress


# ---- as JSON ----


async def judge(request: Request) -> Response:
    """Keep a judgement and apply it; the answer is what was kept."""
    seen(request, "/judgements.json")
    _writable(request)
    limited(request.app.state.writes, request, "judgements")
    who = _bearer(request) or _session(request, request.headers.get("x-csrf-token", "")).who
    if _media(request) != "application/json":
        raise WebError(415, "the body is JSON, sent as application/json", where="content-type")
    try:
        asked = msgspec.json.decode(await request.body(), type=ToJudge)
    except msgspec.ValidationError as error:
        raise wrong("body", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WebError(400, f"the body is no JSON: {error}", where="body") from None
    if who == _ANYBODY:
        if asked.who is None:
            raise wrong("who", "who judges? a bearer token says nobody's name")
        who = asked.who
    elif asked.who not in (None, who):
        raise wrong("who", f"you are here as {who!r}")
    assert who is not None
    found = await _keep(request, asked, who)
    return Response(
        msgspec.json.encode(found), 201, {"Cache-Control": "no-store"}, "application/json"
    )


async def _keep(request: Request, asked: ToJudge, who: str) -> Judged:
    def write(record: Record) -> Judged:
        if asked.action == "withdraw":
            _own(record, asked.target, who)
        made = record.judge(
            asked.target,
            asked.action,
            who=who,
            why=asked.why,
            field=asked.field,
            value=asked.value,
            other=asked.other or None,
            text=asked.text,
        )
        reviews = reviews_of(record)
        return Judged(
            judgement=made,
            message=said(made, reviews),
            others=_others(made, reviews),
            progress=reviews.progress,
        )

    found: Judged = await request.app.state.writer.run(write)
    return found


def _own(record: Record, id: str, who: str) -> None:
    judgement = record.judgement(id)
    if judgement is not None and judgement.who != who:
        raise WebError(403, f"only {judgement.who!r} can withdraw it; judge yourself instead")


def _others(made: Judgement, reviews: Reviews) -> tuple[Judgement, ...]:
    about = set(made.claims)
    return tuple(j for j in reviews.standing if j.who != made.who and about & set(j.claims))


def said(made: Judgement, reviews: Reviews) -> str:
    """What was kept, in a sentence, and whether others decided otherwise."""
    done = {
        "accept": "accepted",
        "reject": "rejected",
        "correct": f"corrected: {made.field} is {made.value or 'none'}",
        "merge": f"merged with {made.other}",
        "split": "split",
        "note": "noted",
        "withdraw": "undone",
    }[made.action]
    words = [f"{made.what.capitalize()} {done}."]
    verdicts: dict[str, set[str]] = {}
    for claim in made.claims:
        for who, verdict in reviews.verdicts.get(claim, {}).items():
            if who != made.who:
                verdicts.setdefault(verdict, set()).add(who)
    if verdicts and made.action in ("accept", "reject", "correct"):
        for verdict, whose in sorted(verdicts.items()):
            agree = "agrees" if verdict == made.action else "decided otherwise"
            agree = agree.removesuffix("s") if len(whose) > 1 and agree == "agrees" else agree
            words.append(f"{' and '.join(sorted(whose))} {agree} ({verdict}); both are kept.")
    return " ".join(words)


# ---- by form ----


async def judge_by_form(request: Request) -> Response:
    """A decision from the review page; leads on to the next claim."""
    seen(request, "/review")
    _writable(request)
    limited(request.app.state.writes, request, "judgements")
    form = await _form(request)
    person = _session(request, form.pop("csrf", ""))
    assert person.who is not None
    place = dict(parse_qsl(form.pop("query", ""), keep_blank_values=True))
    here, on = form.pop("here", ""), form.pop("on", "")
    parse(place.items(), ReviewFilter)
    try:
        asked = msgspec.convert({k: v for k, v in form.items() if v != ""}, ToJudge)
    except msgspec.ValidationError as error:
        raise wrong("form", str(error)) from None
    if asked.action == "correct" and asked.value is None:
        asked = msgspec.structs.replace(asked, value="")
    found = await _keep(request, asked, person.who)
    links = Links(request.app.state.settings.prefix, "/review", place.items())
    if asked.action == "withdraw":
        about = found.judgement.claims[0] if found.judgement.claims else None
        target = links.with_(id=about, after=here or None, done=found.judgement.id)
    else:
        target = links.with_(id=None, after=on or here or None, done=found.judgement.id)
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})


async def login_page(request: Request) -> Response:
    """Where one enters the token and a name."""
    seen(request, "/review/login")
    _writable(request)
    return _login(request, "")


async def login(request: Request) -> Response:
    """Take the token and a name; a cookie stands for both from now on."""
    seen(request, "/review/login")
    _writable(request)
    limited(request.app.state.logins, request, "attempts")
    form = await _form(request)
    _same_origin(request)
    access: Access = request.app.state.access
    who = " ".join(form.get("who", "").split())
    if not access.knows(form.get("token", "")):
        return _login(request, "This is not the access token.", 401)
    if not 0 < len(who) <= MAX_WHO or not who.isprintable():
        return _login(request, f"A name has 1 to {MAX_WHO} characters.", 422)
    prefix = request.app.state.settings.prefix
    answer = RedirectResponse(f"{prefix}/review", 303, {"Cache-Control": "no-store"})
    answer.set_cookie(
        COOKIE,
        access.session(who),
        max_age=SESSION_SECONDS,
        path=f"{prefix}/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


async def logout(request: Request) -> Response:
    """Forget the session."""
    seen(request, "/review/logout")
    _writable(request)
    _session(request, (await _form(request)).get("csrf", ""))
    prefix = request.app.state.settings.prefix
    answer = RedirectResponse(f"{prefix}/review", 303, {"Cache-Control": "no-store"})
    answer.delete_cookie(COOKIE, path=f"{prefix}/", httponly=True, samesite="strict")
    return answer


def _login(request: Request, problem: str, status: int = 200) -> Response:
    links = Links(request.app.state.settings.prefix, "/review/login", ())
    words = render("review_login.html", links, problem=problem)
    headers = {"Cache-Control": "no-store"}
    return Response(words, status, headers, "text/html; charset=utf-8")


# ---- who may ----

_ANYBODY = "\0"
"""Stands for a bearer token's owner, whose name the token does not say."""


def _writable(request: Request) -> None:
    if not request.app.state.settings.allow_judgements:
        raise WebError(
            403, "this room is read-only; it is opened with --allow-judgements", where="record"
        )


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "bearer" or not request.app.state.access.knows(token.strip()):
        limited(request.app.state.logins, request, "attempts")
        raise WebError(401, "this is not the access token", where="authorization", headers=_ASK)
    return _ANYBODY


_ASK = {"WWW-Authenticate": 'Bearer realm="communique"'}


def _session(request: Request, csrf: str) -> Person:
    person = person_of(request)
    if not person.known:
        raise WebError(
            401, "enter the access token first, or send it as a bearer token", headers=_ASK
        )
    _same_origin(request)
    access: Access = request.app.state.access
    if not access.fits(request.cookies.get(COOKIE, ""), csrf):
        raise WebError(403, "the form is too old or not ours; load the page again", where="csrf")
    return person


def _same_origin(request: Request) -> None:
    """A browser says from where a form comes: it must be this room."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none"):
            return
    elif origin != "null":
        parts = urlsplit(origin)
        if (parts.scheme, parts.netloc) == (request.url.scheme, request.headers.get("host")):
            return
    raise WebError(403, "this came from another site", where="origin")


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _form(request: Request) -> dict[str, str]:
    if _media(request) != _FORM:
        raise WebError(415, f"a form is sent as {_FORM}", where="content-type")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, max_num_fields=40
        )
    except ValueError:
        raise WebError(400, "this is no form", where="body") from None
    return dict(pairs)


ROUTES = [
    Route("/judgements.json", judge, methods=["POST"]),
    Route("/review", judge_by_form, methods=["POST"]),
    Route("/review/login", login_page, methods=["GET"]),
    Route("/review/login", login, methods=["POST"]),
    Route("/review/logout", logout, methods=["POST"]),
]
OPERATIONS = [
    Operation(
        path="/judgements.json",
        method="post",
        summary="Judge a claim, event or ledger entry.",
        answer=Judged,
        body=ToJudge,
        status=201,
        errors=(401, 403, 404, 413, 415, 422, 429),
        token=True,
    )
]
