"""Canvas packages read back: what is right, and what one of the two quiz engines would lose, refuse or grade otherwise."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from problemgen.errors import ProblemgenError
from problemgen.importers.canvas import read
from problemgen.importers.canvas_conditions import conditions, new_window
from problemgen.importers.grade import credit
from problemgen.importers.view import Finding

DATA = Path(__file__).parent / "data" / "canvas"
EDITS = [[cell.strip() for cell in f"{line} ".split(" | ")] for line in (DATA / "edits.txt").read_text("utf-8").splitlines()
         if not line.startswith("#")]  # fmt: skip
ITEMS = sorted((DATA / "items").glob("*.xml"))


def good() -> dict[str, str]:
    """Give the files of the good package."""
    folder = DATA / "good"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.xml"))}


def packed(files: dict[str, str], to: Path) -> Path:
    """Make a zip of texts."""
    with zipfile.ZipFile(to / "x.zip", "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return to / "x.zip"


def test_a_good_package_is_read_as_it_is(tmp_path: Path) -> None:
    package = read(packed(good(), tmp_path))
    assert package.findings == ()
    assert package.title == "Potentials"
    assert [(group.title, group.pick, group.size, group.points) for group in package.groups] == [("Nernst", 1, 2, 2.0)]
    assert [question.id for question in package.questions] == ["range", "margin"]
    assert [window.low for question in package.questions for window in question.parts[0].windows] == [-90.3, -90.3]
    assert package.questions[0].solution == "So it is."
    assert [credit(package.questions[1].parts[0], text) for text in ("-89.3", "-89.2", "89.8", "abc")] == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("file", "old", "new", "place", "message"), EDITS, ids=[cells[-1][:40] for cells in EDITS])
def test_what_is_wrong_with_a_package_is_found(file: str, old: str, new: str, place: str, message: str, tmp_path: Path) -> None:
    files = good()
    assert files[file].count(old) == 1
    files[file] = files[file].replace(old, new)
    found = read(packed(files, tmp_path)).findings
    assert [each for each in found if each.place == place and each.message.startswith(message)], found


@pytest.mark.parametrize("path", ITEMS, ids=[path.stem for path in ITEMS])
def test_what_is_wrong_with_a_question_is_found(path: Path, tmp_path: Path) -> None:
    files, item = good(), path.read_text("utf-8")
    files["quiz/quiz.xml"] = files["quiz/quiz.xml"].replace("<!-- more -->", item)
    expected = {Finding("x", message) for message in re.findall("<!-- found: (.*) -->", item)}
    assert set(read(packed(files, tmp_path)).findings) == expected


def test_a_package_in_a_folder_is_not_read(tmp_path: Path) -> None:
    package = read(packed({f"folder/{name}": text for name, text in good().items()}, tmp_path))
    assert package.questions == ()
    assert [found.place for found in package.findings if "root of the zip" in found.message] == ["folder/imsmanifest.xml"]


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "a\\..\\x.xml", "C:/x.xml"])
def test_a_path_out_of_the_zip_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemgenError, match="leads out of the zip"):
        read(packed({**good(), name: ""}, tmp_path))


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("<quiz/>", "utf-8")
    with pytest.raises(ProblemgenError, match="no zip"):
        read(tmp_path / "x.zip")


def test_new_quizzes_takes_a_margin_as_it_is_written() -> None:
    text = (DATA / "good/quiz/quiz.xml").read_text("utf-8").replace(' xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"', "")
    [condition] = conditions(list(fromstring(text).iter("item"))[1])
    window = new_window(condition)
    assert window is not None
    assert (window.low, window.high) == (-90.3, -89.3)
