"""Every export of every template of the shipped banks, read back by its importer's rules, is graded as our checker grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from problemgen.course.banks import open_bank
from problemgen.course.lint import sample
from problemgen.course.points import share_points
from problemgen.document.problem import Printer
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.formats import EXPORTERS
from problemgen.exporters.package import write_plain, write_zip
from problemgen.exporters.press import Press
from problemgen.exporters.quiz import Group, Quiz
from problemgen.files import shipped
from problemgen.importers.formats import READERS
from problemgen.importers.grade import credit
from problemgen.importers.view import ReadPackage, ReadPart
from problemgen.variant.program import Program
from problemgen.variant.solution import Solved, Solver
from tests.banks import programs_of
from tests.importers.trials import RIGHT_ORDER, Trial, choice_texts, trials

BANKS = ("membrane", "acid_base")
CASES = [(bank, template) for bank in BANKS for template in open_bank(bank).templates]
CLOSE = 0.0002  # some formats write shares in per cent with two decimals
OWN_SHARES = ("brightspace", "brightspace-package")  # count every right decision, which we cannot change
ENOUGH = 20  # variants to look for: some templates turn most down
SOLVER = Solver()


@cache
def solved(bank: str, template: str) -> tuple[Program, Solved]:
    """Solve one variant of a template; every format exports the same one."""
    program = programs_of(shipped("banks") / bank)[template]
    return program, SOLVER.solved(program, next(sample(program, ENOUGH)))


@cache
def tried(bank: str, template: str, plain_digits: bool) -> list[list[Trial]]:
    return trials(solved(bank, template)[1], plain_digits)


@cache
def printer(markup: str) -> Printer:
    return Printer(markup)


def exported(exporter: Exporter, program: Program, index: int, to: Path) -> Path:
    """Export one variant, with a group for each of its questions."""
    press = Press(exporter, program, share_points(program.template, None), printer(exporter.markup), SOLVER)
    slots = press.slots(index)
    groups = tuple(
        Group(f"{slot + 1}", program.template.title, 1, press.slot_points(slot, slots), 1, (press.question(index, slot),))
        for slot in range(slots)
    )
    path = to / f"export{exporter.suffix}"
    write = write_zip if exporter.suffix == ".zip" else write_plain
    with path.open("wb") as file:
        quiz = Quiz("all", "All problems", program.template.bank.name, "<p>Go.</p>", "en", groups, press.shown(index))
        write(exporter.files(quiz), file)
    return path


def asked(package: ReadPackage) -> Iterator[ReadPart]:
    """Give the parts of all questions in turn."""
    return (part for question in package.questions for part in question.parts)


def given(parts: Sequence[ReadPart], trial: Trial, texts: Sequence[str]) -> float:
    """Grade a response; choices may stand in any order, and an order may be asked as one choice for every place."""
    if texts:
        shown = [same(choice.text) for choice in parts[0].choices]
        return credit(parts[0], tuple(shown.index(same(texts[int(place)])) for place in trial.response))
    if len(parts) == 1:
        return credit(parts[0], trial.response)
    places = [[choice.text for choice in part.choices].index(name) for part, name in zip(parts, trial.response, strict=True)]
    return sum(credit(part, (place,)) for part, place in zip(parts, places, strict=True)) / len(parts)


FORMULA = re.compile(r"""<(?:img|math)\b[^>]*\balt(?:text)?=["']([^"']*)["'][^>]*>(?:(?:(?!</?math).)*</math>)?""", re.DOTALL)


def same(text: str) -> str:
    """Make texts comparable that look alike, whatever tags stand around their words."""
    words = re.sub(r"</?[a-z]\w*\b[^>]*>", "", FORMULA.sub(r"\1", unescape(unescape(text))))
    return "".join(words.split())


@pytest.mark.parametrize(("bank", "template"), CASES, ids=lambda name: name)
@pytest.mark.parametrize("format", EXPORTERS)
def test_what_is_read_back_is_graded_as_the_checker_grades(format: str, bank: str, template: str, tmp_path: Path) -> None:
    program, one = solved(bank, template)
    exporter, index = EXPORTERS[format], one.variant.index
    assert index is not None
    package = READERS[format](exported(exporter, program, index, tmp_path))
    assert package.findings == ()
    parts, wrong = list(asked(package)), []
    texts = choice_texts(one, printer(exporter.markup))
    for number, wanted in enumerate(tried(bank, template, exporter.plain_digits), 1):
        placed = wanted[0].why == RIGHT_ORDER and parts[0].kind != "order"
        count = len(wanted[0].response) if placed else 1
        mine, parts = parts[:count], parts[count:]
        grades = ((trial, given(mine, trial, texts[number - 1])) for trial in wanted)
        own = format in OWN_SHARES and mine[0].kind == "several"
        wrong += [(number, trial, found) for trial, found in grades if not fits(trial, found, own)]
    assert wrong == []
    assert parts == []


def fits(trial: Trial, found: float, own: bool) -> bool:
    """Tell whether a credit is that of the checker; of orders, and of a system's own shares, only whether it is right."""
    if trial.credit < 0 or (own and trial.credit < 1):
        return found < 1 - CLOSE
    return abs(found - trial.credit) < CLOSE
