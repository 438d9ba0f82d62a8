"""Moodle XML is read as Moodle reads it: the facts were found by importing such files into Moodle 4.5.6."""

from __future__ import annotations

from pathlib import Path

import pytest

from problemgen.errors import ProblemgenError
from problemgen.importers.grade import credit
from problemgen.importers.guess import guess
from problemgen.importers.moodle import read
from problemgen.importers.moodle_cloze import read_cloze

DATA = Path(__file__).parent / "data" / "moodle"
GOOD = DATA / "good.xml"


def edits() -> list[list[str]]:
    lines = (DATA / "edits.txt").read_text("utf-8").splitlines()
    return [[cell.strip().replace("\\n", "\n") for cell in f" {line} ".split(" | ")] for line in lines if line[:1] != "#"]


def test_a_good_file_is_read_without_findings() -> None:
    package = read(GOOD)
    assert package.findings == ()
    assert guess(GOOD) == package.format == "moodle"
    assert package.title == "Week 1"
    assert [(group.title, group.size) for group in package.groups] == [("01 Rest", 2), ("02 Choose", 4)]
    assert [question.id for question in package.questions][:2] == ["bank-rest-7", "bank-rest-8"]
    assert package.questions[0].solution == "<p>Worked.</p>"


@pytest.mark.parametrize(("old", "new", "finding"), edits())
def test_what_moodle_changes_or_refuses_is_found(old: str, new: str, finding: str, tmp_path: Path) -> None:
    text = GOOD.read_text("utf-8")
    assert old in text
    path = tmp_path / "broken.xml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [f"{each.place}: {each.message}" for each in read(path).findings]
    assert finding in found if finding != "good" else found == []


@pytest.mark.parametrize(("response", "share"), [
    ("-89.8", 1), ("-90.3", 1), ("-89.3", 1), ("-90.31", 0), ("89.8", 0.5), ("12", 0), ("abc", 0), ("", 0), ("-8.98e1", 1),
])  # fmt: skip
def test_tolerances_are_absolute_with_both_edges_and_the_first_answer_counts(response: str, share: float) -> None:
    assert credit(read(GOOD).questions[0].parts[0], response) == share


def test_units_convert_to_the_first_one() -> None:
    assert read(GOOD).questions[0].parts[0].units == (("mV", 1.0), ("V", 0.001))


def test_a_multiresponse_without_grades_takes_away_for_what_is_wrong() -> None:
    part = read(GOOD).questions[-1].parts[2]
    assert [choice.credit for choice in part.choices] == [0.5, 0.5, -0.5]
    assert [credit(part, chosen) for chosen in ((0, 1), (0,), (0, 2), (0, 1, 2))] == [1, 0.5, 0, 0.5]


def test_entities_in_a_code_are_decoded_once_and_escapes_lose_their_backslash() -> None:
    part = read_cloze(r"{1:MC:=&#92;frac{a&#125; &amp;lt; &#92;\} &#35;#x\~y~b#&quot;}").parts[0]
    assert [(choice.text, choice.feedback) for choice in part.choices] == [(r"\frac{a} &lt; \} #", r"x\~y"), ("b", '"')]


def test_text_like_a_code_that_is_none_stays_text() -> None:
    read_as = read_cloze(r"&#123;1:SA:=x} {1:XX:=y} {1:SA:=z}")
    assert (read_as.text, len(read_as.parts)) == ("&#123;1:SA:=x} {1:XX:=y} {#1}", 1)


@pytest.mark.parametrize(("text", "message"), [
    ("<quiz><question>", "not well-formed"),
    ('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "DOCTYPE"),
    ("<questestinterop/>", "starts with <quiz>"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_clear_error(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemgenError, match=message):
        read(path)
