"""Serves a preview on the loopback interface: GET alone, for this machine alone, from nothing but the desk."""

from __future__ import annotations

import errno
import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from problemgen.errors import ProblemgenError
from problemgen.preview.desk import Answer, Desk, answer, desk
from problemgen.preview.keeper import Keeper, keeper
from problemgen.preview.links import asked
from problemgen.preview.watch import watch_folders

HOST = "127.0.0.1"
HEARTBEAT = 10.0  # seconds between signs of life to a browser that waits for news
IDLE = 30.0  # seconds after which a connection that asks for nothing is closed
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Preview:
    """A running preview: where it is, and what it shows."""

    url: str
    desk: Desk


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a browser that opens many tabs at once is not turned away
    allow_reuse_address = sys.platform != "win32"  # there it would let two previews share a port
    desk: Desk

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without the slow search for this machine's name
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "problemgen", ""
    timeout = IDLE

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):  # whatever else there may be
            return self._refuse_method
        raise AttributeError(name)

    def _refuse_method(self) -> None:
        self._send(Answer(b"Only GET is allowed here.\n", TEXT, 405))

    def _respond(self) -> None:
        if not self._is_ours():
            self._send(Answer(b"This address is for this machine alone.\n", TEXT, 403))
            return
        request = asked(self.path)
        if request is None:
            self._send(Answer(b"This is no address of the preview.\n", TEXT, 400))
        elif request.steps == ("events",) and self.command == "GET":
            self._tell_news(request.words.get("since", ""))
        else:
            self._send(answer(self.server.desk, request))

    def _is_ours(self) -> bool:
        """Refuse names that were made to lead here, so that no page from elsewhere can read what is shown."""
        port = self.server.server_port
        hosts = self.headers.get_all("Host") or []
        return len(hosts) == 1 and hosts[0].lower() in (f"{HOST}:{port}", f"localhost:{port}")

    def _send(self, reply: Answer) -> None:
        self.send_response(reply.status)
        self._send_headers(reply.kind, reply.policy)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.location:
            self.send_header("Location", reply.location)
        if reply.status == 405:
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def _send_headers(self, kind: str, policy: str) -> None:
        for name, value in (
            ("Content-Type", kind), ("Content-Security-Policy", policy), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ):  # fmt: skip
            self.send_header(name, value)

    def _tell_news(self, since: str) -> None:
        """Write an event for everything that changes, until the browser hangs up or the preview ends."""
        book = self.server.desk.keeper
        known = int(since) if since.isascii() and since.isdigit() and len(since) < 10 else book.generation
        self.send_response(200)
        self._send_headers("text/event-stream", "default-src 'none'")
        self.end_headers()
        self.wfile.write(b": here\n\n")
        if known > book.generation:  # the browser knows an earlier preview at this address
            known = 0
            self._event(book.generation, None)
        while not book.closed:
            for news in book.wait(known, HEARTBEAT):
                known = news.generation
                self._event(known, news.ids)
            self.wfile.write(b": still here\n\n")
            self.wfile.flush()

    def _event(self, generation: int, ids: frozenset[str] | None) -> None:
        told = {"generation": generation, "ids": sorted(ids) if ids is not None else None}
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the author."""


@contextmanager
def preview(folder: Path, first: str = "", port: int = 0, templates: tuple[Path, ...] = ()) -> Iterator[Preview]:
    """Serve a bank's folder until the block is left. Raises ProblemgenError where the port cannot be had."""
    server = _bound(port)
    book = keeper(folder, templates)
    server.desk = desk(book, first, templates)
    stop = threading.Event()

    def look(templates_too: bool) -> None:
        if templates_too:
            server.desk.press.forget()
        with suppress(OSError):  # a folder goes away in the middle; the next look will see what is left
            book.look(templates_too)

    threads = [threading.Thread(target=watch_folders, args=(folder, templates, look, stop), daemon=True),
               threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]  # fmt: skip
    for thread in threads:
        thread.start()
    book.fill()
    try:
        yield Preview(f"http://{HOST}:{server.server_port}/", server.desk)
    finally:
        stop.set()
        book.close()
        server.shutdown()
        server.server_close()


def _bound(port: int) -> _Server:
    try:
        return _Server((HOST, port), _Handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ProblemgenError(f"port {port} is taken; choose another with --port, or leave it out for a free one") from error
        raise ProblemgenError(f"port {port} cannot be used: {error.strerror}; choose another with --port") from error


def wait(book: Keeper) -> None:
    """Wait until the preview is closed, or somebody presses Ctrl-C."""
    while not book.closed:
        book.wait(book.generation, 3600.0)
