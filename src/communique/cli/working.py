"""Coding many articles, in this process or in several; one that fails never stops the others."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Protocol, TypeVar

from communique.cli.inputs import Report
from communique.model import Article, Claim, CommuniqueError
from communique.pipeline import Coder

CHUNK = 16
"""Articles that are parsed together, or sent to a worker at a time."""
MAX_REASON = 200

T = TypeVar("T")
Coded = tuple[Article, tuple[Claim, ...] | str]
"""An article with its claims, or with the reason why it could not be coded."""


class Worker(Protocol):
    """Codes articles, in order."""

    @property
    def version(self) -> str:
        """The coder's version."""
        ...

    def coded(self, articles: Iterable[Article]) -> Iterator[Coded]:
        """The articles with their claims or the reason why there are none."""
        ...


class Here:
    """Works in this process."""

    def __init__(self, parser: str | None, model: str | None) -> None:
        self._coder = Coder(parser, model=model)

    @property
    def version(self) -> str:
        """The coder's version."""
        return self._coder.version

    def coded(self, articles: Iterable[Article]) -> Iterator[Coded]:
        """See ``Worker``."""
        for chunk in _chunks(articles):
            yield from code_chunk(self._coder, chunk)


class Pool:
    """Works in ``jobs`` processes; articles come back in the order in which they went in."""

    def __init__(self, parser: str | None, model: str | None, jobs: int) -> None:
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(parser, model)
        )
        self._version = _result(self._pool.submit(_version))

    @property
    def version(self) -> str:
        """The coder's version."""
        return self._version

    def coded(self, articles: Iterable[Article]) -> Iterator[Coded]:
        """See ``Worker``."""
        waiting: deque[Future[list[Coded]]] = deque()
        for chunk in _chunks(articles):
            waiting.append(self._pool.submit(_work, chunk))
            if len(waiting) > 2 * self._jobs:
                yield from _result(waiting.popleft())
        while waiting:
            yield from _result(waiting.popleft())

    def close(self) -> None:
        """Let the workers end; what they were not given yet is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def worker(parser: str | None, model: str | None, jobs: int = 1) -> Iterator[Worker]:
    """Somebody who codes."""
    if jobs == 1:
        yield Here(parser, model)
        return
    pool = Pool(parser, model, jobs)
    try:
        yield pool
    finally:
        pool.close()


def claims_of(
    work: Worker, articles: Iterable[Article], report: Report
) -> Iterator[tuple[Article, tuple[Claim, ...]]]:
    """The articles that could be coded, with their claims; the others go to the report."""
    for article, found in work.coded(articles):
        if isinstance(found, str):
            report.tell_failed(article.source or article.id, found)
        else:
            yield article, found
        report.step(article.source)


def code_chunk(coder: Coder, chunk: list[Article]) -> list[Coded]:
    """The chunk together; where that fails, one by one, to find out which it was."""
    try:
        return list(coder.pipe(chunk))
    except Exception:
        return [(article, _one(coder, article)) for article in chunk]


def _one(coder: Coder, article: Article) -> tuple[Claim, ...] | str:
    try:
        return coder.code(article)
    except Exception as error:
        said = " ".join(str(error).split())[:MAX_REASON]
        return f"could not be coded: {type(error).__name__}: {said}"


def _result(future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool:
        raise CommuniqueError(
            "a worker process died (out of memory?); read again with fewer --jobs to go on"
        ) from None


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    source = iter(articles)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


# ---- in the worker processes ----

_mine: list[Coder | CommuniqueError] = []


def _start(parser: str | None, model: str | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the work
    try:
        _mine.append(Coder(parser, model=model))
    except CommuniqueError as error:  # raised here, it would say no more than "broken pool"
        _mine.append(error)


def _own() -> Coder:
    coder = _mine[0]
    if isinstance(coder, CommuniqueError):
        raise coder
    return coder


def _version() -> str:
    return _own().version


def _work(chunk: list[Article]) -> list[Coded]:
    return code_chunk(_own(), chunk)
