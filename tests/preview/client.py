"""A client of the preview, as any program on this machine may be one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

from problemgen.preview.server import Preview

ID = "force.value"
VALUE = "problems/force/value.yaml"
PATIENCE = 20.0  # seconds; nothing here takes long unless it fails


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Client:
    """Asks a preview, as any program on this machine may."""

    port: int

    def ask(self, target: str, method: str = "GET", **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        found = connection.getresponse()
        body = found.read()
        connection.close()
        return Reply(found.status, body.decode("utf-8", "replace"), {name.lower(): value for name, value in found.getheaders()})

    @contextmanager
    def events(self, since: int | str = "") -> Iterator[Iterator[dict[str, object]]]:
        """Listen for news, as the page does."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/events?since={since}")
        found = connection.getresponse()
        assert found.headers["Content-Type"] == "text/event-stream"
        yield _news(iter(found.readline, b""))
        connection.close()


def _news(lines: Iterator[bytes]) -> Iterator[dict[str, object]]:
    end = time.monotonic() + PATIENCE
    for line in lines:
        assert time.monotonic() < end, "the news never came"
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def until(client: Client, target: str, words: str) -> Reply:
    """Ask until some words are there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        reply = client.ask(target)
        if words in reply.text:
            return reply
        time.sleep(0.05)
    raise AssertionError(f"{words!r} never came: {reply.text}")


def client_of(running: Preview) -> Client:
    """Give a client of a running preview."""
    return Client(int(running.url.rsplit(":")[-1].strip("/")))
