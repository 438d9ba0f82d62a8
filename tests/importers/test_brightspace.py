"""Files for Brightspace read back: what is right, and what Brightspace would refuse, change or grade otherwise."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from problemgen.importers import brightspace, brightspace_package
from problemgen.importers.grade import credit

DATA = Path(__file__).parent / "data" / "brightspace"
SOUND = (DATA / "sound.csv").read_text("utf-8")
PACKAGE = {path.name: path.read_text("utf-8") for path in sorted((DATA / "package").iterdir())}


def cells(name: str) -> list[list[str]]:
    """Read the cases of a file: cells between bars, ``\\n`` a line break."""
    lines = [line for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return [[cell.strip().replace("\\n", "\n") for cell in f" {line} ".split(" | ")] for line in lines]


def packed(files: dict[str, str], to: Path) -> Path:
    """Make a zip of texts."""
    with zipfile.ZipFile(to / "x.zip", "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return to / "x.zip"


def test_every_type_of_row_is_read() -> None:
    read = brightspace.read(DATA / "sound.csv")
    assert read.findings == ()
    assert [question.id for question in read.questions] == [f"small-nernst-1-{label}" for label in "abcdef"]
    assert [[part.kind for part in question.parts] for question in read.questions] == [
        ["pattern"], ["choice"], ["several"], ["order"], ["choice"], [],
    ]  # fmt: skip
    assert read.questions[1].text == "Which &lt;way&gt;?"
    assert read.groups[0].size == 6


@pytest.mark.parametrize(
    ("question", "response", "expected"),
    [(0, "−82.3", 1), (0, "-82", 1), (0, "82", 0.5), (0, "Eighty", 0.25), (0, "-82 mV", 0), (1, (0,), 1), (1, (1,), 0.25),
     (1, (2,), 0), (3, ("Na+", "K"), 1), (3, ("K", "Na+"), 0), (4, (0,), 1), (4, (1,), 0)],
)  # fmt: skip
def test_a_question_grades_as_documented(question: int, response: str | tuple[int, ...], expected: float) -> None:
    [part] = brightspace.read(DATA / "sound.csv").questions[question].parts
    assert credit(part, response) == pytest.approx(expected)


@pytest.mark.parametrize(("old", "new", "said"), cells("edits.txt"))
def test_a_broken_row_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in SOUND
    (tmp_path / "x.csv").write_text(SOUND.replace(old, new, 1), "utf-8")
    messages = [finding.message for finding in brightspace.read(tmp_path / "x.csv").findings]
    assert [message for message in messages if said in message], messages


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("NewQuestion,SA,µ".encode("latin-1"))
    [finding] = brightspace.read(tmp_path / "latin.csv").findings
    assert "not UTF-8 at byte 15" in finding.message
    [finding] = brightspace.read(tmp_path / "none.csv").findings
    assert "cannot be read" in finding.message


def test_a_mark_of_utf_8_and_line_breaks_of_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("\ufeff".encode() + SOUND.replace("\n", "\r\n").encode())
    read = brightspace.read(tmp_path / "x.csv")
    assert (len(read.questions), read.findings) == (6, ())


def test_a_package_is_read(tmp_path: Path) -> None:
    read = brightspace_package.read(packed(PACKAGE, tmp_path))
    assert read.findings == ()
    number, choice, several, order = (question.parts[0] for question in read.questions)
    assert [credit(number, text) for text in ("-82.5", "-83", "-82", "-83.01", "82.5", "abc")] == [1, 1, 1, 0, 0, 0]
    assert [(each.credit, each.feedback) for each in choice.choices] == [(1, "Right."), (0.25, "")]
    assert [each.credit > 0 for each in several.choices] == [True, False]
    assert order.order == ("first", "second", "third")
    assert [(group.title, group.size) for group in read.groups] == [("Nernst", 4)]


@pytest.mark.parametrize(("file", "old", "new", "said"), cells("package.txt"))
def test_a_broken_package_is_told(file: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in PACKAGE[file]
    changed = PACKAGE[file].replace(old, new)
    messages = [finding.message for finding in brightspace_package.read(packed(PACKAGE | {file: changed}, tmp_path)).findings]
    assert [message for message in messages if said in message], messages


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert len(brightspace_package.read(tmp_path / "x.zip").findings) == 1
    assert len(brightspace_package.read(packed({"a.txt": ""}, tmp_path)).findings) == 1
    assert len(brightspace_package.read(packed(PACKAGE | {"../out.xml": ""}, tmp_path)).findings) == 1
