"""The reader of QTI packages: what it makes of our exports is what the checker says, and what is broken is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from problemgen.course.points import share_points
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.package import write_zip
from problemgen.exporters.press import Press
from problemgen.exporters.qti import EXPORTERS
from problemgen.exporters.quiz import Group, Question, Quiz
from problemgen.importers.grade import credit as graded
from problemgen.importers.qti import READERS
from problemgen.importers.view import ReadChoice, Window
from tests.banks import MEMBRANE, SMALL, samples_of
from tests.exporters.qti_items import QTI, SOLVER, credit, tried, written
from tests.importers.trials import trials

DATA = Path(__file__).parent / "data" / "qti"
ACID_BASE = MEMBRANE.with_name("acid_base")
QTI3 = EXPORTERS[0]


def rows(name: str) -> list[list[str]]:
    """Read a table: cells between '|', an empty one for a text that is taken out."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [[cell.removeprefix(" ").removesuffix(" ") for cell in line.split("|")] for line in lines if not line.startswith("#")]


def test_a_sound_item_is_read_as_it_would_be_graded() -> None:
    """Windows with their edges, credits and comments, choices, points: all found by answering."""
    found = READERS["qti3"](DATA / "sound.xml")
    assert found.findings == ()
    (question,) = found.questions
    number, choice = question.parts
    assert (number.kind, number.points, choice.kind, choice.points) == ("number", 2, "choice", 1)
    assert number.windows == (Window(-90.3, -89.3, 1.0, "Right."), Window(89.3, 90.3, 0.5, "Look at the sign."))
    assert choice.choices == (ReadChoice("in", 1.0), ReadChoice("out", 0.0))
    assert question.text == "A neuron. mV in out"


@pytest.mark.parametrize(("old", "new", "finding"), rows("broken.txt"))
def test_what_is_broken_is_told(old: str, new: str, finding: str, tmp_path: Path) -> None:
    """Every line of broken.txt gives its finding."""
    text = (DATA / "sound.xml").read_text("utf-8")
    assert old in text
    broken = tmp_path / "item.xml"
    broken.write_text(text.replace(old, new), "utf-8")
    assert finding in [each.message for each in READERS["qti3"](broken).findings]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a package of three items, with ids that the tables can name."""
    (program, made), *_ = samples_of(SMALL, 1, ("nernst.forward",))
    text = Press(QTI3, program, share_points(program.template, None), QTI, SOLVER).question(made.index or 0, 0).text
    names = [f"small-nernst.forward-{n}" for n in (1, 2, 3)]
    questions = [Question(name, text.replace(f"small-nernst.forward-{made.index}", name).encode()) for name in names]
    path = tmp_path_factory.mktemp("qti") / "package.zip"
    with path.open("wb") as target:
        write_zip(QTI3.files(Quiz("quiz", "Quiz", "small", "", "en", (Group("1", "Draw", 1, 1.0, 3, questions),))), target)
    return path


def changed(package: Path, to: Path, name: str, old: str, new: str) -> Path:
    """Copy a package with one text in one file changed."""
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(to, "w") as target:
        assert old in source.read(name).decode()
        for each in source.namelist():
            data = source.read(each)
            target.writestr(each, data.decode().replace(old, new) if each == name else data)
    return to


@pytest.mark.parametrize(("name", "old", "new", "finding"), rows("broken-packages.txt"))
def test_what_is_broken_in_a_package_is_told(package: Path, name: str, old: str, new: str, finding: str, tmp_path: Path) -> None:
    """Every line of broken-packages.txt gives its finding; the package itself gives none."""
    assert READERS["qti3"](package).findings == ()
    found = READERS["qti3"](changed(package, tmp_path / "broken.zip", name, old, new))
    assert finding in [each.message for each in found.findings]


def test_hostile_zips_are_refused(tmp_path: Path) -> None:
    """A path that leaves the package, a file that is no zip, a zip without a manifest."""
    paths = [tmp_path / name for name in ("out.zip", "no.zip", "bare.zip")]
    for path, name in ((paths[0], "../item.xml"), (paths[2], "item.xml")):
        with zipfile.ZipFile(path, "w") as target:
            target.writestr(name, "<a/>")
    paths[1].write_text("no zip")
    messages = [READERS["qti3"](path).findings[0].message for path in paths]
    assert messages[0] == "the path '../item.xml' leads out of the zip"
    assert messages[1].startswith("not a zip that can be read")
    assert messages[2] == "there is none at the root of the zip"


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda each: each.name)
def test_every_template_is_graded_as_the_checker_does(exporter: Exporter, tmp_path: Path) -> None:
    """Right answers, mistakes, edges and nonsense get the credit that our checker gives, for all shipped templates."""
    wrong, path = [], tmp_path / "item.xml"
    for program, made in [each for bank in (MEMBRANE, ACID_BASE) for each in samples_of(bank, 1)]:
        path.write_text(written(exporter, program, made), "utf-8")
        found = READERS[exporter.name](path)
        alone = [each.message for each in found.findings if not each.message.startswith("the picture ../images/")]
        wrong += [f"{program.template.id}: {message}" for message in alone]
        (question,) = found.questions
        points = share_points(program.template, None)
        assert [part.points for part in question.parts] == pytest.approx(list(points.values()))
        solved = SOLVER.solved(program, made)
        for part, key, tries in zip(question.parts, made.parts, trials(solved, False), strict=True):
            wrong += [f"{program.template.id} {key.part.label}: {trial}" for trial in tried(key, tries)
                      if abs(graded(part, trial.response) - credit(trial)) > 1e-4]  # fmt: skip
    assert wrong == []
