"""``problemgen preview`` as it is typed: where it begins, what it prints, how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

import problemgen
from problemgen.errors import ProblemgenError
from problemgen.preview.target import target
from tests.banks import MEMBRANE, SMALL, TINY, copied

COMMAND = (sys.executable, "-m", "problemgen", "preview")


@pytest.mark.parametrize(
    ("word", "bank", "problem"),
    [(None, "membrane", ""), ("membrane", "membrane", ""), (str(SMALL), "small", ""),
     ("nernst.forward", "membrane", "nernst.forward"), (str(SMALL / "problems/nernst/inside.yaml"), "small", "nernst.inside"),
     (str(SMALL / "tables/ions.yaml"), "small", ""),
     (str(SMALL / "bank.yaml"), "small", ""), (str(SMALL / "problems" / "nernst"), "small", "")],
)  # fmt: skip
def test_a_word_is_a_bank_a_problem_or_a_file_inside_one(word: str | None, bank: str, problem: str) -> None:
    """All of them lead to a bank's folder, and to the problem to begin with."""
    found = target(word, "membrane")
    assert (found.folder.name, found.problem) == (bank, problem)


def test_a_relative_path_is_found_from_inside_a_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """An author stands in the folder of the problems, and names a file."""
    monkeypatch.chdir(SMALL / "problems" / "nernst")
    found = target("forward.yaml", "membrane")
    assert (found.folder.name, found.problem) == ("small", "nernst.forward")


def test_a_problem_of_another_bank_is_told() -> None:
    """A problem is looked for in --bank alone."""
    with pytest.raises(ProblemgenError, match=r"no bank or problem 'force\.value'"):
        target("force.value", MEMBRANE)


def test_a_broken_bank_can_be_previewed(tmp_path: Path) -> None:
    """That is what the preview is for."""
    bank = copied(TINY, tmp_path)
    (bank / "bank.yaml").write_text("title: [\n", "utf-8")
    with problemgen.serve_preview(str(bank)) as url:
        assert "The bank cannot be read" in urlopen(url).read().decode()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_with_a_sentence(how: signal.Signals) -> None:
    """One line of JSON for programs; Ctrl-C and the end of a session both end it quietly."""
    command = [*COMMAND, str(SMALL / "problems/nernst/forward.yaml"), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_listening) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with urlopen(url) as page:
            assert page.url == f"{url}problem/nernst.forward"
        process.send_signal(how)
        out, err = process.communicate(timeout=30)
    assert (out, err, process.returncode) == ("", "\nThe preview has ended.\n", 0)


def _listening() -> None:
    """A job in the background is started deaf to Ctrl-C; a terminal's is not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_without_json_it_prints_the_address_for_people() -> None:
    """The first line names the address, the second how to end it."""
    command = [*COMMAND, str(TINY), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_listening) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The preview is at http://127.0.0.1:")
        assert process.stdout.readline() == "Ctrl-C ends it.\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
