"""Exports for Brightspace: CSV with regular expressions, and the question library package."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from problemgen.bank.bank import load_bank
from problemgen.course.banks import programs
from problemgen.course.points import share_points
from problemgen.document.problem import Printer
from problemgen.exporters import brightspace, brightspace_package
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.interval_regex import interval_regex, misjudged
from problemgen.exporters.item import Choice, ChoicePart, Interval, Item, NumberPart, RankingPart, WrongNumber
from problemgen.exporters.make import Ink, make_item
from problemgen.exporters.package import write_plain, write_zip
from problemgen.exporters.press import Press
from problemgen.exporters.quiz import Group, Question, Quiz
from problemgen.files import shipped
from problemgen.importers import brightspace as read_csv
from problemgen.importers import brightspace_package as read_package
from problemgen.importers.grade import credit
from problemgen.importers.view import ReadPackage, ReadPart
from problemgen.variant.deal import Dealer
from problemgen.variant.solution import Solver
from problemgen.variant.variant import variant
from tests.importers.trials import Trial, trials

CSV, PACKAGE = brightspace.EXPORTER, brightspace_package.EXPORTER
BOTH = pytest.mark.parametrize("exporter", [CSV, PACKAGE], ids=["csv", "package"])
HOSTILE = ']]&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;, &quot;&quot; {x} } ~ # =1+2 &amp;amp;'


def interval(value: str, low: str, high: str, half: str) -> Interval:
    return Interval(value, low, high, half, interval_regex(low, high))


NUMBER = NumberPart(
    label="a", ask="<p>How much?</p>", points=1.5, unit="mV", required=True, whole=False,
    right=interval("-82.6", "-83.4", "-81.8", "0.8"),
    wrong=(WrongNumber(("sign",), interval("82.6", "81.8", "83.4", "0.8"), "82.6 mV", 0.5, "Mind the sign."),
           WrongNumber(("log",), interval("-35.9", "-36.2", "-35.6", "0.3"), "-35.9 mV", 0.0, "Which logarithm?")),
    units=(), answer="-82.6 mV", accepted="-83.4 to -81.8", solution="<p>So it is.</p>", hints=("<p>Look.</p>", "<p>Think.</p>"),
)  # fmt: skip
CHOICE = ChoicePart(
    label="b", ask="<p>Which way?</p>", points=1, several=False, shuffle=True,
    choices=(Choice("right", "out", True), Choice("in", "in", False, credit=0.25, feedback="-Not in."),
             Choice("none", "-5 mV", False)),
    answer="out", solution="<p>Out.</p>", hints=(),
)  # fmt: skip
SEVERAL = replace(CHOICE, label="c", several=True, shuffle=False, choices=(*CHOICE.choices, Choice("more", "both", True)))
RANKING = RankingPart(
    label="d", ask="<p>Rank.</p>", points=2, names=("K", "a &lt; b", "Cl"), order=("a &lt; b", "Cl", "K"), sign="&gt;",
    answer="a &lt; b", solution="<p>So.</p>", hints=(),
)  # fmt: skip
ITEM = Item("bank-topic.name-7", "Name #7", f"<p>A cell.\n{HOSTILE}</p>", (NUMBER, CHOICE, SEVERAL, RANKING), ("tag",),
            '<p class="variant"><small>[bank-topic.name-7]</small></p>')  # fmt: skip
LABELS = "abcd"


def saved(exporter: Exporter, questions: Sequence[Question], to: Path) -> Path:
    """Write questions as a file of one group."""
    group = Group("1", 'Nernst, "forward"', 1, 1.0, len(questions), questions)
    quiz = Quiz("quiz", "=A quiz", "bank", "<p>Do, \n&amp; think.</p>", "en", (group,))
    path = to / f"quiz{exporter.suffix}"
    with path.open("wb") as target:
        (write_zip if exporter.suffix == ".zip" else write_plain)(exporter.files(quiz), target)
    return path


def back(exporter: Exporter, questions: Sequence[Question], to: Path) -> ReadPackage:
    """Write questions and read them back."""
    return (read_csv if exporter is CSV else read_package).read(saved(exporter, questions, to))


def questions_of(exporter: Exporter, item: Item = ITEM) -> list[Question]:
    names = [f"{item.id}-{part.label}" if part.label else item.id for part in item.parts]
    return [Question(name, text.encode()) for name, text in zip(names, exporter.write(item), strict=True)]


def rows(item: Item = ITEM) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(CSV.write(item)), newline=""), strict=True))


@BOTH
def test_an_item_comes_back_as_it_was_written(exporter: Exporter, tmp_path: Path) -> None:
    read = back(exporter, questions_of(exporter), tmp_path)
    assert read.findings == ()
    assert [question.id for question in read.questions] == [f"bank-topic.name-7-{label}" for label in LABELS]
    assert [question.name for question in read.questions] == [f"Name ({label}) #7" for label in LABELS]
    assert [question.points for question in read.questions] == [1.5, 1, 1, 2]
    kinds = ["pattern" if exporter is CSV else "number", "choice", "several", "order"]
    assert [part.kind for question in read.questions for part in question.parts] == kinds
    for question, part in zip(read.questions, ITEM.parts, strict=True):
        assert f"[{question.id}]" in question.text
        assert part.ask in question.text
        assert part.solution in question.solution


@BOTH
def test_hostile_text_comes_through_as_text(exporter: Exporter, tmp_path: Path) -> None:
    texts = [read_csv.plain(question.text) for question in back(exporter, questions_of(exporter), tmp_path).questions]
    shown = ']]><script>alert("1")</script>, "" {x} } ~ # =1+2 &amp;'
    assert all(shown in text for text in texts)


@BOTH
def test_a_number_is_judged_by_its_window(exporter: Exporter, tmp_path: Path) -> None:
    [part] = back(exporter, questions_of(exporter), tmp_path).questions[0].parts
    assert [credit(part, text) for text in ("-82.6", "-83.4", "-81.8", "-83.41", "-35.9", "82.61", "")] == [
        1, 1, 1, 0, 0, 0.5 if exporter is CSV else 0, 0,
    ]  # fmt: skip


def test_expressions_read_what_students_type(tmp_path: Path) -> None:
    [part] = back(CSV, questions_of(CSV), tmp_path).questions[0].parts
    assert [credit(part, text) for text in ("−82,6", " – 82.60 ", "-82.6 mV", "82.6")] == [1, 1, 0, 0.5]


@BOTH
def test_choices_and_orders_earn_what_they_should(exporter: Exporter, tmp_path: Path) -> None:
    _, one, several, order = back(exporter, questions_of(exporter), tmp_path).questions
    credits = {read_csv.plain(choice.text): (choice.credit, read_csv.plain(choice.feedback)) for choice in one.parts[0].choices}
    assert credits == {"out": (1, "Right."), "in": (0.25, "-Not in."), "-5 mV": (0, "")}
    assert [credit(several.parts[0], chosen) for chosen in ((0, 3), (0,), (0, 1), (), (1, 2))] == [1, 0.5, 0, 0, 0]
    assert order.parts[0].order == ("a < b", "Cl", "K")


def test_every_row_has_five_columns_and_a_blank_row_ends_a_question() -> None:
    assert {len(row) for row in rows()} == {5}
    assert [row[1] for row in rows() if row[0] == "NewQuestion"] == ["SA", "MC", "MS", "O"]
    assert [row[0] for row in rows()].count("") == 4
    assert all("\n" not in cell for row in rows() for cell in row)


def test_no_cell_is_a_formula_for_a_spreadsheet() -> None:
    item = replace(ITEM, title="=cmd() #7")
    assert not [cell for row in rows(item) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_right_choice_is_not_always_the_first() -> None:
    pairs = [replace(CHOICE, choices=(CHOICE.choices[0], Choice(name, name, False))) for name in "abcdef"]
    assert {brightspace.mixed(part)[0].right for part in pairs} == {True, False}
    assert brightspace.mixed(SEVERAL) == SEVERAL.choices


def test_mistakes_are_told_in_the_feedback(tmp_path: Path) -> None:
    solution = back(CSV, questions_of(CSV), tmp_path).questions[0].solution
    assert "82.6 mV: Mind the sign." in solution
    assert "-35.9 mV: Which logarithm?" in solution


def test_a_later_part_repeats_what_was_asked_before(tmp_path: Path) -> None:
    read = back(CSV, questions_of(CSV), tmp_path)
    assert "How much?" not in read.questions[1].text.partition("Before it")[0]
    assert "How much?" in read.questions[1].text
    assert "Before it" not in read.questions[0].text


def test_the_file_begins_as_utf_8_and_names_its_groups(tmp_path: Path) -> None:
    text = saved(CSV, questions_of(CSV), tmp_path).read_bytes().decode()
    assert text.startswith('\ufeff"// =A quiz",,,,\r\n')
    assert '"// Group 1: Nernst, ""forward""; draw 1 of these 4, for 1 points each",,,,\r\n,,,,\r\nNewQuestion' in text
    assert "Do, &amp; think." in text


def test_the_package_has_a_section_for_each_group(tmp_path: Path) -> None:
    read = back(PACKAGE, questions_of(PACKAGE), tmp_path)
    assert [(group.title, group.size) for group in read.groups] == [('01 Nernst, "forward"', 4)]


def test_braces_make_no_variables(tmp_path: Path) -> None:
    [number, *_] = PACKAGE.write(ITEM)
    assert "{x}" not in number
    assert "&#123;x&#125;" in number


@BOTH
def test_every_loss_is_told(exporter: Exporter) -> None:
    told = {note.what for note in exporter.notes(ITEM)}
    assert told >= {
        "tags", "a random draw", "instructions", "a problem in several parts", "units that must be typed", "a typed order",
        "several hints, one after the other", "feedback on a wrong number", "credit for some of several choices",
    }  # fmt: skip
    assert ("a numeric tolerance" in told) == (exporter is CSV)
    assert ("partial credit for a mistake in a number" in told) == (exporter is PACKAGE)
    assert exporter.experimental


BANK = load_bank(shipped("banks") / "acid_base")
PROGRAMS = programs(BANK, list(BANK.templates))


@BOTH
@pytest.mark.parametrize("template", PROGRAMS)
def test_every_template_is_graded_as_the_checker_grades(template: str, exporter: Exporter, tmp_path: Path) -> None:
    program, solver = PROGRAMS[template], Solver()
    points = share_points(program.template, None)
    press = Press(exporter, program, points, Printer(exporter.markup), solver)
    index = Dealer(program, "brightspace", Counter()).deal("one")
    solved = solver.solved(program, variant(program, index))
    questions = [press.question(index, slot) for slot in range(press.slots(index))]
    read = back(exporter, questions, tmp_path)
    assert read.findings == ()
    assert [question.id for question in read.questions] == [question.id for question in questions]
    item = make_item(Ink(Printer(exporter.markup)), solved, points)
    for question, part, tried in zip(read.questions, item.parts, trials(solved, exporter.plain_digits), strict=True):
        assert question.points == pytest.approx(part.points)
        order: Sequence[int] = range(99)
        if isinstance(part, ChoicePart) and exporter is CSV:
            order = [brightspace.mixed(part).index(choice) for choice in part.choices]
        assert [trial for trial in tried if not agrees(question.parts[0], trial, order)] == []


def agrees(part: ReadPart, trial: Trial, order: Sequence[int]) -> bool:
    """Compare credit: of several choices only full and no credit, since Brightspace counts what lies between in its own way."""
    if part.kind == "order":
        return trial.why == "turned" or credit(part, trial.response) == trial.credit
    if part.kind in ("choice", "several"):
        got = credit(part, tuple(order[int(place)] for place in trial.response))
        return (got == 1) == (trial.credit == 1) and (part.kind == "several" or got == pytest.approx(trial.credit))
    if "nearby" in trial.why and part.kind == "pattern" and trial.credit == 0:
        return True  # an edge is exported with twelve digits: 34 where it is 33.999999999997
    return credit(part, trial.response) == pytest.approx(trial.credit)


def test_expressions_of_the_bank_pass_their_self_test() -> None:
    """Every expression that is written is tried by enumeration around the edges of its window."""
    for template, program in PROGRAMS.items():
        made = variant(program, Dealer(program, "brightspace", Counter()).deal("one"))
        for key in made.parts:
            if window := getattr(key, "window", None):
                low, high = f"{window.low:.12g}", f"{window.high:.12g}"
                assert misjudged(low, high, interval_regex(low, high)) == [], template
