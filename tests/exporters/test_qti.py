"""QTI exports: valid by the schemas, the same bytes every time, any text comes through, and nothing is lost on the way."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from problemgen.course.export import Export, export
from problemgen.course.points import share_points
from problemgen.document.problem import Printer
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import Choice, ChoicePart, Item
from problemgen.exporters.press import Press
from problemgen.exporters.qti import EXPORTERS
from problemgen.exporters.quiz import ExportFile, Group, Question, Quiz
from problemgen.importers.qti import READERS
from problemgen.markup import escape
from problemgen.variant.solution import Solver
from tests.banks import MEMBRANE, SMALL, copied, edit, samples_of
from tests.exporters.qti_items import written

ACID_BASE = MEMBRANE.with_name("acid_base")
SCHEMAS = Path(__file__).parents[3] / "shared" / "schemas"
SCHEMA = {"qti3": "qtiv3p0-lxml/imsqti_asiv3p0_sbacv1p0_v1p0.xsd", "qti21": "rqti/imsqti_v2p1p2.xsd"}
QTI3, QTI21 = EXPORTERS
each_exporter = pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda each: each.name)


def problems(schema: str, texts: Iterator[tuple[str, str]]) -> list[str]:
    """Say what a schema finds wrong in texts; skip where the schema or lxml is not there."""
    etree = pytest.importorskip("lxml.etree")
    if not (SCHEMAS / schema).is_file():
        pytest.skip("the schemas are not here")
    rules = etree.XMLSchema(etree.parse(str(SCHEMAS / schema)))
    return [f"{name}: {rules.error_log[0]}" for name, text in texts if not rules.validate(etree.fromstring(text.encode()))]


@each_exporter
def test_every_template_is_valid_by_the_schema(exporter: Exporter) -> None:
    """Items of all templates of the shipped banks follow the schema of their version."""
    texts = ((program.template.id, written(exporter, program, made))
             for bank in (MEMBRANE, ACID_BASE) for program, made in samples_of(bank, 1))  # fmt: skip
    assert problems(SCHEMA[exporter.name], texts) == []


@pytest.fixture(scope="module", params=["qti3", "qti21"])
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the example twice; both are the same."""
    folder = tmp_path_factory.mktemp("qti")
    one, two = (export(Export(request.param, "example", variants=2, out=folder / name)).path
                for name in (f"{request.param}.zip", "again.zip"))  # fmt: skip
    assert one.read_bytes() == two.read_bytes()
    return one


def test_packages_are_read_back_without_a_finding(package: Path) -> None:
    """The example comes back with all its groups, each of which draws one question, and every question shows its id."""
    found = READERS[package.stem](package)
    assert found.findings == ()
    assert {group.pick for group in found.groups} == {1}
    assert sum(group.size for group in found.groups) == len(found.questions)
    assert [each.id for each in found.questions if f"[{each.id}]" not in each.text or not each.solution] == []


def test_tests_and_manifests_are_valid_by_the_schema(package: Path) -> None:
    """The test follows the schema of its version, and the manifest that of content packaging."""
    with zipfile.ZipFile(package) as files:
        names = files.namelist()
        test, manifest = (files.read(name).decode() for name in ("test.xml", "imsmanifest.xml"))
    assert names[-2:] == ["test.xml", "imsmanifest.xml"]
    assert problems(SCHEMA[package.stem], iter([("test.xml", test)])) == []
    if package.stem == "qti21":
        assert problems("imscp_v1p1.xsd", iter([("imsmanifest.xml", manifest)])) == []
    items = [name for name in names if name.startswith("items/")]
    assert manifest.count("<dependency ") == manifest.count("<keyword><string>membrane</string></keyword>") == len(items)


def text_of(file: ExportFile) -> str:
    return "".join(piece.decode() if isinstance(piece, bytes) else piece for piece in file.pieces)


HOSTILE = "]]> <script>alert(1)</script> \" ' & } ~ # {x} \\(x\\)"


def hostile_item() -> Item:
    text = escape.html(HOSTILE)
    choices = (Choice("s1", text, True, feedback=text), Choice("s2", "other", False))
    part = ChoicePart("", f"<p>{text}</p>", 1.0, False, False, choices, text, f"<p>{text}</p>", (f"<p>{text}</p>",))
    return Item("b-t-1", f"{HOSTILE}?>", f"<p>{text}</p>", (part,), (HOSTILE, "two\twords"), "<p>[b-t-1]</p>")


@each_exporter
def test_any_text_comes_through_as_text(exporter: Exporter) -> None:
    """Marks of XML, of formulas and of programs are text in titles, tags, choices, feedback and solutions."""
    item = hostile_item()
    quiz = Quiz("q", HOSTILE, "b", f"<p>{hostile_item().parts[0].answer}</p>", "en",
                (Group("1", HOSTILE, 1, 1.0, 1, [Question(item.id, exporter.write(item)[0].encode())]),))  # fmt: skip
    files = {file.path: text_of(file) for file in exporter.files(quiz)}
    trees = {path: ElementTree.fromstring(text) for path, text in files.items()}
    root = trees["items/b-t-1.xml"]
    assert root.get("title") == f"{HOSTILE}?>"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert "".join(root.itertext()).count(HOSTILE) == (6 if exporter is QTI3 else 5)
    assert not [each for each in root.iter() if each.tag.endswith("script")]
    assert trees["test.xml"].get("title") == HOSTILE
    strings = [each.text for each in trees["imsmanifest.xml"].iter() if each.tag.endswith("string")]
    assert strings == [f"{HOSTILE}?>", HOSTILE, "two\twords"]


@each_exporter
def test_braces_are_no_template_of_a_player(exporter: Exporter) -> None:
    """Two braces in a row never stand in an item: one of the players would run what follows them."""
    item = hostile_item()
    text = exporter.write(replace(item, stem="<p>{{{ 1 + 1 }}}</p>", tags=()))[0].rpartition("<?metadata")[0]
    assert "{\u2060{\u2060{ 1 + 1 }}}" in text
    assert "{{" not in text


@each_exporter
def test_words_of_a_hostile_bank_come_through(exporter: Exporter, tmp_path: Path) -> None:
    """A title and a conclusion with marks of XML in them stay text, in a bank as in a hand-made item."""
    bank = copied(SMALL, tmp_path)
    edit(bank, "bank.yaml", "title: A small bank for the tests", "title: 'A ]]> <b> & {small} bank'")
    edit(bank, "problems/nernst/forward.yaml", "title: ", "title: ']]> <script> {x} \" & ' #")
    program, made = samples_of(bank, 1, ("nernst.forward",))[0]
    root = ElementTree.fromstring(written(exporter, program, made))
    assert str(root.get("title")).startswith(']]> <script> {x} " &')


def question(exporter: Exporter, points: float) -> Question:
    program, made = samples_of(SMALL, 1, ("nernst.forward",))[0]
    assert made.index is not None
    press = Press(exporter, program, share_points(program.template, points), Printer(exporter.markup), Solver())
    return press.question(made.index, 0)


def test_a_question_that_is_asked_twice_is_there_twice() -> None:
    """The same variant in two groups, for other points, is two items; the first keeps its id."""
    groups = tuple(Group(f"{n}", "Nernst", 1, points, 1, [question(QTI3, points)]) for n, points in ((1, 1.0), (2, 3.0)))
    files: dict[str, ExportFile] = {file.path: file for file in QTI3.files(Quiz("q", "Q", "small", "", "en", groups))}
    id = question(QTI3, 1.0).id
    assert list(files)[:2] == [f"items/{id}.xml", f"items/{id}.2.xml"]


def test_what_is_lost_is_told() -> None:
    """QTI 3 folds hints below the question; QTI 2.1 says that it leaves them out."""
    item = hostile_item()
    assert [note.what for note in QTI3.notes(item)] == ["hints that cost something"]
    assert [note.what for note in QTI21.notes(item)] == ["hints"]
    assert "<details>" in QTI3.write(item)[0]
    assert "<details>" not in QTI21.write(item)[0]
