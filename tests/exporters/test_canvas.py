"""Exports for Canvas: the rules of both quiz engines, whole packages, and hostile text."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from problemgen.bank.bank import load_bank
from problemgen.course.export import Export, export
from problemgen.exporters.canvas import EXPORTER
from problemgen.exporters.canvas_items import arranged
from problemgen.exporters.ids import ids_in
from problemgen.exporters.item import Choice, ChoicePart, Interval, Item, NumberPart, RankingPart, WrongNumber
from problemgen.files import shipped
from problemgen.importers.canvas import read as read_canvas
from problemgen.importers.canvas_items import feedback, read_item
from problemgen.importers.view import ReadQuestion
from tests.banks import copied, edit

HOSTILE = ']]><script>alert("1")</script>\tx } ~ # [x] & &lt; \''
SEEN = HOSTILE.replace("\t", " ")
NUMBER = NumberPart(
    label="b", ask="<p>How much?</p>", points=1.5, unit="mV", required=False, whole=False,
    right=Interval("-82.6", "-83.426", "-81.774", "0.826", ""),
    wrong=(WrongNumber(("sign",), Interval("82.6", "81.774", "83.426", "0.826", ""), "82.6 mV", 0.5, "Mind the sign."),),
    units=(), answer="-82.6 mV", accepted="-83.4 to -81.8", solution="<p>So it is.</p>", hints=("<p>Look.</p>",),
)  # fmt: skip
CHOICE = ChoicePart(
    label="c", ask="<p>Which way?</p>", points=1, several=False, shuffle=False,
    choices=(Choice("wrong_way", "in", False, feedback="Not in."), Choice("correct_all", "out", True, feedback="Yes.")),
    answer="out", solution="<p>Out.</p>", hints=(),
)  # fmt: skip
RANKING = RankingPart(
    label="d", ask="<p>Rank.</p>", points=2, names=("K", "a &lt; b", "Cl"), order=("a &lt; b", "Cl", "K"), sign="&gt;",
    answer="a &lt; b", solution="<p>So.</p>", hints=(),
)  # fmt: skip
ITEM = Item("bank-topic.name-7", "Name #7", "<p>A cell.</p>", (replace(NUMBER, label="a"), NUMBER, CHOICE, RANKING), ("tag",),
            '<p class="variant"><small>[bank-topic.name-7]</small></p>')  # fmt: skip


def written(item: Item) -> list[Element]:
    """Write an item and read its XML."""
    return [fromstring(text) for text in EXPORTER.write(item)]


def seen(item: Element) -> ReadQuestion:
    """Read one item as Canvas would; nothing is amiss."""
    read = read_item(item, "")
    assert read.complaints == ()
    return read.question


def test_a_number_has_one_window_and_none_for_its_mistakes() -> None:
    number = written(ITEM)[1]
    [window] = seen(number).parts[0].windows
    assert (window.low, window.high, window.credit) == (-83.426, -81.774, 1.0)
    assert number.find(".//varequal") is None
    assert len(number.findall(".//setvar")) == 1


def test_mistakes_and_hints_are_told_after_a_wrong_number() -> None:
    told = feedback(written(ITEM)[1])["general_incorrect_fb"]
    assert "If you got about 82.6 mV: Mind the sign." in told
    assert "<li><p>Look.</p></li>" in told


def test_parts_stand_alone_with_names_of_their_own() -> None:
    questions = [seen(item) for item in written(ITEM)]
    assert [question.id for question in questions] == [f"bank-topic.name-7-{letter}" for letter in "abcd"]
    assert [question.name for question in questions][1] == "Name #7 (b)"
    assert [question.points for question in questions] == [1.5, 1.5, 1, 2]
    assert all("A cell." in question.text for question in questions)
    assert all(f"[{question.id}]" in question.text for question in questions)
    assert "Part (b) of a problem in 4 parts; other parts may come with other numbers." in questions[1].text
    assert questions[3].text.count("How much?") == 2
    assert "(a) -82.6 mV; (b) -82.6 mV" in questions[3].solution


def test_a_problem_of_one_part_says_nothing_of_parts() -> None:
    [question] = [seen(item) for item in written(replace(ITEM, parts=(replace(NUMBER, label=""),)))]
    assert (question.id, question.name) == ("bank-topic.name-7", "Name #7")
    assert "Part" not in question.text


def test_feedback_of_choices_is_kept_whatever_they_are_called() -> None:
    choices = seen(written(ITEM)[2]).parts[0].choices
    assert [(choice.text, choice.credit, choice.feedback) for choice in choices] == [("in", 0.0, "Not in."), ("out", 1.0, "Yes.")]


def test_several_choices_share_the_points() -> None:
    several = replace(CHOICE, several=True, choices=(*CHOICE.choices, Choice("x", "up", True)))
    question = seen(written(replace(ITEM, parts=(several,)))[0])
    assert [choice.credit for choice in question.parts[0].choices] == [-0.5, 0.5, 0.5]
    assert "<fieldentry>PartialScore</fieldentry>" in EXPORTER.write(replace(ITEM, parts=(several,)))[0]


def test_where_no_choice_is_right_none_of_them_is() -> None:
    none = replace(CHOICE, several=True, choices=(Choice("x", "up", False), Choice("y", "down", False)))
    choices = seen(written(replace(ITEM, parts=(none,)))[0]).parts[0].choices
    assert [(choice.text, choice.credit) for choice in choices] == [("up", -1.0), ("down", -1.0), ("None of these.", 1.0)]


def test_a_ranking_is_matched_place_by_place() -> None:
    ranking = written(ITEM)[3]
    assert [unescape(name) for name in seen(ranking).parts[0].order] == ["a < b", "Cl", "K"]
    places = [node.findtext("material/mattext") for node in ranking.iter("response_lid")]
    assert places == ["1 (largest)", "2", "3 (smallest)"]


def test_choices_that_are_shuffled_do_not_always_begin_with_the_right_one() -> None:
    keys = ("right", "sign", "log", "ratio", "kelvin")
    firsts = set()
    for size in range(2, 6):
        choices = tuple(Choice(key, key, key == "right") for key in keys[:size])
        firsts.add(arranged(replace(CHOICE, shuffle=True, choices=choices))[0][1].key)
    assert len(firsts) > 1


def test_all_templates_of_a_bank_go_into_one_package(tmp_path: Path) -> None:
    """Names are unique in a package, whatever is put together; every template by itself is tried in tests/importers."""
    bank = copied(shipped("banks") / "acid_base", tmp_path)
    listed = "".join(f"  - {{template: {id}}}\n" for id in load_bank(bank).templates)
    (bank / "assignments" / "all.yaml").write_text(f"title: All\nsalt: all of it\nproblems:\n{listed}", "utf-8")
    export(Export("canvas", "all", str(bank), 2, None, tmp_path / "x.zip"))
    read = read_canvas(tmp_path / "x.zip")
    assert read.findings == ()
    assert {id.template for question in read.questions for id in ids_in(question.text)} == set(load_bank(bank).templates)
    assert all(question.id in map(str, ids_in(question.text)) for question in read.questions)


def test_hostile_text_comes_through_as_text(tmp_path: Path) -> None:
    bank = copied(shipped("banks") / "acid_base", tmp_path)
    file = "problems/buffers/choice.yaml"
    edit(bank, file, "title: Which buffer for this pH?", f"title: {json.dumps(HOSTILE)}")
    edit(bank, file, "text: Only one part in a hundred is in the acid form and could take up acid.", f"text: {prose(HOSTILE)}")
    edit(bank, file, "feedback: The $\\mathrm{p}K_\\mathrm{a}$ of a buffer does not set the pH; the ratio of its two forms does.",
         f"feedback: {prose(HOSTILE)}")  # fmt: skip
    edit(bank, "tables/buffers.yaml", "name: MES", f"name: {prose(HOSTILE)}")
    edit(bank, "assignments/example.yaml", "title: From hydrogen ions to the blood gas", f"title: {json.dumps(HOSTILE)}")
    export(Export("canvas", "example", str(bank), 40, None, tmp_path / "x.zip"))
    read = read_canvas(tmp_path / "x.zip")
    assert read.findings == ()
    assert read.title == SEEN.replace("<", "\u2039").replace(">", "\u203a")
    assert any(SEEN in unescape(question.text) for question in read.questions if "choice" not in question.id)
    part = next(question for question in read.questions if re.search(r"buffers\.choice-\d+-b", question.id))
    assert part.name.startswith(SEEN)
    assert SEEN in part.group
    assert SEEN in [unescape(choice.text) for choice in part.parts[0].choices]
    assert SEEN in [unescape(choice.feedback) for choice in part.parts[0].choices]


def prose(text: str) -> str:
    """Write a text as prose of a bank."""
    return json.dumps(text.replace("&", "\\&").replace("<", "\\<"))


def test_groups_draw_one_variant_for_its_points(tmp_path: Path) -> None:
    made = export(Export("canvas", "example", "acid_base", 3, None, tmp_path / "x.zip"))
    read = read_canvas(tmp_path / "x.zip")
    assert [(group.title, group.size) for group in read.groups] == list(made.groups)
    assert all(group.pick == 1 and group.points > 0 for group in read.groups)
    assert all(question.solution.count("Answer:") == 1 for question in read.questions)


def test_the_quiz_has_its_settings(tmp_path: Path) -> None:
    export(Export("canvas", "example", "acid_base", 1, None, tmp_path / "x.zip"))
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        settings = package.read("acid_base-example/assessment_meta.xml").decode()
    assert "<title>From hydrogen ions to the blood gas</title>" in settings
    assert "<points_possible>27</points_possible>" in settings
    assert "&lt;p&gt;Work on paper and show your steps." in settings


def test_what_gets_lost_is_told(tmp_path: Path) -> None:
    made = export(Export("canvas", "example", "acid_base", 1, None, tmp_path / "x.zip"))
    assert {"tags", "hints", "feedback for the one mistake that was made", "a typed order", "a problem in several parts",
            "a fixed order of choices"} <= {loss.note.what for loss in made.losses}  # fmt: skip


def test_an_export_has_the_same_bytes_again(tmp_path: Path) -> None:
    outs = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for out in outs:
        export(Export("canvas", "example", "acid_base", 3, None, out))
    assert outs[0].read_bytes() == outs[1].read_bytes()
