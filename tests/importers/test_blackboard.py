"""Files for Blackboard read back: what is right, and what Blackboard would refuse or grade otherwise."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from problemgen.errors import ProblemgenError
from problemgen.importers import blackboard, blackboard_pool
from problemgen.importers.grade import credit

DATA = Path(__file__).parent / "data" / "blackboard"
POOL = DATA / "pool"
EXPECTED = (DATA / "broken-expected.txt").read_text("utf-8").splitlines()
EDITS = [[cell.strip() for cell in f"{line} ".split(" | ")] for line in (DATA / "edits.txt").read_text("utf-8").splitlines()
         if not line.startswith("#")]  # fmt: skip


def packed(files: dict[str, str], to: Path) -> Path:
    """Make a zip of texts."""
    with zipfile.ZipFile(to / "x.zip", "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return to / "x.zip"


def pool() -> dict[str, str]:
    """Give the files of the good pool."""
    return {path.name: path.read_text("utf-8") for path in sorted(POOL.iterdir())}


def test_every_type_of_line_is_read() -> None:
    read = blackboard.read(DATA / "good.txt")
    assert read.findings == ()
    assert [part.kind for question in read.questions for part in question.parts] == [
        "number", "number", "choice", "several", "order", "order",
    ]  # fmt: skip
    assert [question.id for question in read.questions[:3]] == ["small-nernst.forward-17", "", "small-nernst.sign-3-b"]
    assert read.groups[0].size == 8


@pytest.mark.parametrize(
    ("row", "response", "expected"),
    [(0, "-90.3", 1), (0, "-89.3", 1), (0, "-90.31", 0), (0, "abc", 0), (1, "4.56e-5", 1), (1, "4.57e-5", 0), (2, (1,), 1),
     (2, (0,), 0), (3, (0, 2), 1), (3, (0,), 0.5), (3, (0, 1, 2), 0.5), (3, (1,), 0), (4, ("K", "Cl", "Na"), 1),
     (4, ("K", "Na", "Cl"), 1 / 3), (5, ("K", "Cl", "Na"), 1)],
)  # fmt: skip
def test_a_line_grades_as_documented(row: int, response: str | tuple[int, ...], expected: float) -> None:
    part = blackboard.read(DATA / "good.txt").questions[row].parts[0]
    assert credit(part, response) == pytest.approx(expected)


def test_every_broken_line_is_a_finding_of_its_own() -> None:
    findings = blackboard.read(DATA / "broken.txt").findings
    assert [finding.place for finding in findings] == [f"broken.txt:{line}" for line in range(1, len(EXPECTED) + 1)]
    assert [found.message for found, said in zip(findings, EXPECTED, strict=True) if said not in found.message] == []


def test_a_file_with_a_byte_order_mark_too_many_rows_or_another_encoding_is_told(tmp_path: Path) -> None:
    rows = (DATA / "good.txt").read_bytes()
    for name, data, said in (("mark.txt", b"\xef\xbb\xbf" + rows, "byte order mark"), ("many.txt", rows * 32, "256 rows"),
                             ("latin.txt", "NUM\tµ\t1\n".encode("latin-1"), "not UTF-8")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        [finding] = blackboard.read(tmp_path / name).findings
        assert said in finding.message


def test_a_blank_line_at_the_end_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("TF\tIs it so?\ttrue\n\n", "utf-8")
    assert [finding.message for finding in blackboard.read(tmp_path / "x.txt").findings] == ["a blank line"]


def test_a_zip_holds_nothing_but_text_files(tmp_path: Path) -> None:
    read = blackboard.read(packed({"a.txt": "TF\tIs it so?\ttrue\n", "b.csv": ""}, tmp_path))
    assert [finding.place for finding in read.findings] == ["b.csv"]


@pytest.mark.parametrize("module", [blackboard, blackboard_pool])
def test_what_is_no_zip_is_refused(module: object, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("no zip")
    with pytest.raises(ProblemgenError, match="no zip that can be read"):
        module.read(tmp_path / "x.zip")  # type: ignore[attr-defined]


def test_every_type_of_a_pool_is_read(tmp_path: Path) -> None:
    read = blackboard_pool.read(packed(pool(), tmp_path))
    assert read.findings == ()
    assert [(each.id, each.parts[0].kind, each.points) for each in read.questions] == [
        ("num", "number", 2), ("mc", "choice", 1), ("ma", "several", 1.5), ("match", "order", 3), ("order", "order", 1),
    ]  # fmt: skip
    assert read.questions[1].parts[0].choices[0].feedback == "Think of the gradient."
    assert read.questions[0].solution == "Right: num"
    assert [group.title for group in read.groups] == ["All types"]


@pytest.mark.parametrize(
    ("number", "response", "expected"),
    [(0, "-90.3", 1), (0, "-89.3", 1), (0, "-90.31", 0), (0, "", 0), (1, (1,), 1), (1, (0,), 0), (2, (0, 2), 1), (2, (0,), 0.5),
     (2, (0, 1, 2), 0.5), (2, (1,), 0), (3, ("K", "Cl", "Na"), 1), (3, ("Na", "Cl", "K"), 1 / 3), (4, ("K", "Cl", "Na"), 1)],
)  # fmt: skip
def test_a_pool_grades_as_its_conditions_say(
    number: int, response: str | tuple[int, ...], expected: float, tmp_path: Path
) -> None:  # fmt: skip
    part = blackboard_pool.read(packed(pool(), tmp_path)).questions[number].parts[0]
    assert credit(part, response) == pytest.approx(expected)


@pytest.mark.parametrize(("file", "old", "new", "said"), EDITS, ids=[f"{old} -> {new}" for _, old, new, _ in EDITS])
def test_a_broken_pool_is_told(file: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    files = pool()
    assert files[file].count(old) == 1
    files[file] = files[file].replace(old, new)
    messages = [finding.message for finding in blackboard_pool.read(packed(files, tmp_path)).findings]
    assert any(said in message for message in messages), messages


def test_a_pool_without_a_manifest_or_package_info_is_told(tmp_path: Path) -> None:
    files = pool()
    read = blackboard_pool.read(packed({"wrapped/imsmanifest.xml": files["imsmanifest.xml"]}, tmp_path))
    assert [finding.place for finding in read.findings] == [".bb-package-info", "imsmanifest.xml"]
