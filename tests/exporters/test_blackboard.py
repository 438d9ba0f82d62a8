"""Exports for Blackboard: every template of the shipped banks, and hostile text, written and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest

from problemgen.bank.bank import load_bank
from problemgen.course.export import Export, export
from problemgen.exporters.blackboard import ROWS
from problemgen.exporters.ids import ids_in
from problemgen.files import shipped
from problemgen.importers.formats import READERS
from problemgen.importers.grade import credit
from problemgen.importers.view import ReadPackage, ReadQuestion
from problemgen.variant.solution import Solver
from problemgen.variant.variant import variant
from tests.banks import copied, edit, programs_of
from tests.importers.trials import Trial, trials

FORMATS = ("blackboard", "blackboard-pool")
PER_CENT = 0.0002  # shares are written in per cent with two decimals
HOSTILE = 'MC]]><script>alert("1")</script>\tNUM } ~ # \''
SEEN = HOSTILE.replace("\t", " ")


def exported(format: str, bank: Path, to: Path, variants: int = 1) -> ReadPackage:
    """Export every template of a bank, some at a time, and read all of it back."""
    reads = []
    for number, ids in enumerate(batched(load_bank(bank).templates, 60)):
        listed = "".join(f"  - {{template: {id}}}\n" for id in ids)
        (bank / "assignments" / f"all{number}.yaml").write_text(f"title: All\nsalt: all of it\nproblems:\n{listed}", "utf-8")
        out = to / f"{format}{number}.zip"
        export(Export(format, f"all{number}", str(bank), variants, None, out))
        reads.append(READERS[format](out))
    first, *_ = reads
    questions = tuple(question for each in reads for question in each.questions)
    return replace(first, questions=questions, findings=tuple(finding for each in reads for finding in each.findings))


def batched(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """Cut a list into pieces: an assignment holds 100 problems at most."""
    waiting = list(ids)
    while waiting:
        yield waiting[:size]
        waiting = waiting[size:]


@pytest.fixture(scope="module", params=["membrane", "acid_base"])
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(shipped("banks") / request.param, tmp_path_factory.mktemp("banks"))


@pytest.fixture(scope="module", params=FORMATS)
def read(request: pytest.FixtureRequest, bank: Path, tmp_path_factory: pytest.TempPathFactory) -> ReadPackage:
    return exported(request.param, bank, tmp_path_factory.mktemp("out"))


def test_every_template_reads_back_without_findings(read: ReadPackage, bank: Path) -> None:
    assert read.findings == ()
    assert {id.template for question in read.questions for id in ids_in(question.text)} == set(load_bank(bank).templates)


def test_every_template_grades_as_the_checker_does(read: ReadPackage, bank: Path) -> None:
    wrong = [f"{question.id}: {trial}: {got}" for question, trial in tried(read, bank)
             if abs((got := credit(question.parts[0], trial.response)) - expected(trial, question)) > PER_CENT]  # fmt: skip
    assert wrong == []


def expected(trial: Trial, question: ReadQuestion) -> float:
    """Give what Blackboard can: partial credit for choices only where it is told."""
    kind = question.parts[0].kind
    return float(trial.credit >= 1) if kind == "number" else trial.credit


def tried(read: ReadPackage, bank: Path) -> Iterator[tuple[ReadQuestion, Trial]]:
    """Yield each question with what can be answered to it."""
    for question in read.questions:
        [id] = ids_in(question.text)
        assert question.id == str(id)
        template = programs_of(bank)[id.template].template
        at = [part.label for part in template.parts].index(id.part) if id.part else 0
        whole = getattr(template.parts[at].answer, "kind", "") == "integer"
        for trial in all_trials(bank, id.template, id.index)[at]:
            if trial.response == () and trial.credit == 1:  # "None of these" is offered last where none is right
                trial = replace(trial, response=(len(question.parts[0].choices) - 1,))
            if trial.credit >= 0 and not (whole and "." in str(trial.response)) and not on_edge(question, trial):
                yield question, trial  # any number near a whole one counts: told in a note


def on_edge(question: ReadQuestion, trial: Trial) -> bool:
    """Tell whether a number of few digits is the edge itself, which is exported with twelve digits."""
    edges = [edge for window in question.parts[0].windows for edge in (window.low, window.high)]
    return "nearby" in trial.why and any(abs(float(str(trial.response)) - edge) <= 1e-11 * abs(edge) for edge in edges)


@cache
def all_trials(bank: Path, template: str, index: int) -> list[list[Trial]]:
    """List what can be answered to a variant, for both formats."""
    made = programs_of(bank)[template]
    return trials(Solver().solved(made, variant(made, index)), False)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bank = copied(shipped("banks") / "acid_base", tmp_path_factory.mktemp("hostile"))
    file = "problems/buffers/choice.yaml"
    edit(bank, file, "title: Which buffer for this pH?", f"title: {json.dumps(HOSTILE)}")
    edit(bank, file, "text: Only one part in a hundred is in the acid form and could take up acid.", f"text: {prose(HOSTILE)}")
    edit(bank, file, "text: It has given all its hydrogen ions away.", f"text: {prose(HOSTILE + ' 2')}")
    edit(bank, file, "ask: A buffer whose $\\mathrm{p}K_\\mathrm{a}$ lies two units above the pH is of little use there. Why?",
         f"ask: {prose(HOSTILE + ' Why?')}")  # fmt: skip
    edit(bank, file, "feedback: The $\\mathrm{p}K_\\mathrm{a}$ of a buffer does not set the pH; the ratio of its two forms does.",
         f"feedback: {prose(HOSTILE)}")  # fmt: skip
    return bank


def prose(text: str) -> str:
    """Write a text as prose of a bank."""
    return json.dumps(text.replace("<", "\\<"))


def test_hostile_text_comes_through_as_text_in_a_line(hostile: Path, tmp_path: Path) -> None:
    [asked] = only_choice(exported("blackboard", hostile, tmp_path))
    assert [unescape(choice.text) for choice in asked.parts[0].choices][1:3] == [SEEN, f"{SEEN} 2"]
    assert f"{SEEN} Why?" in unescape(asked.text)


def test_hostile_text_comes_through_as_text_in_a_pool(hostile: Path, tmp_path: Path) -> None:
    [asked] = only_choice(exported("blackboard-pool", hostile, tmp_path))
    assert [unescape(choice.text) for choice in asked.parts[0].choices][1:3] == [SEEN, f"{SEEN} 2"]
    assert asked.name.startswith(SEEN)
    assert SEEN in asked.group
    assert f"{SEEN} Why?" in unescape(asked.text)
    assert unescape(asked.parts[0].choices[3].feedback) == SEEN


def only_choice(read: ReadPackage) -> list[ReadQuestion]:
    """Give the question with the hostile choices; nothing else is amiss."""
    assert read.findings == ()
    return [each for each in read.questions if each.id.startswith("acid_base-buffers.choice-") and each.id.endswith("-b")]


def test_a_file_of_text_holds_no_more_rows_than_are_recommended(tmp_path: Path) -> None:
    made = export(Export("blackboard", "example", "acid_base", ROWS + 1, None, tmp_path / "x.zip"))
    read = READERS["blackboard"](tmp_path / "x.zip")
    assert (len(read.questions), read.findings) == (made.questions, ())
    assert max(group.size for group in read.groups) == ROWS
    assert [group.size for group in read.groups[:2]] == [ROWS, 1]
    assert read.groups[1].title == f"{read.groups[0].title}-2"


def test_a_text_file_out_of_the_zip_is_read_alone(tmp_path: Path) -> None:
    export(Export("blackboard", "example", "acid_base", 2, None, tmp_path / "x.zip"))
    with ZipFile(tmp_path / "x.zip") as package:
        first = Path(package.extract(package.namelist()[0], tmp_path))
    read = READERS["blackboard"](first)
    assert (len(read.questions), read.findings) == (2, ())


def test_a_pool_keeps_points_titles_groups_and_solutions(tmp_path: Path) -> None:
    made = export(Export("blackboard-pool", "example", "acid_base", 3, None, tmp_path / "x.zip"))
    read = READERS["blackboard-pool"](tmp_path / "x.zip")
    assert [(group.title[3:], group.size) for group in read.groups] == list(made.groups)
    assert all(question.points > 0 and question.name and "Answer:" in question.solution for question in read.questions)
    first = next(question for question in read.questions if question.id.startswith("acid_base-hydrogen.both_ways-"))
    assert first.points == 1.0


def test_what_gets_lost_is_told(tmp_path: Path) -> None:
    text, pool = (lost(format, tmp_path) for format in FORMATS)
    assert {"the worked solution and all feedback", "points", "titles", "hints", "tags", "a typed order"} <= text
    assert "the worked solution and all feedback" not in pool
    assert {"a typed order", "hints", "tags", "a problem in several parts", "a random draw"} <= pool


def lost(format: str, to: Path) -> set[str]:
    """Say what an export of the example loses."""
    return {loss.note.what for loss in export(Export(format, "example", "acid_base", 1, None, to / f"{format}.zip")).losses}


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_has_the_same_bytes_again(format: str, tmp_path: Path) -> None:
    outs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        outs.append(tmp_path / name / f"{format}.zip")
        export(Export(format, "example", "acid_base", 3, None, outs[-1]))
    assert outs[0].read_bytes() == outs[1].read_bytes()
