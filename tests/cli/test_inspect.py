"""``problemgen inspect`` says what would be graded, and ends in 1 where something would go wrong."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from problemgen.cli import main
from problemgen.errors import ProblemgenError
from problemgen.importers.guess import guess

GOOD = Path(__file__).parents[1] / "importers" / "data" / "moodle" / "good.xml"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["inspect", *map(str, words)])
    out, err = capsys.readouterr()
    return int(str(ended.value.code)), out, err


def test_a_good_export_is_told_with_windows_credits_and_feedback(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, GOOD)
    assert (code, err) == (0, "")
    for words in ("Week 1  (moodle: 6 questions in 2 groups, 1 picture)", "2: 01 Rest", "100%  -90.3 to -89.3",
                  "50%  89.3 to 90.3", "Sign.",
                  "any other number", "units: mV, V", "100%  Na, K", "Nothing is lost"):  # fmt: skip
        assert words in out


def test_json_lists_everything_and_is_json_without_infinity(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, GOOD, "--json")
    data = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert (code, len(data["questions"]), data["findings"]) == (0, 6, [])
    assert data["questions"][0]["parts"][0]["windows"][-1]["high"] is None


def test_findings_are_told_and_end_in_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(GOOD.read_text("utf-8").replace('fraction="33.333"', 'fraction="33.3"'), "utf-8")
    code, out, _ = run(capsys, path)
    assert code == 1
    assert "bank-one-1: the grade '33.3' is not one of those that Moodle takes" in out
    assert run(capsys, path, "--json")[0] == 1


def test_what_cannot_be_read_is_one_line_and_no_traceback(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = {"text.xml": b"nothing", "empty": b"", "no.zip": b"PK\x03\x04 broken", "entity.xml": b"<!DOCTYPE quiz><quiz/>",
             "half.xml": b"<quiz><question>", "binary": bytes(range(256))}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    for name in (*files, "missing.xml", "."):
        code, out, err = run(capsys, tmp_path / name)
        assert (code, out, err.count("\n")) == (1, "", 1), name
        assert str(tmp_path) in err


def test_an_unknown_format_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, GOOD, "--format", "moodl")
    assert code == 1
    assert "moodle" in err


def test_a_zip_bomb_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", "<manifest><resource type='imsqti_xmlv1p2'/></manifest>")
        with package.open("big.xml", "w", force_zip64=True) as member:
            for _ in range(1100):
                member.write(bytes(1 << 20))
    code, out, err = run(capsys, path)
    assert (code, out) == (1, "")
    assert "too large" in err or "MB" in err


@pytest.mark.parametrize(("names", "content", "format"), [
    (["imsmanifest.xml", "a.xml"], "imsqti_item_xmlv3p0", "qti3"),
    (["imsmanifest.xml", "a.xml"], "imsqti_item_xmlv2p1", "qti21"),
    (["imsmanifest.xml", "a.xml"], "imsqti_xmlv1p2", "canvas"),
    ([".bb-package-info", "imsmanifest.xml"], "x", "blackboard-pool"),
    (["imsmanifest.xml", "questiondb.xml"], "x", "brightspace-package"),
    (["one.txt"], "NUM\tx\t1", "blackboard"),
])  # fmt: skip
def test_the_format_of_a_zip_is_found_by_what_is_in_it(names: list[str], content: str, format: str, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name in names:
            package.writestr(name, content)
    assert guess(path) == format


@pytest.mark.parametrize(("content", "format"), [
    ("<?xml version='1.0'?>\n<quiz>", "moodle"), ("NUM\t<p>E</p>\t-89.8\t0.5", "blackboard"),
    ("NewQuestion,SA,,,\n", "brightspace"),
    ("//comment,,,,\nNewQuestion,MC,,,\n", "brightspace"), ('<qti-assessment-item xmlns="x">', "qti3"),
])  # fmt: skip
def test_the_format_of_a_text_is_found_by_how_it_starts(content: str, format: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(content, "utf-8")
    assert guess(path) == format


def test_a_file_like_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes", "utf-8")
    with pytest.raises(ProblemgenError, match="--format"):
        guess(path)
