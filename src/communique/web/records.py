"""The record as the room holds it: read-only handles, one for each worker thread.

A ``Views`` object and its connections belong to one thread. Pages run in a fixed pool of threads,
so that twenty readers are served with eight handles, and memory stays bounded.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from communique.record import Record, open_record
from communique.record.views import Views
from communique.web.settings import Settings

T = TypeVar("T")


class Readers:
    """Threads that read the record; ``run`` gives one a page to make."""

    def __init__(self, settings: Settings) -> None:
        self.where = settings.record
        self._local = threading.local()
        self._opened: list[Record] = []
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(settings.readers, thread_name_prefix="reader")

    def views(self) -> Views:
        """The views of this thread's own handle, opened when it is first needed."""
        found: Views | None = getattr(self._local, "views", None)
        if found is None:
            record = open_record(self.where, readonly=True)
            with self._lock:
                self._opened.append(record)
            found = self._local.views = Views(record)
            self._local.record = record
        return found

    def record(self) -> Record:
        """This thread's own read-only handle."""
        self.views()
        record: Record = self._local.record
        return record

    async def run(self, make: Callable[[], T]) -> T:
        """What ``make`` returns, called in a reader's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, make)

    def close(self) -> None:
        """End the threads and release the record; what runs is waited for."""
        self._pool.shutdown(wait=True)
        for record in self._opened:
            record.close()
        self._opened.clear()


class Writer:
    """The one handle that writes, in a thread of its own: judgements are kept one by one."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._record: Record | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="writer")

    async def run(self, write: Callable[[Record], T]) -> T:
        """What ``write`` returns, called with the record in the writer's thread."""

        def call() -> T:
            if self._record is None:
                self._record = open_record(self.where)
            return write(self._record)

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """End the thread and release the record; what is being written is finished first."""
        self._pool.shutdown(wait=True)
        if self._record is not None:
            self._record.close()
            self._record = None
