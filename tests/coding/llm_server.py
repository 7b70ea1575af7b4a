"""A local server that speaks the protocol of ``/chat/completions``, well and badly."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]
"""Status, body, and headers; a number as body waits so many seconds first."""


def event(quote: str, type_: str = "REQUEST", **more: object) -> dict[str, object]:
    """One event as a model gives it."""
    return {
        "type": type_, "modes": [], "actor": "Kenya", "recipient": "Uganda", "quote": quote,
        "said_by": None, "flags": [], **more,
    }  # fmt: skip


def completion(content: str, sent: int = 100, received: int = 20) -> dict[str, object]:
    """The envelope around an answer."""
    return {
        "choices": [{"message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": sent, "completion_tokens": received},
    }


def answer(*events: dict[str, object]) -> Reply:
    """A good reply."""
    return 200, completion(json.dumps({"events": events}))


class Server:
    """Gives the replies one after the other, the last one for ever."""

    def __init__(self, replies: list[Reply]) -> None:
        self.replies = replies
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer._lock:
                    reply = outer.replies[min(len(outer.seen), len(outer.replies) - 1)]
                    outer.seen.append({"path": self.path, **body})
                    outer.headers.append(dict(self.headers))
                    outer.at_once += 1
                    outer.most_at_once = max(outer.most_at_once, outer.at_once)
                try:
                    self._give(*reply)
                except OSError:
                    pass  # the reader has given up
                finally:
                    with outer._lock:
                        outer.at_once -= 1

            def _give(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
                if isinstance(body, float):
                    time.sleep(body)
                    body = ""
                data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Be quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
