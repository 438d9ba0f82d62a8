"""The preview over HTTP, on loopback, with real saves: what it answers, and what it refuses."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from problemgen.errors import ProblemgenError
from problemgen.preview.server import Preview, preview
from problemgen.preview.state import Entry, State
from tests.banks import TINY, copied, edit

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


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return copied(TINY, tmp_path)


@pytest.fixture
def running(bank: Path) -> Iterator[Preview]:
    with preview(bank) as found:
        yield found


@pytest.fixture
def client(running: Preview) -> Client:
    return Client(int(running.url.rsplit(":")[-1].strip("/")))


def until(client: Client, target: str, words: str) -> Reply:
    """Ask until some words are there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        reply = client.ask(target)
        if words in reply.text:
            return reply
        time.sleep(0.05)
    raise AssertionError(f"{words!r} never came: {reply.text}")


# --- what it answers


def test_the_first_address_leads_to_a_problem(client: Client) -> None:
    """The root sends on to the first problem, which is a page with a title, its tabs and the list."""
    reply = client.ask("/")
    assert (reply.status, reply.headers["location"]) == (302, f"/problem/{ID}")
    page = client.ask(f"/problem/{ID}").text
    assert "<h1>Driving force</h1>" in page
    assert f'data-id="{ID}"' in page
    for tab in ("Worksheet", "Key", "Self-check", "Variants", "Distributions", "Mistakes"):
        assert f">{tab}</a>" in page


@pytest.mark.parametrize("tab", ["worksheet", "key", "selfcheck", "variants", "spread", "mistakes"])
def test_every_tab_and_all_that_it_loads_answers(client: Client, tab: str) -> None:
    """Whatever a tab points to is there, and of the kind that it says."""
    page = client.ask(f"/problem/{ID}?tab={tab}").text
    targets = {text.split('"')[0].replace("&amp;", "&") for mark in ('data-load="', ' src="/problem', '<iframe src="')
               for text in page.replace(' src="/problem', ' src="/problem/problem').split(mark)[1:]}  # fmt: skip
    assert targets
    for target in targets:
        reply = client.ask(target if target.startswith("/problem/f") else target.removeprefix("/problem"))
        assert reply.status == 200, target


def test_pages_and_pieces_say_what_the_panels_say(client: Client) -> None:
    """Count, findings, variants, spread and mistakes each have their words."""
    assert "variants (counted)" in client.ask(f"/problem/{ID}/count").text
    assert "Checked without a finding" in client.ask(f"/problem/{ID}/findings").text
    assert "Drawn" in client.ask(f"/problem/{ID}/variants?seed=3").text
    assert "What is right" in client.ask(f"/problem/{ID}/spread").text
    assert "reversed" in client.ask(f"/problem/{ID}?tab=mistakes").text


def test_another_variant_is_one_that_is_issued(client: Client) -> None:
    """The button leads to an accepted variant, in the same tab."""
    location = client.ask(f"/problem/{ID}/another?tab=key").headers["location"]
    assert location.startswith(f"/problem/{ID}?tab=key&index=")
    assert "not issued" not in client.ask(location).text


@pytest.mark.parametrize(("index", "words"), [("0", 'value="0"'), ("99999999", "from 0 to"), ("abc", "is no number of a variant"),
                                              ("-1", "is no number of a variant"), ("9" * 400, "is no number of a variant"),
                                              ("<b>", "&lt;b&gt;")])  # fmt: skip
def test_any_index_can_be_typed(client: Client, index: str, words: str) -> None:
    """What is no variant is told, and the usual one shown."""
    reply = client.ask(f"/problem/{ID}?index={index}")
    assert reply.status == 200
    assert words in reply.text


def test_lint_findings_come_with_their_place(client: Client, bank: Path) -> None:
    """A worked case that is not reproduced is told beside the problem."""
    edit(bank, VALUE, "DF: 25 mV", "DF: 26 mV")
    with client.events(0):
        reply = until(client, f"/problem/{ID}/findings", "DF is 25 mV, not 26 mV")
    assert "tiny/problems/force/value.yaml:" in reply.text


# --- saves


def test_a_save_is_news_and_the_page_is_new(client: Client, bank: Path) -> None:
    """Broken: told with its place above what was there. Mended: gone."""
    good = (bank / VALUE).read_text("utf-8")
    client.ask(f"/problem/{ID}")
    with client.events() as news:
        (bank / VALUE).write_text(good.replace("{row: ions}", "{row: iosn}"), "utf-8")
        assert next(each for each in news if each["ids"] == [ID])
        page = client.ask(f"/problem/{ID}").text
        assert "tiny/problems/force/value.yaml:3:3" in page
        assert "did you mean &#x27;ions&#x27;?" in page
        assert 'class="old"' in page
        assert "worksheet/1.svg" in page
        (bank / VALUE).write_text(good.replace("title: Driving force", "title: Mended"), "utf-8")
        assert next(each for each in news if each["ids"] == [ID])
        page = client.ask(f"/problem/{ID}").text
        assert "<h1>Mended</h1>" in page
        assert 'class="trouble"' not in page


def test_a_change_of_the_bank_is_news_for_all(client: Client, bank: Path) -> None:
    """A broken bank.yaml is told on every page; the problems stay below."""
    head = (bank / "bank.yaml").read_text("utf-8")
    client.ask(f"/problem/{ID}")
    with client.events() as news:
        (bank / "bank.yaml").write_text(head + "oops: [1\n", "utf-8")
        assert next(each for each in news if each["ids"] is None)
        page = client.ask(f"/problem/{ID}").text
        assert "The bank cannot be read" in page
        assert "Driving force" in page
        (bank / "bank.yaml").write_text(head, "utf-8")
        until(client, f"/problem/{ID}", 'class="now"')


def test_a_new_problem_shows_up_and_a_deleted_one_says_so(client: Client, bank: Path) -> None:
    """The list follows the folder; the page of what is gone is no error of the program."""
    other = bank / "problems/other topic/neu & schön.yaml"
    other.parent.mkdir()
    other.write_bytes((bank / VALUE).read_bytes())
    page = until(client, f"/problem/{ID}", "neu &amp; schön").text
    (address,) = {text.split('"')[0] for text in page.split('href="') if "sch%C3%B6n" in text}
    assert "<h1>Driving force</h1>" in client.ask(address).text
    other.unlink()
    reply = until(client, address, "there is no problem")
    assert reply.status == 404
    assert f'data-id="{ID}"' in reply.text


def test_a_document_template_of_the_users_own_is_watched_too(bank: Path, tmp_path: Path) -> None:
    """An error in it stands in the tab, with its place; mended, the page is printed anew."""
    own = tmp_path / "own"
    own.mkdir()
    shipped = Path(__file__).parents[2] / "templates" / "worksheet.typ.j2"
    with preview(bank, templates=(own,)) as running:
        client = Client(int(running.url.rsplit(":")[-1].strip("/")))
        client.ask(f"/problem/{ID}")
        (own / "worksheet.typ.j2").write_text("<% nonsense %>", "utf-8")
        page = until(client, f"/problem/{ID}", "worksheet.typ.j2:1").text
        assert "unknown tag" in page
        assert "<h1>Driving force</h1>" in page
        (own / "worksheet.typ.j2").write_bytes(shipped.read_bytes())
        until(client, f"/problem/{ID}", "worksheet/1.svg")


def test_a_drawing_of_the_bank_is_watched_too(client: Client, bank: Path) -> None:
    """What is saved in figures/ shows up; a broken drawing is told in the tab, with its place."""
    drawing = bank / "figures" / "dot.svg.j2"
    drawing.parent.mkdir()
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    drawing.write_text(start + '<circle cx="9" cy="9" r="5"/></svg>', "utf-8")
    edit(bank, VALUE, "parts:\n", "figures:\n  - {drawing: dot, alt: A dot.}\nparts:\n")
    before = until(client, f"/problem/{ID}", "A dot.").text
    drawing.write_text(start + '<circle cx="9" cy="9" r="6"/></svg>', "utf-8")
    until_other(client, f"/problem/{ID}", before)
    drawing.write_text(start + "\n{{ 1 +", "utf-8")
    assert "dot.svg.j2:2" in until(client, f"/problem/{ID}", "dot.svg.j2").text


def until_other(client: Client, target: str, before: str) -> None:
    """Ask until the printed pages have another version."""
    end = time.monotonic() + PATIENCE
    while versions(client.ask(target).text) == versions(before):
        assert time.monotonic() < end, "the page never changed"
        time.sleep(0.05)


def versions(page: str) -> set[str]:
    return set(re.findall(r"version=(\w+)", page))


def test_who_comes_late_is_told_what_was_missed(client: Client, running: Preview) -> None:
    """Between reading a page and listening for news, nothing is lost; nor after the preview was started again."""
    start = running.desk.keeper.generation
    with running.desk.keeper.changed:
        running.desk.keeper._tell(frozenset({ID}))
    with client.events(start) as news:
        assert next(each for each in news if each["ids"] == [ID])
    with client.events(10**6) as news:
        assert next(news)["ids"] is None


# --- what takes for ever


def test_a_problem_that_takes_for_ever_freezes_nothing(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are shown meanwhile, its own page says what is going on, and it comes when it is ready, or when it is mended."""
    (bank / "problems/force/slow.yaml").write_bytes((bank / VALUE).read_bytes())
    hold = threading.Event()
    from problemgen.preview import keeper as module

    real = module.loaded

    def slow(state: State, id: str) -> Entry:
        if id == "force.slow":
            hold.wait(PATIENCE)
        return real(state, id)

    monkeypatch.setattr(module, "loaded", slow)
    monkeypatch.setattr(module.Keeper.entry, "__defaults__", (0.3,))
    with preview(bank) as running:
        client = Client(int(running.url.rsplit(":")[-1].strip("/")))
        assert "takes long to work out" in client.ask("/problem/force.slow").text
        assert "worksheet/1.svg" in client.ask(f"/problem/{ID}").text
        with client.events() as news:
            hold.set()
            assert next(each for each in news if each["ids"] == ["force.slow"])
        assert "worksheet/1.svg" in client.ask("/problem/force.slow").text


def test_an_error_nobody_foresaw_is_a_page_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that fails says what happened; the next one works."""

    def explode(*_: object) -> None:
        raise ZeroDivisionError("by nobody")

    client.ask(f"/problem/{ID}")
    with monkeypatch.context() as patch:
        patch.setattr("problemgen.preview.desk.picked", explode)
        reply = client.ask(f"/problem/{ID}")
        assert reply.status == 500
        assert "something unforeseen happened (ZeroDivisionError: by nobody); please report it" in reply.text
        assert f'data-id="{ID}"' in reply.text
    assert client.ask(f"/problem/{ID}").status == 200


# --- what it refuses


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
        client = Client(int(running.url.rsplit(":")[-1].strip("/")))
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
