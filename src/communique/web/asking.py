"""What every address asks of a request: who it is, how often, under which route it is counted."""

from __future__ import annotations

from math import ceil

from starlette.requests import Request

from communique.web.access import COOKIE, Access, Buckets
from communique.web.errors import WebError
from communique.web.respond import Person


def seen(request: Request, route: str) -> None:
    """Say under which route the request is counted and logged."""
    request.scope.get("communique.seen", {})["route"] = route


def person_of(request: Request) -> Person:
    """Who looks, as far as a session says."""
    access: Access | None = request.app.state.access
    if access is None or not request.app.state.settings.allow_judgements:
        return Person()
    session = request.cookies.get(COOKIE)
    who = access.who(session)
    if who is None or session is None:
        return Person(judging=True)
    return Person(judging=True, who=who, csrf=access.form_token(session))


def limited(buckets: Buckets, request: Request, what: str) -> None:
    """Take one from the client's bucket.

    Raises:
        WebError: 429, there is none left; ``Retry-After`` says for how many seconds.
    """
    client = request.client.host if request.client else ""
    wait = buckets.wait(client)
    if wait > 0:
        seconds = ceil(wait)
        raise WebError(
            429,
            f"too many {what}; try again in {seconds} s",
            where="client",
            headers={"Retry-After": str(seconds)},
        )
