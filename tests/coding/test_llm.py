"""The second reader against a local server that speaks the protocol, well and badly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.coding.llm_server import Reply, Server, answer, completion, event

from communique.actors import load_resolver
from communique.codebook import load_codebook
from communique.coding.agreement import ALONE, compared, read_twice
from communique.coding.llm import LanguageModelReader, LlmReading, find_quote, pieces
from communique.model import (
    Article,
    Claim,
    CommuniqueError,
    Evidence,
    Mention,
    dump_claim,
    load_claim,
    make_claim,
)

BOOK = load_codebook()
TEXT = (
    "Kenya asked Uganda on Monday to send troops.\n\n"
    "The ministry said that Sudan had expelled\nthe Kenyan ambassador.\n"
)
KEY = "sk-never-shown-0123456789"

Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers; they end with the test."""
    servers: list[Server] = []

    def start(*replies: Reply) -> Server:
        servers.append(Server(list(replies)))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


Read = Callable[..., tuple[LanguageModelReader, LlmReading, list[float]]]


@pytest.fixture
def read() -> Iterator[Read]:
    """Read one text; gives the reader, the reading, and the waits between tries."""
    readers: list[LanguageModelReader] = []

    def one(
        server: Server, text: str = TEXT, **more: Any
    ) -> tuple[LanguageModelReader, LlmReading, list[float]]:
        waits: list[float] = []
        reader = LanguageModelReader(server.url, "tiny", sleep=waits.append, **more)
        readers.append(reader)
        return reader, reader.read_one(Article.make(text)), waits

    yield one
    for reader in readers:
        reader.close()


class TestWell:
    def test_events_with_their_evidence(self, serve: Serve, read: Read) -> None:
        server = serve(answer(event("asked Uganda on Monday", modes=["assist"], flags=["future"])))
        reader, reading, waits = read(server)
        (found,) = reading.events
        assert (found.type, found.modes, found.flags) == ("REQUEST", ("assist",), ("future",))
        assert TEXT[found.start : found.end] == found.quote == "asked Uganda on Monday"
        assert reading.failure is None and waits == []
        used = reader.usage
        assert (used.requests, used.prompt_tokens, used.completion_tokens) == (1, 100, 20)
        assert used.cost(10.0, 50.0) == pytest.approx(0.002)

    def test_the_request(self, serve: Serve, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OWN_KEY", KEY)
        server = serve(answer())
        read(server, key_env="OWN_KEY")
        (asked,) = server.seen
        assert asked["path"] == "/v1/chat/completions"
        assert (asked["model"], asked["temperature"]) == ("tiny", 0)
        schema = asked["response_format"]["json_schema"]["schema"]
        kinds = schema["properties"]["events"]["items"]["properties"]["type"]["enum"]
        assert kinds == list(BOOK.types)
        told, text = (m["content"] for m in asked["messages"])
        assert all(f"{name}: " in told for name in BOOK.types)
        assert text == TEXT
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
        assert KEY not in json.dumps(asked)

    def test_no_key_no_header(
        self, serve: Serve, read: Read, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COMMUNIQUE_LLM_KEY", raising=False)
        server = serve(answer())
        read(server)
        assert "Authorization" not in server.headers[0]

    def test_long_articles_go_in_pieces_and_offsets_hold(self, serve: Serve, read: Read) -> None:
        filler = "Rain fell on the hills. " * 200
        text = f"{filler}\n\n{filler}\n\nKenya asked Uganda for rain."
        server = serve(answer(event("Kenya asked Uganda")))
        reader, reading, _ = read(server, text)
        assert len(server.seen) == reader.usage.requests == 2
        assert "".join(s["messages"][1]["content"] for s in server.seen) == text
        (found,) = reading.events
        assert text[found.start : found.end] == "Kenya asked Uganda"
        assert reader.usage.quotations_not_found == 1

    def test_many_articles_keep_their_order_and_the_limit(self, serve: Serve) -> None:
        server = serve((200, completion('{"events": []}')))
        reader = LanguageModelReader(server.url, "tiny", concurrency=2)
        articles = [Article.make(f"Text {i}.") for i in range(9)]
        found = [a for a, _ in reader.read(iter(articles))]
        reader.close()
        assert found == articles
        assert reader.usage.requests == 9
        assert 1 <= server.most_at_once <= 2


class TestBadly:
    def test_invented_quotations_are_dropped_and_counted(self, serve: Serve, read: Read) -> None:
        server = serve(
            answer(event("Kenya begged Uganda"), event(""), event("had expelled the Kenyan"))
        )
        reader, reading, _ = read(server)
        assert [e.quote for e in reading.events] == ["had expelled\nthe Kenyan"]
        assert reader.usage.quotations_not_found == 2

    def test_a_quotation_of_the_page_around(self, serve: Serve) -> None:
        from communique.model import Span

        server = serve(answer(event("Kenya asked Uganda")))
        reader = LanguageModelReader(server.url, "tiny")
        article = Article.make(TEXT, furniture=(Span(start=0, end=44),))
        assert reader.read_one(article).events == ()
        reader.close()
        assert reader.usage.quotations_not_found == 1

    def test_unknown_types_and_modes(self, serve: Serve, read: Read) -> None:
        server = serve(
            answer(
                event("Kenya asked", "GIFT"),
                event("Kenya asked Uganda", "REQUEST", modes=["assist", "shout"]),
            )
        )
        reader, reading, _ = read(server)
        assert [(e.type, e.modes) for e in reading.events] == [("REQUEST", ("assist",))]
        assert (reader.usage.unknown_types, reader.usage.unknown_modes) == (1, 1)

    @pytest.mark.parametrize(
        "broken",
        [
            completion('{"events": [{"type": "REQ'),
            completion("Here are the events:"),
            completion('{"events": [{"type": "REQUEST"}]}'),
            {"choices": []},
            {"error": "overloaded"},
            [],
            "<html>busy</html>",
        ],
    )
    def test_broken_json_is_asked_again_once(
        self, serve: Serve, read: Read, broken: object
    ) -> None:
        reader, reading, _ = read(serve((200, broken), answer(event("Kenya asked Uganda"))))
        assert len(reading.events) == 1
        assert (reader.usage.broken_answers, reader.usage.requests) == (1, 2)
        reader, reading, _ = read(serve((200, broken)))
        assert reading.events == ()
        assert reading.failure is not None and "twice" in reading.failure
        assert (reader.usage.broken_answers, reader.usage.failed_articles) == (2, 1)

    def test_429_then_fine(self, serve: Serve, read: Read) -> None:
        server = serve(
            (429, "slow down"),
            (429, "slow down", {"Retry-After": "7"}),
            (429, "slow down", {"Retry-After": "Wed, 25 Nov 2026 10:00:00 GMT"}),
            answer(event("Kenya asked Uganda")),
        )
        reader, reading, waits = read(server)
        assert len(reading.events) == 1
        assert waits == [1.0, 7.0, 4.0]
        assert (reader.usage.requests, reader.usage.retries) == (4, 3)

    def test_500_always(self, serve: Serve, read: Read) -> None:
        server = serve((500, f"trouble with key {KEY}"))
        reader, reading, waits = read(server, retries=3)
        assert reading.failure == "second reader: HTTP 500 Internal Server Error, 4 times"
        assert waits == [1.0, 2.0, 4.0]
        assert len(server.seen) == 4
        assert reader.usage.failed_articles == 1

    def test_what_asking_again_cannot_help(self, serve: Serve, read: Read) -> None:
        server = serve((401, f"wrong key {KEY}"))
        _, reading, waits = read(server)
        assert reading.failure == "second reader: HTTP 401 Unauthorized"
        assert waits == [] and len(server.seen) == 1

    def test_no_answer_in_time(self, serve: Serve, read: Read) -> None:
        server = serve((200, 1.5))
        _, reading, waits = read(server, timeout=0.2, retries=1)
        assert reading.failure == "second reader: no answer in time, 2 times"
        assert waits == [1.0]

    def test_nobody_there(self, serve: Serve, read: Read) -> None:
        server = serve(answer())
        server._http.socket.close()  # nothing listens on its port any more
        _, reading, waits = read(server, retries=1)
        assert reading.failure is not None and "cannot be reached" in reading.failure
        assert waits == [1.0]

    def test_an_address_that_is_none(self) -> None:
        with pytest.raises(CommuniqueError, match="http"):
            LanguageModelReader("host/v1", "tiny")


def test_a_quotation_may_differ_in_white_space_only() -> None:
    text = "Sudan had expelled\n  the ambassador."
    assert find_quote(text, "expelled the ambassador") == (10, 35)
    assert find_quote(text, "expelled an ambassador") is None
    assert find_quote(text, "  ") is None


def test_pieces_cover_the_text_without_the_longest() -> None:
    text = "A b. " * 10 + "\n\n" + "C" * 30 + "\n\n"
    for longest in (7, 20, 1000):
        spans = pieces(text, longest)
        assert all(b - a <= longest for a, b in spans)
        joined = "".join(text[a:b] for a, b in spans)
        assert "".join(joined.split()) == "".join(text.split())


# --- agreement ---------------------------------------------------------------------------------


def first_claim(article: Article, quote: str, type_: str = "REQUEST") -> Claim:
    """A claim of the first reader."""
    start = article.text.index(quote)
    return make_claim(
        kind="event",
        article=article.ref,
        evidence=(Evidence(start=start, end=start + len(quote), quote=quote),),
        event=BOOK.event_code(type_),
        actors=(Mention(text="Kenya", start=0, end=5, reason="not asked"),),
        coder="first",
    )


class TestAgreement:
    def both(self, serve: Serve, *events: dict[str, object]) -> list[Claim]:
        """What comes of these events beside one REQUEST of the first reader."""
        reader = LanguageModelReader(serve(answer(*events)).url, "tiny")
        article = Article.make(TEXT, published="2020-03-05")
        read = reader.read_one(article).events
        reader.close()
        mine = [first_claim(article, "Kenya asked Uganda on Monday")]
        return compared(article, mine, read, coder="second", book=BOOK, resolver=load_resolver())

    def test_the_same_type_over_the_same_words(self, serve: Serve) -> None:
        (found,) = self.both(serve, event("asked Uganda on Monday to send"))
        assert (found.agreement, found.coder) == ("both", "first")

    def test_another_type_or_other_words_are_two_events(self, serve: Serve) -> None:
        found = self.both(
            serve,
            event("asked Uganda on Monday", "CONSULT"),
            event("Sudan had expelled", "REQUEST", said_by="The ministry", flags=["negated"]),
        )
        assert [(c.agreement, c.coder) for c in found] == [
            ("first", "first"), ("second", "second"), ("second", "second"),
        ]  # fmt: skip
        last = found[-1]
        assert last.confidence == ALONE
        assert last.factuality.negated
        assert [s.text for s in last.attribution] == ["The ministry"]

    def test_parties_are_resolved_where_they_stand(self, serve: Serve) -> None:
        _, found = self.both(
            serve,
            event("Sudan had expelled the Kenyan ambassador", "SANCTION", actor="Sudan",
                  recipient="Kenya", modes=["expel"]),
        )  # fmt: skip
        (actor,), (recipient,) = found.actors, found.recipients
        assert (actor.code, TEXT[actor.start : actor.end]) == ("SDN", "Sudan")
        assert (recipient.code, recipient.start) == ("KEN", 0)  # not inside "Kenyan"
        assert found.event is not None and found.event.modes == ("expel",)

    def test_a_party_that_is_not_in_the_text_stays_unresolved(self, serve: Serve) -> None:
        _, found = self.both(serve, event("Sudan had expelled", "SANCTION", actor="Khartoum"))
        assert found.actors[0].status == "unresolved"
        assert "'Khartoum' does not stand in the text" in (found.actors[0].reason or "")

    def test_agreement_is_outside_the_id_and_survives_the_form(self, serve: Serve) -> None:
        (found,) = self.both(serve, event("Kenya asked Uganda"))
        plain = first_claim(
            Article.make(TEXT, published="2020-03-05"), "Kenya asked Uganda on Monday"
        )
        assert found.id == plain.id
        assert load_claim(dump_claim(found)) == found
        assert b"agreement" not in dump_claim(plain)

    def test_without_an_answer_nothing_is_said_of_agreement(self, serve: Serve) -> None:
        reader = LanguageModelReader(serve((400, "no schema here")).url, "tiny")
        article = Article.make(TEXT)
        mine = (first_claim(article, "Kenya asked Uganda on Monday"),)
        ((_, claims, failure),) = read_twice(
            reader, [(article, mine)], coder="second", resolver=load_resolver()
        )
        reader.close()
        assert claims == mine
        assert failure == "second reader: HTTP 400 Bad Request"
