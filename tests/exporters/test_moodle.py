"""Moodle XML is what Moodle takes: hostile text comes through as text, credits and units as it knows them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from problemgen.course.export import Export, export
from problemgen.exporters.cloze import cloze, finished, inside, mark, weights
from problemgen.exporters.fractions import FRACTIONS, fraction, graded
from problemgen.exporters.item import Choice, ChoicePart, Interval, Item, NumberPart, Part, RankingPart, TypedUnit, WrongNumber
from problemgen.exporters.moodle import EXPORTER
from problemgen.exporters.package import write_plain
from problemgen.exporters.quiz import Group, Question, Quiz
from problemgen.importers.grade import credit
from problemgen.importers.moodle import read
from problemgen.importers.view import ReadPackage
from tests.banks import TINY

HOSTILE = 'a]]>b <script>alert("1")</script> } ~ # % & \' {1:SA:=x} {#1} = / \\ \\} \\# &lt; \\'
HTML = escape(HOSTILE)
SIGNS = Interval("-82.6", "-83.4", "-81.8", "0.8", "")
NUMBER = NumberPart(
    label="", ask=f"<p>{HTML}</p>", points=2, unit="mV", required=False, whole=False, right=SIGNS,
    wrong=(WrongNumber(("sign",), Interval("82.6", "81.8", "83.4", "0.8", ""), "82.6 mV", 1 / 3, HTML),),
    units=(TypedUnit("mV", "1"), TypedUnit("V", "0.001")), answer="-82.6 mV", accepted="", solution=f"<p>{HTML}</p>",
    hints=(HTML,),
)  # fmt: skip
CHOICES = ChoicePart(
    label="", ask="<p>Which?</p>", points=1, several=False, shuffle=True,
    choices=(Choice("a", HTML, True, (), 0, HTML), Choice("b", r"\(\frac{a}{b}\)", False, (), 0.5, HTML),
             Choice("c", "c", False)),
    answer="", solution="", hints=(),
)  # fmt: skip
SEVERAL = replace(CHOICES, several=True, choices=(*(Choice(key, key, True) for key in "abc"), Choice("d", "d", False)))
RANKING = RankingPart("", "<p>Order.</p>", 2, ("K", "Na", "Cl"), ("Na", "Cl", "K"), "&gt;", "", "", ())
ITEM = Item("bank-x.y-7", f"{HOSTILE} #7", f"<p>{HTML}</p>", (NUMBER,), ("tag & <b>",), "<p>[bank-x.y-7]</p>")


def imported(item: Item, to: Path, title: str = "Week 1") -> ReadPackage:
    """Write one item as a quiz, and read it back."""
    [text] = EXPORTER.write(item)
    group = Group("1", title, 1, item.points, 1, (Question(item.id, text.encode()),))
    path = to / "quiz.xml"
    with path.open("wb") as file:
        write_plain(EXPORTER.files(Quiz("week1", title, "bank", "<p>Go.</p>", "en", (group,))), file)
    ET.parse(path)
    return read(path)


def several_parts(*parts: Part) -> Item:
    return replace(ITEM, parts=tuple(replace(part, label=label) for label, part in zip("abcdef", parts, strict=False)))


def test_hostile_text_comes_through_as_text(tmp_path: Path) -> None:
    package = imported(ITEM, tmp_path, "a/ /b <c> & }~#")
    assert package.findings == ()
    [question] = package.questions
    assert question.name == f"{HOSTILE} #7"
    assert question.group == "01 a/ /b <c> & }~#"
    assert question.text.count(HTML) == 2
    assert HTML in question.solution
    assert question.parts[0].windows[1].feedback == HTML


def test_hostile_text_comes_through_cloze_codes(tmp_path: Path) -> None:
    package = imported(several_parts(NUMBER, CHOICES), tmp_path)
    assert package.findings == ()
    [question] = package.questions
    number, choice = question.parts
    assert number.windows[1].feedback == HTML
    assert [(each.text, each.feedback) for each in choice.choices] == [
        (HTML, HTML), (r"\(\frac{a}{b}\)", HTML), ("c", "")]  # fmt: skip
    assert question.text.replace("&#123;", "{").count(HTML) == 2


def test_what_is_filled_in_within_a_code_is_encoded_when_it_is_there() -> None:
    written = f"<questiontext>{cloze(several_parts(replace(CHOICES, choices=(Choice('a', chr(0xE000), True),))))}</questiontext>"
    assert "%100%&#92;frac{a&#125;" in finished(written.replace(chr(0xE000), r"\frac{a}").encode()).decode()
    assert inside("5 %") == "5 &#37;"


def test_the_first_answer_is_right_then_mistakes_then_anything(tmp_path: Path) -> None:
    [part] = imported(ITEM, tmp_path).questions[0].parts
    assert [window.credit for window in part.windows] == [1, pytest.approx(1 / 3, abs=1e-6), 0]
    assert [credit(part, response) for response in ("-82.6", "-83.4", "-81.8", "-83.41", "82.6", "7", "x", "")] == [
        1, 1, 1, 0, part.windows[1].credit, 0, 0, 0]  # fmt: skip
    assert part.units == (("mV", 1.0), ("V", 0.001))


@pytest.mark.parametrize(("required", "unit", "grading", "shown"), [(True, "mV", 1, 0), (False, "mV", 0, 0), (False, "", 0, 3)])
def test_units_are_asked_for_allowed_or_left_out(required: bool, unit: str, grading: int, shown: int) -> None:
    [text] = EXPORTER.write(replace(ITEM, parts=(replace(NUMBER, required=required, unit=unit),)))
    assert f"<unitgradingtype>{grading}</unitgradingtype>" in text
    assert f"<showunits>{shown}</showunits>" in text


def test_several_choices_earn_what_the_checker_gives(tmp_path: Path) -> None:
    for item in (replace(ITEM, parts=(SEVERAL,)), several_parts(SEVERAL, NUMBER)):
        part = imported(item, tmp_path).questions[0].parts[0]
        assert part.kind == "several"
        shares = [credit(part, chosen) for chosen in ((0, 1, 2), (0, 1), (0, 1, 3), (3,), ())]
        assert shares == pytest.approx([1, 2 / 3, 1 / 3, 0, 0], abs=1e-4)


def test_where_no_choice_is_right_there_is_one_that_says_so() -> None:
    none = replace(SEVERAL, choices=(Choice("a", "a", False),))
    assert [grade for grade, _, _ in graded(none)] == ["-100", "100"]
    assert [note.what for note in EXPORTER.notes(replace(ITEM, parts=(none,)))] == ["a part of which no choice is right"]


def test_an_order_is_matched_alone_and_chosen_place_by_place_among_other_parts(tmp_path: Path) -> None:
    [alone] = imported(replace(ITEM, parts=(RANKING,)), tmp_path).questions[0].parts
    assert alone.order == ("Na", "Cl", "K")
    parts = imported(several_parts(RANKING, NUMBER), tmp_path).questions[0].parts
    assert [[choice.text for choice in part.choices if choice.credit == 1] for part in parts[:3]] == [["Na"], ["Cl"], ["K"]]


@pytest.mark.parametrize(("points", "whole", "total"), [
    ((1, 1), [1, 1], 2), ((1.5, 1), [3, 2], 5), ((0.33, 0.33, 0.34), [1, 1, 1], 3), ((2, 0.5), [4, 1], 5),
])  # fmt: skip
def test_weights_are_whole_numbers_in_the_proportion_of_the_points(
    points: tuple[float, ...], whole: list[int], total: int
) -> None:
    item = several_parts(*(replace(NUMBER, points=each) for each in points))
    assert (weights(item), mark(item)) == (whole, total)


def test_points_of_an_order_are_shared_by_its_places_and_that_is_told() -> None:
    item = several_parts(RANKING, replace(NUMBER, points=1))
    assert (weights(item), mark(item)) == ([2, 3], 9)
    assert any("whole weights" in note.instead for note in EXPORTER.notes(item))


@pytest.mark.parametrize("share", [0, 0.05, 1 / 9, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1])
def test_credits_of_the_list_are_kept(share: float) -> None:
    assert fraction(share) in FRACTIONS
    assert float(fraction(share)) == pytest.approx(100 * share, abs=1e-3)


def test_a_credit_that_is_not_in_the_list_is_told() -> None:
    item = replace(ITEM, parts=(replace(NUMBER, wrong=(replace(NUMBER.wrong[0], credit=0.55),)),))
    assert "a credit of 55 %" in [note.what for note in EXPORTER.notes(item)]


def test_long_titles_keep_the_number_at_their_end(tmp_path: Path) -> None:
    package = imported(replace(ITEM, title=f"{'x' * 400} #7"), tmp_path, "y" * 400)
    assert package.findings == ()
    assert package.questions[0].name.endswith("x #7")


def test_an_export_is_the_same_byte_by_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bank = str(TINY)
    paths = [export(Export("moodle", "week1", bank, 3, None, tmp_path / f"{n}.xml")).path for n in (1, 2)]
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert read(paths[0]).findings == ()


def test_no_label_and_no_formula_becomes_a_picture_of_a_face() -> None:
    """Moodle's filter for emoticons is on in a new site: ``(h)`` is a heart there, and ``( )`` an egg."""
    labels = several_parts(*[NUMBER] * 6, CHOICES)
    item = replace(labels, parts=tuple(replace(part, label=label) for part, label in zip(labels.parts, "abcdegh", strict=False)))
    [text] = EXPORTER.write(replace(item, stem=r"<p>Write ln( ) :-) \(a:-(b)\)</p>"))
    shown = text.partition("<generalfeedback")[0]
    assert [sign for sign in ("(h)", "( )", ":-)") if sign in shown] == []
