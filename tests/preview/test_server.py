"""The preview over HTTP, on loopback, with real saves: what it answers, and what is news."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from problemgen.preview.server import Preview, _bound, preview
from problemgen.preview.state import Entry, State
from tests.banks import edit
from tests.preview.client import ID, PATIENCE, VALUE, Client, client_of, until

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
        client = client_of(running)
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
        client = client_of(running)
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


def test_many_who_come_at_once_find_room() -> None:
    """A hundred connections are taken before the first is answered."""
    server = _bound(0)
    with ExitStack() as stack:
        stack.callback(server.server_close)
        for _ in range(100):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.server_port), timeout=2))
