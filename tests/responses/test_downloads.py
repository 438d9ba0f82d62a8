"""Files as instructors download them are read as their twins say. A teacher can add a case: a file, and its .json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from problemgen.cli import group

DATA = Path(__file__).parent / "data"
FILES = sorted(path for path in DATA.iterdir() if path.suffix in (".csv", ".txt"))


def run(path: Path, *options: str) -> str:
    result = CliRunner().invoke(group, ["responses", str(path), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_download_is_read_as_its_twin_says(path: Path) -> None:
    """Every response, with its line, student, part, attempt and points, and every line that is none, with the reason."""
    read = json.loads(run(path, "--bank", "membrane", "--json"))
    read["file"] = path.name
    assert read == json.loads(path.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_line_of_a_download_is_lost(path: Path) -> None:
    """Each row of the file is in the responses or in what was not matched."""
    read = json.loads(run(path, "--json"))
    told = {each["line"] for each in (*read["responses"], *read["unmatched"])}
    text = path.read_bytes().decode("utf-16" if path.suffix == ".txt" else "utf-8-sig")
    names = ("s0", "Ada", "Bo", "Zoë", "Stern", "O'Hara", "Hacker", "Müller", "Weiß")
    students = [n for n, line in enumerate(text.splitlines(), 1) if line.lstrip('"').startswith(names)]
    assert students
    assert set(students) - told == set()


def test_the_page_says_what_was_read_and_what_was_not() -> None:
    """Counts, and each thing that could not be matched with its file and line."""
    path = DATA / "plain.csv"
    lines = run(path, "--bank", "membrane").splitlines()
    assert lines[0] == f"{path}: plain CSV, a response a row"
    assert "       7  responses matched with the bank membrane" in lines
    at = lines.index("       1  not matched: the bank membrane has no problem nernst.backward")
    assert lines[at + 1] == f"          {path}:6: s002  membrane-nernst.backward-1  5"


def test_without_a_bank_an_id_is_enough() -> None:
    """The same file without --bank: ids that no bank has are responses all the same."""
    assert "      10  responses matched by id" in run(DATA / "plain.csv")


def test_text_of_strangers_cannot_move_the_cursor(tmp_path: Path) -> None:
    """Control characters of a name or an answer do not reach the terminal."""
    path = tmp_path / "r.csv"
    path.write_text("student,question,response\n\x1b[2Js001,none,\x9b31m\u202eabc\n", "utf-8")
    assert not {"\x1b", "\x9b", "\u202e"} & set(run(path))


def test_what_was_read_is_written_as_a_plain_file(tmp_path: Path) -> None:
    """--out gives a file that reads the same, and in which no cell is a formula."""
    path = tmp_path / "out.csv"
    run(DATA / "moodle.csv", "--out", str(path))
    assert "'=1+1" in path.read_text("utf-8-sig")
    keep = ("student", "name", "id", "gap", "text", "attempt", "points", "time")
    first, again = (json.loads(run(each, "--json"))["responses"] for each in (DATA / "moodle.csv", path))
    assert [[row[key] for key in keep] for row in first] == [[row[key] for key in keep] for row in again]
