"""What the preview refuses, and what nobody can do through it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from problemgen.errors import ProblemgenError
from problemgen.preview.server import Preview, preview
from tests.banks import edit
from tests.preview.client import ID, VALUE, Client, client_of, until


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"])
def test_nothing_but_get_is_allowed(client: Client, method: str) -> None:
    """Whatever else is asked is refused."""
    reply = client.ask(f"/problem/{ID}", method)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_head_gives_what_get_gives_without_the_page(client: Client) -> None:
    """HEAD is GET without a body."""
    reply = client.ask("/preview.css", "HEAD")
    assert (reply.status, reply.text) == (200, "")
    assert int(reply.headers["content-length"]) > 1000


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example:{port}", "",
                                  "127.0.0.1:{port}@evil.example", "[::1]:{port}", "0.0.0.0:{port}"])  # fmt: skip
def test_a_name_that_was_made_to_lead_here_is_refused(client: Client, host: str) -> None:
    """DNS rebinding: only the loopback address with the port is ours."""
    for target in ("/", f"/problem/{ID}", "/preview.js", "/events"):
        assert client.ask(target, Host=host.format(port=client.port)).status == 403


def test_the_loopback_names_are_allowed(client: Client) -> None:
    """127.0.0.1 and localhost, with the port."""
    for host in ("127.0.0.1", "localhost", "LOCALHOST"):
        assert client.ask("/", Host=f"{host}:{client.port}").status == 302


@pytest.mark.parametrize(
    "target",
    ["/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/problem/..%2f..%2fbank", "/problem/../../pyproject.toml", "//etc/passwd",
     "/preview.css/../page.html.j2", "/page.html.j2", "/problem/", "/problem", "/problem/force.value/worksheet/../../x",
     "/problem/force.value/worksheet/0.svg", "/problem/force.value/worksheet/999.svg", "/problem/force.value/worksheet/1.svg.svg",
     "/problem/force.value/nothing", "/problem/force.value/worksheet/1.svg/more", "/problem/%00", "/problem/%ff%fe",
     "/problem/force.value%00", "/preview.js%00", "/" + "a" * 5000, "/?" + "&".join(["a=b"] * 100), "/problem/CON"],
    ids=lambda target: target[:40],
)  # fmt: skip
def test_no_address_leads_to_a_file(client: Client, target: str) -> None:
    """What is no known address is not found, or refused; nothing is read for it."""
    reply = client.ask(target)
    assert reply.status in (400, 404)
    assert "root:" not in reply.text


@pytest.mark.parametrize(
    "target", ["/", f"/problem/{ID}", f"/problem/{ID}/spread", f"/problem/{ID}/worksheet/1.svg", "/preview.js", "/nothing"]
)
def test_every_answer_is_guarded(client: Client, target: str) -> None:
    """No store, no sniffing, no other origin, no script but our own."""
    headers = client.ask(target).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    policy = headers["content-security-policy"]
    assert policy.startswith(("default-src 'self'", "default-src 'none'"))
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


def test_the_self_check_page_stands_in_a_sandbox(client: Client) -> None:
    """It runs its own script, and has no part in the preview's origin."""
    policy = client.ask(f"/problem/{ID}/selfcheck.html").headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy


def test_the_page_has_no_script_of_its_own_and_no_style(client: Client) -> None:
    """What the policy forbids is not there."""
    for tab in ("worksheet", "mistakes"):
        page = client.ask(f"/problem/{ID}?tab={tab}").text
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script src="/preview.js"') == 1


def test_hostile_words_in_a_bank_are_words(client: Client, bank: Path) -> None:
    """Titles, names and rows are escaped wherever they stand."""
    edit(bank, VALUE, "title: Driving force", "title: '<script>alert(1)</script>\"&'")
    (bank / "problems" / "<img src=x>").mkdir()
    (bank / "problems" / "<img src=x>" / '"onload=a.yaml').write_text("title: <script>\nbad: [", "utf-8")
    page = until(client, f"/problem/{ID}", "alert(1)").text
    until(client, f"/problem/{ID}", "&lt;img src=x&gt;")
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    for tab in ("key", "mistakes", "variants", "selfcheck"):
        assert "<script>alert" not in client.ask(f"/problem/{ID}?tab={tab}").text


def test_only_this_machine_is_listened_to(running: Preview, client: Client) -> None:
    """The socket is bound to the loopback address alone."""
    assert running.url.startswith("http://127.0.0.1:")
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1", "127.0.1.1"}
    for address in others:
        with pytest.raises(OSError), socket.create_connection((str(address), client.port), timeout=2):
            pass


def test_nothing_is_written(client: Client, bank: Path) -> None:
    """The bank is as it was, whatever is looked at."""
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in bank.rglob("*")}
    for tab in ("worksheet", "key", "selfcheck", "variants", "spread", "mistakes"):
        client.ask(f"/problem/{ID}?tab={tab}")
    client.ask(f"/problem/{ID}/findings")
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in bank.rglob("*")} == before


def test_a_port_that_is_taken_is_told(client: Client, bank: Path) -> None:
    """One line that says what to do."""
    told = rf"port {client.port} is taken; choose another with --port"
    with pytest.raises(ProblemgenError, match=told), preview(bank, port=client.port):
        pass


def test_when_it_ends_everybody_is_let_go(bank: Path) -> None:
    """The port is free again, and who listened for news hears the end."""
    with preview(bank) as running:
        client = client_of(running)
        listener = client.events()
        news = listener.__enter__()
    assert list(news) is not None
    with preview(bank, port=client.port):
        assert client.ask("/").status == 302


def test_half_a_request_keeps_nobody_waiting(client: Client) -> None:
    """A connection that says nothing, or nonsense, is its own matter."""
    address = ("127.0.0.1", client.port)
    with socket.create_connection(address) as silent, socket.create_connection(address) as odd:
        odd.sendall(b"\x16\x03\x01\x02\x00 nonsense\r\n\r\n")
        assert client.ask(f"/problem/{ID}").status == 200
        silent.sendall(b"GET /")
        assert client.ask("/preview.css").status == 200
